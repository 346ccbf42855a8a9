/** Goes to a session, to what it showed last. */
import { queryClient, layoutQuery, sessionChatsQuery, sessionQuery } from '~/wire/queries'
import type { Session } from '~/wire/types'
import { addressOf, go, type Address } from './address'
import { deviceClass } from './layout-sync'
import { activePane } from './tree'
import { workspaceOf } from './workspaces'

type Where = Pick<Session, 'id' | 'project_id'>

function addressOfSession({ id, project_id }: Where): Address {
  const shown = activePane(workspaceOf(id).tree)
  const chatId = shown?.kind === 'chat' ? shown.ref : null
  return { projectId: project_id, sessionId: id, ...(chatId && { chatId }) }
}

export const goToSession = (session: Where): void => go(addressOfSession(session))

/** A plain click goes there at once; one with a key held is the browser's, for a tab of its own. */
export function onSessionLink(session: Where, event: { button: number; ctrlKey: boolean; metaKey: boolean; shiftKey: boolean; altKey: boolean; preventDefault: () => void }): void {
  if (event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return
  event.preventDefault()
  goToSession(session)
}

export const linkOfSession = ({ id, project_id }: Where): string => addressOf({ projectId: project_id, sessionId: id })

/** Reads what a session needs to be shown; for a link that is pointed at, or has the focus. */
export function prefetchSession(id: string): void {
  void queryClient.prefetchQuery(layoutQuery(id, deviceClass()))
  void queryClient.prefetchQuery(sessionChatsQuery(id))
  void queryClient.prefetchQuery(sessionQuery(id))
}
