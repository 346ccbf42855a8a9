/** Goes to what a notification or a fact is about. */
import { currentAddress, go, goToChat } from '~/panes/address'
import { deviceClass, takeLayout } from '~/panes/layout-sync'
import { goToChanges } from '~/panes/show-changes'
import { useWantedPlace } from '~/panes/show-place'
import { terminalPane } from '~/panes/tree'
import { showPane } from '~/panes/workspaces'
import { toastError } from '~/ui/toast'
import { layoutQuery, queryClient } from '~/wire/queries'

export interface Goal {
  projectId: string
  sessionId: string
  chatId?: string | null
  messageId?: string | null
  terminalId?: string | null
  /** A terminal's. */
  name?: string
  /** The review of the session. */
  changes?: boolean
}

export function goTo(goal: Goal): void {
  reach(goal).catch((error: unknown) => toastError('It cannot be shown', error))
}

async function reach({ projectId, sessionId, chatId, messageId, terminalId, name, changes }: Goal): Promise<void> {
  if (chatId) {
    useWantedPlace.setState({ wanted: messageId ? { chatId, messageId, partId: null } : null })
    goToChat({ id: chatId, session_id: sessionId, project_id: projectId })
  } else if (terminalId) {
    takeLayout(sessionId, await queryClient.fetchQuery(layoutQuery(sessionId, deviceClass())))
    showPane(sessionId, terminalPane(terminalId, name || 'Terminal'))
    if (currentAddress().sessionId !== sessionId) go({ projectId, sessionId })
  } else if (changes) {
    await goToChanges({ id: sessionId, project_id: projectId })
  } else {
    go({ projectId, sessionId })
  }
}
