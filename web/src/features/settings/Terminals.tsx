import { useQuery } from '@tanstack/react-query'
import { Trash2 } from 'lucide-react'
import { useState } from 'react'
import { busyWith } from '~/connection/terminal-busy'
import { deleteTerminal, terminalsQuery } from '~/connection/terminal-api'
import { agoText } from '~/lib/format'
import { FONT_SIZES, savedTerminal, usePreferences, type TerminalPreferences } from '~/lib/preferences'
import { Button } from '~/ui/button'
import { confirm } from '~/ui/confirm'
import { TextInput } from '~/ui/field'
import { Segmented } from '~/ui/segmented'
import { Select } from '~/ui/select'
import { Switch } from '~/ui/switch'
import { toastError } from '~/ui/toast'
import { savePreferences } from '~/wire/mutations'
import type { Terminal } from '~/wire/types'
import { Section, SettingRow } from './Section'

const COLOURS = [
  { value: 'app', label: 'As the app' },
  { value: 'light', label: 'Light' },
  { value: 'dark', label: 'Dark' },
] as const
const SIZES = Array.from({ length: FONT_SIZES.most - FONT_SIZES.least + 1 }, (_, at) => String(FONT_SIZES.least + at))

function change(changed: Partial<TerminalPreferences>): void {
  const terminal = { ...usePreferences.getState().terminal, ...changed }
  usePreferences.setState({ terminal })
  savePreferences({ terminal: savedTerminal(terminal) }).catch((error: unknown) => toastError('The preference was not kept', error))
}

/** How terminals look, and those that nothing else leads to any more. */
export function TerminalsSection() {
  const { fontSize, colours, screenReader } = usePreferences((preferences) => preferences.terminal)
  const terminals = useQuery(terminalsQuery)
  return (
    <Section title="Terminals" intro={terminals.data?.message}>
      <SettingRow label="Colours">
        <Segmented label="Colours of terminals" value={colours} options={COLOURS} onChange={(chosen) => change({ colours: chosen })} />
      </SettingRow>
      <SettingRow label="Size of letters">
        <Select label="Size of letters" value={String(fontSize)} options={SIZES.map((size) => ({ value: size, label: `${size} px` }))} onChange={(size) => change({ fontSize: Number(size) })} />
      </SettingRow>
      <SettingRow label="Font" hint="A monospaced one that this device has. Empty is BooCode's own.">
        <FontInput />
      </SettingRow>
      <SettingRow label="For screen readers" hint="What is printed is read out, at some cost of speed.">
        <Switch label="Terminals for screen readers" checked={screenReader} onChange={(chosen) => change({ screenReader: chosen })} />
      </SettingRow>
      {terminals.isError && <p className="text-xs text-err">{terminals.error.message}</p>}
      <Running terminals={terminals.data?.terminals ?? []} />
    </Section>
  )
}

function FontInput() {
  const { font } = usePreferences((preferences) => preferences.terminal)
  const [text, setText] = useState<string | null>(null)
  const keep = () => {
    if (text !== null && text.trim() !== font) change({ font: text.trim() })
    setText(null)
  }
  return (
    <TextInput
      aria-label="Font of terminals"
      placeholder="JetBrains Mono"
      maxLength={100}
      className="max-w-60 max-md:max-w-none"
      value={text ?? font}
      onChange={(event) => setText(event.target.value)}
      onBlur={keep}
      onKeyDown={(event) => event.key === 'Enter' && keep()}
    />
  )
}

function Running({ terminals }: { terminals: readonly Terminal[] }) {
  const orphans = terminals.filter(({ session_id: sessionId }) => sessionId === null)
  if (orphans.length === 0) return null
  return (
    <section aria-label="Without a session">
      <h3 className="pt-2 pb-0.5 text-xs font-[560] text-fg-2">Without a session</h3>
      <ul>
        {orphans.map((terminal) => (
          <li key={terminal.id} className="flex items-center gap-3 border-b border-line py-1.5 last:border-0">
            <span className="min-w-0 flex-1">
              <span className="block truncate">{terminal.name}</span>
              <span className="block text-xs text-fg-2">
                {busyWith(terminal) ? `runs ${busyWith(terminal)}, ` : ''}made {agoText(terminal.created_at)}
              </span>
              <span className="block truncate font-mono text-2xs text-fg-3" title={terminal.directory}>
                {terminal.directory}
              </span>
            </span>
            <Button size="md" className="max-md:h-11" aria-label={`End ${terminal.name}`} onClick={() => void end(terminal)}>
              <Trash2 />
              End
            </Button>
          </li>
        ))}
      </ul>
    </section>
  )
}

async function end(terminal: Terminal): Promise<void> {
  const command = busyWith(terminal)
  const running = command ? `${command} is running in it and is ended.` : 'What is on its screen is gone.'
  if (!(await confirm({ title: `End ${terminal.name}?`, body: running, action: 'End it' }))) return
  await deleteTerminal(terminal.id).catch((error: unknown) => toastError(`${terminal.name} was not ended`, error))
}
