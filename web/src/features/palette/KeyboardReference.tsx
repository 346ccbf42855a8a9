import { useMemo, useState } from 'react'
import { boundKeys, kindOf, runCommand, useCommands, type Command } from '~/lib/commands'
import { groupedBy } from '~/lib/grouped'
import { useChosenKeys } from '~/lib/keys'
import { Button } from '~/ui/button'
import { Dialog } from '~/ui/dialog'
import { Empty } from '~/ui/empty'
import { TextInput } from '~/ui/field'
import { Kbd, keysAsText } from '~/ui/kbd'
import { useOverlay } from './palette-state'

type Line = Pick<Command, 'title' | 'group' | 'keys'>

/** Keys of what has the focus; they cannot be chosen. */
const FIXED: readonly Line[] = [
  { group: 'With a tab focused', title: 'The tabs beside it', keys: 'ArrowLeft' },
  { group: 'With a tab focused', title: 'Next or previous group', keys: 'F6' },
  { group: 'With a tab focused', title: 'Rename the tab', keys: 'F2' },
  { group: 'With a tab focused', title: 'Close the tab', keys: 'Delete' },
  { group: 'With a splitter focused', title: 'Move it', keys: 'ArrowRight' },
  { group: 'While writing a message', title: 'New line', keys: 'Shift+Enter' },
  { group: 'In a terminal', title: 'Leave it', keys: 'F6' },
]

/** All shortcuts, by what they are about. */
export default function KeyboardReference() {
  const open = useOverlay((overlay) => overlay.keys)
  const [text, setText] = useState('')
  const lines = useLines().filter((line) => answers(line, text))
  const groups = groupedBy(lines, ({ group }) => group)
  return (
    <Dialog
      open={open}
      onOpenChange={(keys) => useOverlay.setState({ keys })}
      title="Keyboard"
      description="Everything can also be found in the command palette."
      className="w-[min(56rem,calc(100vw-24px))]"
    >
      <div className="flex gap-2 px-4 pb-3">
        <TextInput type="search" autoFocus aria-label="Find a shortcut" placeholder="Find a shortcut" value={text} onChange={(event) => setText(event.target.value)} className="max-md:h-11" />
        <Button kind="soft" size="md" className="shrink-0 max-md:h-11" onClick={change}>
          Change keys
        </Button>
      </div>
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- a scrolling region has to be reachable by keyboard */}
      <section tabIndex={0} aria-label="Shortcuts" className="min-h-0 columns-2 gap-8 overflow-y-auto px-4 pb-5 max-md:columns-1">
        {lines.length === 0 && <Empty title={`No shortcut is like “${text}”`} />}
        {[...groups].map(([group, list]) => (
          <section key={group} className="mb-4 break-inside-avoid-column">
            <h3 className="mb-1 text-xs font-[560] text-fg-3">{group}</h3>
            <dl>
              {list.map(({ title, keys = '' }) => (
                <div key={title} className="flex items-center justify-between gap-4 border-b border-line py-1.5">
                  <dt>{title}</dt>
                  <dd className="shrink-0">
                    <Kbd keys={keys} />
                  </dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </section>
    </Dialog>
  )
}

function change(): void {
  useOverlay.setState({ keys: false })
  runCommand('settings.keyboard')
}

/** Commands that have keys now, each once, those that have some in one place only, and what is no command. */
function useLines(): Line[] {
  const commands = useCommands()
  const chosen = useChosenKeys()
  return useMemo(() => {
    const byKind = new Map(commands.map((command): [string, Line] => [kindOf(command), { ...command, keys: boundKeys(command) ?? '' }]))
    const inner = commands.flatMap(({ title, inner: own }): Line[] => (own ? [{ title, group: own.where, keys: own.keys }] : []))
    return [...[...byKind.values()].filter(({ keys }) => keys), ...inner, ...FIXED]
    // `boundKeys` reads what was chosen.
    // oxlint-disable-next-line react-hooks/exhaustive-deps
  }, [commands, chosen])
}

function answers({ title, group, keys = '' }: Line, text: string): boolean {
  const haystack = `${title} ${group} ${keysAsText(keys)}`.toLowerCase()
  return text.toLowerCase().split(/\s+/).every((word) => haystack.includes(word))
}
