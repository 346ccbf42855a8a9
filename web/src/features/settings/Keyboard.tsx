import { RotateCcw, X } from 'lucide-react'
import { useEffect, useMemo, useState } from 'react'
import { kindOf, useCommands } from '~/lib/commands'
import { groupedBy } from '~/lib/grouped'
import { chosenKeys, keysInForce, pressOf, refusalOf, setChosenKeys, takenBy, useChosenKeys, withKeys, type ChosenKeys, type Keyed } from '~/lib/keys'
import { Button } from '~/ui/button'
import { Empty } from '~/ui/empty'
import { TextInput } from '~/ui/field'
import { Kbd, keysAsText } from '~/ui/kbd'
import { toastError } from '~/ui/toast'
import { Tip } from '~/ui/tooltip'
import { savePreferences } from '~/wire/mutations'
import { Section } from './Section'

/** Keys of every command, to be looked up and changed. */
export function KeyboardSection() {
  const [text, setText] = useState('')
  const chosen = useChosenKeys()
  const all = useKeyed()
  const shown = all.filter((command) => answers(command, text))
  const groups = groupedBy(shown, ({ group }) => group)
  const isChanged = Object.keys(chosen).length > 0
  return (
    <Section
      title="Keyboard"
      intro="Keys of every command. What you choose is kept on the server, for every browser you sign in with."
      action={
        <Button kind="soft" size="md" className="max-md:h-11" disabled={!isChanged} onClick={() => keep({})}>
          Reset all
        </Button>
      }
    >
      <TextInput type="search" aria-label="Find a command or a key" placeholder="Find a command or a key" value={text} onChange={(event) => setText(event.target.value)} className="mb-2 max-md:h-11" />
      {shown.length === 0 && <Empty title={`No command or key is like “${text}”`} />}
      {[...groups].map(([group, commands]) => (
        <section key={group} aria-label={`Keys: ${group}`} className="mb-3">
          <h3 className="py-1 text-xs font-[560] text-fg-3">{group}</h3>
          <ul>
            {commands.map((command) => (
              <KeyRow key={command.id} command={command} all={all} chosen={chosen} />
            ))}
          </ul>
        </section>
      ))}
    </Section>
  )
}

/** Every command once, as keys are kept for it. */
function useKeyed(): Keyed[] {
  const commands = useCommands()
  return useMemo(() => {
    const byKind = new Map(commands.map(({ id, title, group, keys }) => [kindOf({ id }), { id: kindOf({ id }), title, group, keys }]))
    return [...byKind.values()]
  }, [commands])
}

function answers({ id, title, group, keys }: Keyed, text: string): boolean {
  const inForce = keysInForce(id, keys)
  const haystack = `${title} ${group} ${inForce ? keysAsText(inForce) : ''}`.toLowerCase()
  return text.toLowerCase().split(/\s+/).every((word) => haystack.includes(word))
}

function keep(keys: ChosenKeys): void {
  const before = chosenKeys()
  setChosenKeys(keys)
  savePreferences({ keys: Object.keys(keys).length > 0 ? keys : null }).catch((error: unknown) => {
    setChosenKeys(before)
    toastError('The keys were not kept', error)
  })
}

interface KeyRowProps {
  command: Keyed
  all: readonly Keyed[]
  chosen: ChosenKeys
}

function KeyRow({ command, all, chosen }: KeyRowProps) {
  const [isRecording, setRecording] = useState(false)
  const keys = keysInForce(command.id, command.keys)
  const name = command.title
  return (
    <li className="flex min-h-8 flex-wrap items-center gap-2 border-b border-line py-0.5 max-md:min-h-12">
      <span className="min-w-40 flex-1">{name}</span>
      {isRecording ? (
        <Recorder command={command} all={all} chosen={chosen} onDone={() => setRecording(false)} />
      ) : (
        <>
          {command.id in chosen && (
            <Tip label={`Reset the keys of ${name}`}>
              <Button size="iconSm" className="max-md:size-11" onClick={() => keep(withKeys(chosen, command, command.keys ?? null))}>
                <RotateCcw />
              </Button>
            </Tip>
          )}
          {keys && (
            <Tip label={`No keys for ${name}`}>
              <Button size="iconSm" className="max-md:size-11" onClick={() => keep(withKeys(chosen, command, null))}>
                <X />
              </Button>
            </Tip>
          )}
          <Button size="sm" kind="outline" aria-label={`Change the keys of ${name}${keys ? `, now ${keysAsText(keys)}` : ''}`} className="min-w-24 max-md:h-11" onClick={() => setRecording(true)}>
            {keys ? <Kbd keys={keys} className="text-fg-1" /> : 'Set keys'}
          </Button>
        </>
      )}
    </li>
  )
}

/** Takes the next press; says whom it belongs to before it takes it away. */
function Recorder({ command, all, chosen, onDone }: KeyRowProps & { onDone: () => void }) {
  const [press, setPress] = useState<string | null>(null)
  const refusal = press && refusalOf(press)
  const others = press && !refusal ? takenBy(press, command.id, all) : []
  const take = (taken: string) => {
    const without = takenBy(taken, command.id, all).reduce((keys, other) => withKeys(keys, other, null), chosen)
    keep(withKeys(without, command, taken))
    onDone()
  }
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.target instanceof HTMLElement && event.target.closest('[data-decides]') && ['Enter', ' ', 'Tab'].includes(event.key)) return
      event.preventDefault()
      event.stopPropagation()
      if (event.key === 'Escape') return onDone()
      const pressed = pressOf(event)
      if (!pressed) return
      if (refusalOf(pressed) === null && takenBy(pressed, command.id, all).length === 0) take(pressed)
      else setPress(pressed)
    }
    window.addEventListener('keydown', onKeyDown, { capture: true })
    return () => window.removeEventListener('keydown', onKeyDown, { capture: true })
  })
  return (
    <span role="group" aria-label={`New keys for ${command.title}`} className="flex flex-wrap items-center gap-2 text-xs">
      <span role="status" className={refusal ? 'text-err' : others.length > 0 ? 'text-warn' : 'text-fg-2'}>
        {press && <Kbd keys={press} className="text-inherit" />} {refusal ?? wordsFor(others)}
      </span>
      {press && others.length > 0 && (
        <Button data-decides size="sm" kind="soft" className="max-md:h-11" onClick={() => take(press)}>
          Use it here
        </Button>
      )}
      <Button data-decides size="sm" kind="outline" className="max-md:h-11" onClick={onDone}>
        Cancel
      </Button>
    </span>
  )
}

const wordsFor = (others: readonly Keyed[]): string =>
  others.length > 0 ? `already does: ${others.map(({ title }) => title).join(', ')}.` : 'Press the new keys, or Esc.'
