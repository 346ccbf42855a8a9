import { cn } from '~/lib/cn'
import type { SettingsPage } from '~/wire/types'
import { Section } from './Section'

const SOURCES = { env: 'environment', file: 'settings file', default: 'default' } as const

/** The settings the server was started with: they are changed there, not here. */
export function ServerSettings({ page }: { page: SettingsPage }) {
  return (
    <Section
      title="Server"
      intro="Set by the environment or the settings file when BooCode starts. Changes there need a restart."
    >
      <ul>
        {page.settings.map((setting) => (
          <li
            key={setting.name}
            className="grid gap-x-6 border-b border-line py-2 last:border-0 md:grid-cols-[17rem_1fr]"
          >
            <span className="font-mono text-xs break-all">{setting.name}</span>
            <span className="min-w-0">
              <span className="flex items-baseline gap-2">
                <span className={cn('min-w-0 font-mono text-xs break-all', setting.value === '' && 'text-fg-3')}>
                  {setting.value === '' ? 'not set' : setting.value}
                </span>
                <span
                  className={cn(
                    'ml-auto shrink-0 text-2xs',
                    setting.source === 'default' ? 'text-fg-3' : 'text-accent-ink',
                  )}
                >
                  {SOURCES[setting.source]}
                </span>
              </span>
              <span className="block text-xs text-fg-2">{setting.meaning}</span>
            </span>
          </li>
        ))}
      </ul>
    </Section>
  )
}
