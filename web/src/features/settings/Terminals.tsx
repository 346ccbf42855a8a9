import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { terminalsQuery } from '~/connection/terminal-api'
import { changeLetterSize, changeTerminals, letterSize } from '~/connection/terminal-preferences'
import { useIsPhone } from '~/lib/media'
import { FONT_SIZES, LINE_HEIGHTS, usePreferences } from '~/lib/preferences'
import { Slot } from '~/lib/slots'
import { TextInput } from '~/ui/field'
import { PartNotRead } from '~/ui/not-read'
import { Segmented } from '~/ui/segmented'
import { Select } from '~/ui/select'
import { Switch } from '~/ui/switch'
import { Orphans } from './Orphans'
import { Section, SettingRow } from './Section'

const COLOURS = [
  { value: 'app', label: 'As the app' },
  { value: 'light', label: 'Light' },
  { value: 'dark', label: 'Dark' },
] as const
const SHAPES = [
  { value: 'block', label: 'Block' },
  { value: 'bar', label: 'Bar' },
  { value: 'underline', label: 'Underline' },
] as const
const HEIGHT_NAMES = { 1: 'Tight', 1.1: 'Close', 1.25: 'Normal', 1.4: 'Loose', 1.6: 'Wide' }
const SIZES = Array.from({ length: FONT_SIZES.most - FONT_SIZES.least + 1 }, (_, at) => String(FONT_SIZES.least + at))

const HEIGHTS = LINE_HEIGHTS.map((height) => ({ value: String(height), label: HEIGHT_NAMES[height] }))

/** How terminals look, and those that nothing else leads to any more. */
export function TerminalsSection() {
  const terminals = useQuery(terminalsQuery)
  return (
    <Section title="Terminals" intro={terminals.data?.message}>
      <Slot name="settings.terminal" />
      <Letters />
      <Cursor />
      <ForReaders />
      {terminals.isLoadingError && <PartNotRead query={terminals} />}
      <Orphans terminals={terminals.data?.terminals ?? []} />
    </Section>
  )
}

function Letters() {
  const terminal = usePreferences((preferences) => preferences.terminal)
  const hint = useIsPhone() ? 'On phones; larger screens have a size of their own.' : 'On this kind of screen; phones have a size of their own.'
  return (
    <>
      <SettingRow label="Colours">
        <Segmented label="Colours of terminals" value={terminal.colours} options={COLOURS} onChange={(colours) => changeTerminals({ colours })} />
      </SettingRow>
      <SettingRow label="Size of letters" hint={hint}>
        <Select label="Size of letters" value={String(letterSize(terminal))} options={SIZES.map((size) => ({ value: size, label: `${size} px` }))} onChange={(size) => changeLetterSize(Number(size))} />
      </SettingRow>
      <SettingRow label="Height of lines">
        <Select label="Height of lines" value={String(terminal.lineHeight)} options={HEIGHTS} onChange={(height) => changeTerminals({ lineHeight: Number(height) })} />
      </SettingRow>
      <SettingRow label="Font" hint="A monospaced one that this device has. Empty is BooCode's own.">
        <FontInput />
      </SettingRow>
    </>
  )
}

function Cursor() {
  const { cursor, cursorBlinks } = usePreferences((preferences) => preferences.terminal)
  return (
    <>
      <SettingRow label="Cursor" hint="Programs may choose another one while they run.">
        <Segmented label="Cursor of terminals" value={cursor} options={SHAPES} onChange={(shape) => changeTerminals({ cursor: shape })} />
      </SettingRow>
      <SettingRow label="Blinking cursor" hint="Never with reduced motion.">
        <Switch label="Blinking cursor" checked={cursorBlinks} onChange={(chosen) => changeTerminals({ cursorBlinks: chosen })} />
      </SettingRow>
    </>
  )
}

function ForReaders() {
  const { screenReader } = usePreferences((preferences) => preferences.terminal)
  return (
    <SettingRow label="For screen readers" hint="What is printed is read out, at some cost of speed.">
      <Switch label="Terminals for screen readers" checked={screenReader} onChange={(chosen) => changeTerminals({ screenReader: chosen })} />
    </SettingRow>
  )
}

function FontInput() {
  const { font } = usePreferences((preferences) => preferences.terminal)
  const [text, setText] = useState<string | null>(null)
  const keep = () => {
    if (text !== null && text.trim() !== font) changeTerminals({ font: text.trim() })
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
