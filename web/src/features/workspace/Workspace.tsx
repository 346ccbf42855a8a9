import { useQuery } from '@tanstack/react-query'
import { lazy, Suspense, useEffect, type ReactNode } from 'react'
import { isPhone, useIsPhone } from '~/lib/media'
import { deviceClass } from '~/panes/layout-sync'
import { rememberSession } from '~/panes/recent-sessions'
import { panesOf } from '~/panes/tree'
import { Button } from '~/ui/button'
import { Empty } from '~/ui/empty'
import { Loading } from '~/ui/loading'
import { go } from '~/panes/address'
import { ApiError } from '~/wire/client'
import { layoutQuery, queryClient, sessionChatsQuery, sessionQuery } from '~/wire/queries'
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
  const gone = useGone(sessionId)
  if (gone) return <NotLoaded error={gone} projectId={projectId} sessionId={sessionId} />
  if (error && workspace.origin === null) return <NotLoaded error={error} projectId={projectId} sessionId={sessionId} />
  if (workspace.origin !== 'saved') return <Loading label="Loading the session" />
  if (panesOf(workspace.tree).length === 0) return landing
  return (
    <Suspense fallback={<Loading label="Loading the session" />}>
      <SessionHeading sessionId={sessionId} />
      {narrow ? <Phone tree={workspace.tree} /> : <Dock sessionId={sessionId} tree={workspace.tree} />}
    </Suspense>
  )
}

/** What a screen reader calls this page; everyone else sees it in the header. */
function SessionHeading({ sessionId }: { sessionId: string }) {
  return <h1 className="sr-only">{useQuery(sessionQuery(sessionId)).data?.name ?? 'Session'}</h1>
}

/** The session was deleted, here or elsewhere. */
function useGone(sessionId: string): ApiError | null {
  const { error } = useQuery(sessionQuery(sessionId))
  return error instanceof ApiError && (error.status === 404 || error.status === 422) ? error : null
}

function NotLoaded({ error, projectId, sessionId }: { error: Error; projectId: string; sessionId: string }) {
  const isGone = error instanceof ApiError && (error.status === 404 || error.status === 422)
  const again = () => {
    for (const key of [layoutQuery(sessionId, deviceClass()).queryKey, sessionChatsQuery(sessionId).queryKey]) void queryClient.invalidateQueries({ queryKey: key })
  }
  return (
    <div role="alert" className="grid h-full place-items-center bg-bg-1">
      <Empty
        title={isGone ? 'This session is not there' : 'This session cannot be shown right now'}
        actions={
          <>
            {!isGone && (
              <Button kind="primary" size="md" className="max-md:h-11" onClick={again}>
                Try again
              </Button>
            )}
            <Button kind="soft" size="md" className="max-md:h-11" onClick={() => go({ projectId })}>
              All chats of the project
            </Button>
          </>
        }
      >
        <p>{isGone ? 'It was deleted, or the address is not quite right.' : error.message}</p>
      </Empty>
    </div>
  )
}
