import { useQuery } from '@tanstack/react-query'
import { lazy, Suspense, useEffect, type ReactNode } from 'react'
import { isPhone, useIsPhone } from '~/lib/media'
import { rememberSession } from '~/panes/recent-sessions'
import { panesOf } from '~/panes/tree'
import { Button } from '~/ui/button'
import { Empty } from '~/ui/empty'
import { go } from '~/panes/address'
import { sessionQuery } from '~/wire/queries'
import { useAddressInStep, useLoadedWorkspace } from './session-workspace'

const Phone = lazy(() => import('./Phone'))
// Phones never load the dock; desktops begin to before React renders.
const dockModule = isPhone() ? undefined : import('./Dock')
const Dock = lazy(() => dockModule ?? import('./Dock'))

const STAYED_MS = 400

interface WorkspaceProps {
  projectId: string
  sessionId: string
  /** The chat of the address, if it names one. */
  chatId?: string | undefined
  /** Whether it is the session in view; others are kept as they were. */
  isShown: boolean
  /** Shown while no pane is open. */
  landing: ReactNode
}

/** A session's panes. */
export function Workspace({ projectId, sessionId, chatId, isShown, landing }: WorkspaceProps) {
  const narrow = useIsPhone()
  useEffect(() => {
    // Who only passes by was not there.
    const timer = isShown ? setTimeout(() => rememberSession(sessionId), STAYED_MS) : undefined
    return () => clearTimeout(timer)
  }, [sessionId, isShown])
  const { workspace, chats, error } = useLoadedWorkspace(sessionId)
  useAddressInStep({ projectId, sessionId, ...(chatId && { chatId }) }, chats, isShown)
  if (error && workspace.origin === null) return <NotLoaded error={error} projectId={projectId} />
  if (workspace.origin !== 'saved') return <div className="h-full bg-bg-1" aria-busy="true" />
  if (panesOf(workspace.tree).length === 0) return landing
  return (
    <Suspense fallback={<div className="h-full bg-bg-1" aria-busy="true" />}>
      <SessionHeading sessionId={sessionId} />
      {narrow ? <Phone tree={workspace.tree} /> : <Dock sessionId={sessionId} tree={workspace.tree} />}
    </Suspense>
  )
}

/** What a screen reader calls this page; everyone else sees it in the header. */
function SessionHeading({ sessionId }: { sessionId: string }) {
  return <h1 className="sr-only">{useQuery(sessionQuery(sessionId)).data?.name ?? 'Session'}</h1>
}

function NotLoaded({ error, projectId }: { error: Error; projectId: string }) {
  return (
    <div className="grid h-full place-items-center bg-bg-1">
      <Empty
        title="This session cannot be shown"
        actions={
          <Button kind="soft" size="md" onClick={() => go({ projectId })}>
            All chats of the project
          </Button>
        }
      >
        <p>{error.message}</p>
      </Empty>
    </div>
  )
}
