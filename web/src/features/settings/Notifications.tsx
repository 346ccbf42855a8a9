import { setDesktop, showOnDesktop, useDesktop, type DesktopState } from '~/lib/desktop-notifications'
import { usePreferences, type NotificationPreferences } from '~/lib/preferences'
import { Button } from '~/ui/button'
import { Switch } from '~/ui/switch'
import { toastError, toasts } from '~/ui/toast'
import { savePreferences } from '~/wire/mutations'
import { Section, SettingRow } from './Section'

const KINDS: { kind: keyof NotificationPreferences; label: string; hint: string }[] = [
  { kind: 'waits', label: 'Something waits for you', hint: 'An agent asks for a permission or an answer.' },
  { kind: 'failed', label: 'A task failed or was interrupted', hint: 'With what went wrong.' },
  { kind: 'ended', label: 'An answer is ready', hint: 'In a chat that is not on the screen.' },
  { kind: 'terminal', label: 'A terminal ended', hint: 'With its exit code.' },
]

const DESKTOP: Record<DesktopState, string> = {
  on: 'Shown while BooCode is not in front.',
  off: 'While BooCode is not in front. The browser asks you first.',
  denied: 'This browser blocks them for this address. Allow them beside the address bar, then come back.',
  insecure: 'Browsers allow them on HTTPS and on localhost only. `boo doctor` says how to get HTTPS.',
  missing: 'This browser has none. On an iPhone, add BooCode to the home screen first.',
}

/** What you are told of while you look elsewhere, and how. */
export function NotificationsSection() {
  const wanted = usePreferences((preferences) => preferences.notifications)
  const desktop = useDesktop(({ state }) => state)
  const choose = (kind: keyof NotificationPreferences, isOn: boolean) => {
    const notifications = { ...wanted, [kind]: isOn }
    usePreferences.setState({ notifications })
    savePreferences({ notifications }).catch((error: unknown) => toastError('The preference was not kept', error))
  }
  const isPossible = desktop === 'on' || desktop === 'off'
  return (
    <Section title="Notifications" intro="Of what is not on your screen, in every window; what you saw in one of them is gone from the others.">
      {KINDS.map(({ kind, label, hint }) => (
        <SettingRow key={kind} label={label} hint={hint}>
          <Switch label={label} checked={wanted[kind]} onChange={(isOn) => choose(kind, isOn)} />
        </SettingRow>
      ))}
      <SettingRow label="Notifications of the system, in this browser" hint={DESKTOP[desktop]}>
        <div className="flex items-center gap-2">
          {desktop === 'on' && (
            <Button kind="outline" size="md" className="max-md:h-11" onClick={() => void test()}>
              Show one now
            </Button>
          )}
          <Switch
            label="Notifications of the system, in this browser"
            checked={desktop === 'on'}
            disabled={!isPossible}
            onChange={(isOn) => void setDesktop(isOn)}
          />
        </div>
      </SettingRow>
    </Section>
  )
}

async function test(): Promise<void> {
  const wasShown = await showOnDesktop({ title: 'BooCode', body: 'This is how it tells you.', tag: 'test' }).catch(() => false)
  if (wasShown) toasts.add({ title: 'Handed to the system', description: 'If you do not see it, look at its own settings for this browser.', type: 'success' })
  else toasts.add({ title: 'It was not shown', description: 'The system refused it. Look at its settings for this browser.', type: 'error' })
}
