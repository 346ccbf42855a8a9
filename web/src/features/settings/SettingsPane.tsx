import { useQuery } from '@tanstack/react-query'
import { useEffect, useRef, type RefObject } from 'react'
import { Loading } from '~/ui/loading'
import { PartNotRead } from '~/ui/not-read'
import { settingsQuery } from '~/wire/queries'
import { About } from './About'
import { Permissions } from './agents/Permissions'
import { Providers } from './agents/Providers'
import { Usage } from './agents/Usage'
import { WorktreesSection } from './agents/Worktrees'
import { Devices } from './Devices'
import { Models } from './Models'
import { PreferencesSection } from './PreferencesSection'
import { KeyboardSection } from './Keyboard'
import { NotificationsSection } from './Notifications'
import { Section } from './Section'
import { SectionLinks } from './SectionLinks'
import { useWantedSection } from './sections'
import { ServerSettings } from './ServerSettings'
import { TerminalsSection } from './Terminals'
import { Tools } from './Tools'

/** How you like it, and what the server knows about itself. */
export function SettingsPane() {
  const settings = useQuery(settingsQuery)
  const pane = useRef<HTMLDivElement>(null)
  useNamedSection(pane)
  return (
    <div ref={pane} className="relative h-full overflow-y-auto scroll-smooth bg-bg-1">
      <div className="mx-auto w-full max-w-[50rem] px-6 pt-7 pb-16 max-md:px-4">
        <h1 className="text-xl font-[600] tracking-[-.015em]">Settings</h1>
        <SectionLinks pane={pane} onPick={(name) => showSection(pane.current, name, 'smooth')} />
        <PreferencesSection />
        <NotificationsSection />
        <KeyboardSection />
        <Models />
        <Providers />
        <Permissions />
        <WorktreesSection />
        <TerminalsSection />
        <Usage />
        <Devices />
        {settings.isLoadingError && (
          <Section title="Server">
            <PartNotRead query={settings} />
          </Section>
        )}
        {settings.data && (
          <>
            <Tools tools={settings.data.tools} />
            <ServerSettings page={settings.data} />
            <About page={settings.data} />
          </>
        )}
        {settings.isPending && (
          <Section title="Server">
            <Loading label="Loading what the server knows" className="h-24 *:px-0 *:pt-0" />
          </Section>
        )}
      </div>
    </div>
  )
}

/** Scrolls the pane, and nothing around it. */
function showSection(pane: HTMLElement | null, name: string, behavior: ScrollBehavior): void {
  const section = pane?.querySelector(`#${CSS.escape(name)}`)
  if (!pane || !section) return
  const margin = Number.parseFloat(getComputedStyle(section).scrollMarginTop)
  pane.scrollTo({ top: pane.scrollTop + section.getBoundingClientRect().top - pane.getBoundingClientRect().top - margin, behavior })
}

/** How long a section may still be pushed down by those above it, which load. */
const SETTLES_MS = 1500

/** `#providers` in the address shows that section, and keeps it in sight while those above it fill. */
function useNamedSection(pane: RefObject<HTMLDivElement | null>): void {
  const { name: asked, count } = useWantedSection()
  useEffect(() => {
    const name = (count > 0 && asked) || decodeURIComponent(location.hash.slice(1))
    const page = pane.current?.firstElementChild
    if (!name || !page) return undefined
    const observer = new ResizeObserver(() => showSection(pane.current, name, 'instant'))
    observer.observe(page)
    const stop = () => observer.disconnect()
    const timer = setTimeout(stop, SETTLES_MS)
    // Who scrolls by hand is not pulled back.
    const element = pane.current
    element?.addEventListener('wheel', stop, { passive: true })
    element?.addEventListener('pointerdown', stop)
    return () => {
      stop()
      clearTimeout(timer)
      element?.removeEventListener('wheel', stop)
      element?.removeEventListener('pointerdown', stop)
    }
  }, [pane, asked, count])
}
