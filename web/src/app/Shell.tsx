import { lazy, Suspense, useEffect } from 'react'
import { useLocation } from 'wouter'
import { useQuery } from '@tanstack/react-query'
import { followBuild } from '~/connection/build'
import { followInvalidations } from '~/connection/invalidation'
import { followPresence } from '~/connection/presence'
import { closeSocket, openSocket } from '~/connection/socket'
import { Sidebar } from '~/features/projects/Sidebar'
import { useSidebar } from '~/features/projects/sidebar-state'
import { useAsked } from '~/features/terminal/dialog-state'
import { EarlyTyping } from '~/features/palette/EarlyTyping'
import { useOverlay } from '~/features/palette/palette-state'
import { useAnnounced } from '~/lib/announce'
import { cn } from '~/lib/cn'
import { followCutText } from '~/lib/cut-text'
import { listenForKeys } from '~/lib/commands'
import { parseChosenKeys, setChosenKeys } from '~/lib/keys'
import { useIsPhone } from '~/lib/media'
import { parsePreferences, usePreferences } from '~/lib/preferences'
import { setTheme } from '~/lib/theme'
import { parseAddress } from '~/panes/address'
import { saveLayouts } from '~/panes/layout-sync'
import { useOnScreen } from '~/panes/on-screen'
import { queryClient, settingsQuery } from '~/wire/queries'
import { Banner } from './Banner'
import { registerAppCommands } from './commands'
import { Header } from './Header'
import { Main } from './Main'
import './panes'
import { StatusBar } from './StatusBar'
import { useKeyboardRoom } from './use-keyboard-room'

const AddProject = lazy(() => import('~/features/projects/AddProject'))
const Archive = lazy(() => import('~/features/projects/Archive'))
const Rail = lazy(async () => ({ default: (await import('~/features/projects/Rail')).Rail }))
// What only phones need.
const PhoneHeader = lazy(() => import('./PhoneHeader'))
const PhoneBar = lazy(() => import('./PhoneBar'))
const loadPalette = () => import('~/features/palette/Palette')
const Palette = lazy(loadPalette)
const TerminalDialog = lazy(() => import('~/features/terminal/TerminalDialog'))
const KeyboardReference = lazy(() => import('~/features/palette/KeyboardReference'))

/** Everything around the panes, for whoever is signed in. */
export function Shell() {
  const narrow = useIsPhone()
  const address = parseAddress(useLocation()[0])
  useServices()
  useServerPreferences()
  useOnScreen(address)
  useKeyboardRoom()
  return (
    <div className="flex h-[var(--room,100dvh)] flex-col">
      <Suspense fallback={<div className="h-[51px]" />}>
        {narrow ? <PhoneHeader address={address} /> : <Header address={address} />}
      </Suspense>
      {narrow && <Banner />}
      <div className="flex min-h-0 flex-1">
        {!narrow && <SidebarColumn />}
        <Main address={address} />
      </div>
      <Suspense fallback={null}>{narrow ? <PhoneBar address={address} /> : <StatusBar address={address} />}</Suspense>
      <Overlays />
      <Announcements />
    </div>
  )
}

function SidebarColumn() {
  const isCollapsed = useSidebar((state) => state.isCollapsed)
  return (
    <aside className={cn('shrink-0 border-r border-line', isCollapsed ? 'w-11' : 'w-62')}>
      <Suspense fallback={null}>{isCollapsed ? <Rail /> : <Sidebar />}</Suspense>
    </aside>
  )
}

/** Said by screen readers; nobody sees it. */
function Announcements() {
  const { text, count } = useAnnounced()
  return (
    <div aria-live="polite" className="sr-only">
      {/* A new element makes the same words news again. */}
      <span key={count}>{text}</span>
    </div>
  )
}

/** Loaded when they are first opened. */
function Overlays() {
  const { palette, keys } = useOverlay()
  const isAskedForTerminal = useAsked(({ asked }) => asked !== null)
  const isAddingProject = useSidebar((state) => state.isAddingProject)
  const isArchiveOpen = useSidebar((state) => state.isArchiveOpen)
  return (
    <>
      <Suspense fallback={<EarlyTyping />}>{palette && <Palette />}</Suspense>
      <Suspense fallback={null}>
        {keys && <KeyboardReference />}
        {isAskedForTerminal && <TerminalDialog />}
        {isAddingProject && <AddProject />}
        {isArchiveOpen && <Archive />}
      </Suspense>
    </>
  )
}

/** What runs as long as somebody is signed in. */
function useServices(): void {
  useEffect(() => {
    openSocket()
    const ends = [
      registerAppCommands(),
      listenForKeys(),
      preloadPalette(),
      followInvalidations(queryClient),
      followBuild(),
      followPresence(),
      followCutText(),
      startNotifier(),
      saveLayouts(),
      closeSocket,
    ]
    return () => ends.forEach((end) => end())
  }, [])
}

/** Half of its shortcut says that it is wanted: the rest of the way it loads. */
function preloadPalette(): () => void {
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Control' || event.key === 'Meta') void loadPalette()
  }
  window.addEventListener('keydown', onKeyDown)
  return () => window.removeEventListener('keydown', onKeyDown)
}

/** What another browser chose holds here too. */
function useServerPreferences(): void {
  const saved = useQuery(settingsQuery).data?.preferences
  useEffect(() => {
    if (!saved) return
    const preferences = parsePreferences(saved)
    usePreferences.setState(preferences)
    setChosenKeys(parseChosenKeys(saved.keys))
    document.documentElement.dataset.motion = preferences.motion
    if (saved.theme === 'light' || saved.theme === 'dark' || saved.theme === 'system') setTheme(saved.theme)
  }, [saved])
}

/** Not needed for the first picture. */
function startNotifier(): () => void {
  let end: (() => void) | undefined
  let hasEnded = false
  void import('~/features/away/notifier').then(({ followNotifications }) => {
    if (!hasEnded) end = followNotifications()
  })
  return () => {
    hasEnded = true
    end?.()
  }
}
