import { useQuery } from '@tanstack/react-query'
import { settingsQuery } from '~/wire/queries'
import { About } from './About'
import { Devices } from './Devices'
import { Models } from './Models'
import { PreferencesSection } from './PreferencesSection'
import { Section } from './Section'
import { ServerSettings } from './ServerSettings'
import { Tools } from './Tools'

const SECTIONS = ['Preferences', 'Models', 'Devices', 'Tools', 'Server', 'About'] as const

/** How you like it, and what the server knows about itself. */
export function SettingsPane() {
  const settings = useQuery(settingsQuery)
  return (
    <div className="h-full overflow-y-auto scroll-smooth bg-bg-1">
      <div className="mx-auto w-full max-w-[50rem] px-6 pt-7 pb-16 max-md:px-4">
        <h1 className="text-xl font-[600] tracking-[-.015em]">Settings</h1>
        <nav aria-label="Sections" className="sticky top-0 z-10 -mx-2 mt-2 flex gap-0.5 overflow-x-auto bg-bg-1 py-1.5">
          {SECTIONS.map((name) => (
            <a
              key={name}
              href={`#${name.toLowerCase()}`}
              onClick={(event) => {
                event.preventDefault()
                document.getElementById(name.toLowerCase())?.scrollIntoView()
              }}
              className="flex h-[26px] shrink-0 items-center rounded-md px-2 text-xs font-[530] text-fg-2 hover:bg-bg-2 hover:text-fg-1 max-md:h-11 max-md:text-sm"
            >
              {name}
            </a>
          ))}
        </nav>
        <PreferencesSection />
        <Models />
        <Devices />
        {settings.isError && <p className="py-4 text-xs text-err">{settings.error.message}</p>}
        {settings.data && (
          <>
            <Tools tools={settings.data.tools} />
            <ServerSettings page={settings.data} />
            <About page={settings.data} />
          </>
        )}
        {settings.isPending && <Section title="Server">Loading…</Section>}
      </div>
    </div>
  )
}
