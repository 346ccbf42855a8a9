/** Starting work: a chat in a session, or a session with its first chat. */
import { toastError } from '~/ui/toast'
import { createChat, createSession } from '~/wire/mutations'
import { queryClient, sessionChatsQuery } from '~/wire/queries'
import { go } from './address'
import { chatPane, type Place } from './tree'
import { showPane } from './workspaces'

/** Makes a chat and shows it. Failures are told. */
export async function startChat(sessionId: string, place: Place = 'here'): Promise<void> {
  try {
    const chat = await createChat(sessionId)
    showPane(sessionId, chatPane(chat.id, chat.title), place)
  } catch (error) {
    toastError('The chat was not made', error)
  }
}

/** Makes a session with its first chat and goes there. Failures are told. */
export async function startSession(projectId: string): Promise<void> {
  try {
    const session = await createSession(projectId)
    const [chat] = await queryClient.fetchQuery(sessionChatsQuery(session.id))
    go({ projectId, sessionId: session.id, ...(chat && { chatId: chat.id }) })
  } catch (error) {
    toastError('The session was not made', error)
  }
}
