/** Goes to the review of a session, also of one that is not open here yet. */
import { isPhone } from '~/lib/media'
import { layoutQuery, queryClient } from '~/wire/queries'
import type { Session } from '~/wire/types'
import { go } from './address'
import { deviceClass, takeLayout } from './layout-sync'
import { changesPane } from './tree'
import { showPane } from './workspaces'

/** Throws `ApiError` when the session's arrangement cannot be read. */
export async function goToChanges(session: Pick<Session, 'id' | 'project_id'>): Promise<void> {
  takeLayout(session.id, await queryClient.fetchQuery(layoutQuery(session.id, deviceClass())))
  showPane(session.id, changesPane(session.id), isPhone() ? 'here' : 'right')
  go({ projectId: session.project_id, sessionId: session.id })
}
