import { Monitor, Moon, Sun } from 'lucide-react'
import { usePreferences, type Motion, type SendKey } from '~/lib/preferences'
import { setTheme, useTheme, type ThemeChoice } from '~/lib/theme'
import { keysAsText } from '~/ui/kbd'
import { Segmented } from '~/ui/segmented'
import { toastError } from '~/ui/toast'
import { savePreferences } from '~/wire/mutations'
import { Section, SettingRow } from './Section'

const THEMES = [
  { value: 'light', label: 'Light', icon: <Sun /> },
  { value: 'dark', label: 'Dark', icon: <Moon /> },
  { value: 'system', label: 'System', icon: <Monitor /> },
] as const

const SEND_KEYS = [
  { value: 'enter', label: keysAsText('Enter') },
  { value: 'mod-enter', label: keysAsText('$mod+Enter') },
] as const

const MOTIONS = [
  { value: 'system', label: 'As the system says' },
  { value: 'reduced', label: 'Reduced' },
] as const

export function PreferencesSection() {
  const choice = useTheme((theme) => theme.choice)
  const { sendKey, motion } = usePreferences()
  const chooseTheme = (theme: ThemeChoice) => {
    setTheme(theme)
    save({ theme })
  }
  const chooseSendKey = (chosen: SendKey) => {
    usePreferences.setState({ sendKey: chosen })
    save({ send_key: chosen })
  }
  const chooseMotion = (chosen: Motion) => {
    usePreferences.setState({ motion: chosen })
    save({ motion: chosen })
  }
  return (
    <Section title="Preferences" intro="Kept on the server: every browser you sign in with has them.">
      <SettingRow label="Theme">
        <Segmented label="Theme" value={choice} options={THEMES} onChange={chooseTheme} />
      </SettingRow>
      <SettingRow label="Send with" hint="The other one begins a new line.">
        <Segmented label="Send with" value={sendKey} options={SEND_KEYS} onChange={chooseSendKey} />
      </SettingRow>
      <SettingRow label="Motion">
        <Segmented label="Motion" value={motion} options={MOTIONS} onChange={chooseMotion} />
      </SettingRow>
    </Section>
  )
}

function save(preferences: Record<string, string>): void {
  savePreferences(preferences).catch((error: unknown) => toastError('The preference was not kept', error))
}
