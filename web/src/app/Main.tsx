import { lazy } from 'react'
import { useLocation } from 'wouter'
import { openAddProject } from '~/features/projects/sidebar-state'
import type { Address } from '~/panes/address'
import { Guarded } from './Guarded'
import { KeptWorkspaces } from './KeptWorkspaces'

const History = lazy(async () => ({ default: (await import('~/features/history/History')).History }))
const Nowhere = lazy(async () => ({ default: (await import('~/features/history/Nowhere')).Nowhere }))
const SettingsPane = lazy(async () => ({ default: (await import('~/features/settings/SettingsPane')).SettingsPane }))
const SearchPage = lazy(async () => ({ default: (await import('~/features/search/SearchPage')).SearchPage }))
const InboxPane = lazy(async () => ({ default: (await import('~/features/inbox/InboxPane')).InboxPane }))
const AwayPane = lazy(async () => ({ default: (await import('~/features/away/AwayPane')).AwayPane }))

/** What the address says is in the middle of the screen. */
export function Main({ address }: { address: Address }) {
  const [path] = useLocation()
  return (
    <main className="relative min-h-0 min-w-0 flex-1">
      <KeptWorkspaces address={address} />
      {!address.sessionId && (
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
  if (path === '/away') return <AwayPane />
  if (path === '/search') return <SearchPage />
  if (path !== '/' && !projectId) return <Nowhere title="There is nothing at this address" />
  return <History projectId={projectId} onAddProject={openAddProject} />
}
