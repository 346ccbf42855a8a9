import { lazy, Suspense } from 'react'
import { useLocation } from 'wouter'
import { openAddProject } from '~/features/projects/sidebar-state'
import { Workspace } from '~/features/workspace/Workspace'
import type { Address } from '~/panes/address'
import { ErrorBoundary } from '~/ui/error-boundary'

const History = lazy(async () => ({ default: (await import('~/features/history/History')).History }))
const SettingsPane = lazy(async () => ({ default: (await import('~/features/settings/SettingsPane')).SettingsPane }))
const SearchPage = lazy(async () => ({ default: (await import('~/features/search/SearchPage')).SearchPage }))
const InboxPane = lazy(async () => ({ default: (await import('~/features/inbox/InboxPane')).InboxPane }))

/** What the address says is in the middle of the screen. */
export function Main({ address }: { address: Address }) {
  const [path] = useLocation()
  return (
    <main className="relative min-h-0 min-w-0 flex-1">
      <ErrorBoundary key={path.split('/').slice(0, 5).join('/')} what="This page">
        <Suspense fallback={<div className="h-full bg-bg-1" aria-busy="true" />}>
          <Page path={path} address={address} />
        </Suspense>
      </ErrorBoundary>
    </main>
  )
}

function Page({ path, address: { projectId, sessionId, chatId } }: { path: string; address: Address }) {
  if (path === '/settings') return <SettingsPane />
  if (path === '/inbox') return <InboxPane />
  if (path === '/search') return <SearchPage />
  const history = <History projectId={projectId} sessionId={sessionId} onAddProject={openAddProject} />
  if (!projectId || !sessionId) return history
  return <Workspace key={sessionId} projectId={projectId} sessionId={sessionId} chatId={chatId} landing={history} />
}
