import { Activity, lazy, Suspense, useState, type ReactNode } from 'react'
import { useLocation } from 'wouter'
import { openAddProject } from '~/features/projects/sidebar-state'
import { Workspace } from '~/features/workspace/Workspace'
import { isPhone } from '~/lib/media'
import type { Address } from '~/panes/address'
import { ErrorBoundary } from '~/ui/error-boundary'

const History = lazy(async () => ({ default: (await import('~/features/history/History')).History }))
const SettingsPane = lazy(async () => ({ default: (await import('~/features/settings/SettingsPane')).SettingsPane }))
const SearchPage = lazy(async () => ({ default: (await import('~/features/search/SearchPage')).SearchPage }))
const InboxPane = lazy(async () => ({ default: (await import('~/features/inbox/InboxPane')).InboxPane }))

/** What the address says is in the middle of the screen. */
export function Main({ address }: { address: Address }) {
  const [path] = useLocation()
  const { sessionId } = address
  return (
    <main className="relative min-h-0 min-w-0 flex-1">
      <Workspaces address={address} />
      {!sessionId && (
        <Guarded key={path}>
          <Page path={path} projectId={address.projectId} />
        </Guarded>
      )}
    </main>
  )
}

function Page({ path, projectId }: { path: string; projectId: string | undefined }) {
  if (path === '/settings') return <SettingsPane />
  if (path === '/inbox') return <InboxPane />
  if (path === '/search') return <SearchPage />
  return <History projectId={projectId} onAddProject={openAddProject} />
}

function Guarded({ children }: { children: ReactNode }) {
  return (
    <ErrorBoundary what="This page">
      <Suspense fallback={<div className="h-full bg-bg-1" aria-busy="true" />}>{children}</Suspense>
    </ErrorBoundary>
  )
}

type Where = Required<Pick<Address, 'projectId' | 'sessionId'>>

/** How many sessions stay drawn, so that going back to one shows it at once. */
const KEPT = isPhone() ? 2 : 4

/** The session in view, and those before it: hidden, and idle until they are shown again. */
function Workspaces({ address: { projectId, sessionId, chatId } }: { address: Address }) {
  const [kept, setKept] = useState<readonly Where[]>([])
  if (projectId && sessionId && kept[0]?.sessionId !== sessionId) {
    setKept([{ projectId, sessionId }, ...kept.filter((one) => one.sessionId !== sessionId)].slice(0, KEPT))
  }
  // In an order of their own: what is moved in the document loses its place.
  const inOrder = kept.toSorted((a, b) => a.sessionId.localeCompare(b.sessionId))
  return inOrder.map((one) => (
    <Activity key={one.sessionId} mode={one.sessionId === sessionId ? 'visible' : 'hidden'}>
      <div className="h-full">
        <Guarded>
          <Workspace
            {...one}
            chatId={one.sessionId === sessionId ? chatId : undefined}
            landing={<History {...one} onAddProject={openAddProject} />}
          />
        </Guarded>
      </div>
    </Activity>
  ))
}
