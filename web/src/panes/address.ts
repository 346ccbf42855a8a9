/** Addresses of the app: `/p/<project>/s/<session>/c/<chat>`, each part from the left optional. */
import { navigate } from 'wouter/use-browser-location'

export interface Address {
  projectId?: string
  sessionId?: string
  chatId?: string
}

const PATTERN = /^\/p\/([^/]+)(?:\/s\/([^/]+)(?:\/c\/([^/]+))?)?\/?$/

export function parseAddress(path: string): Address {
  const [, projectId, sessionId, chatId] = PATTERN.exec(path) ?? []
  return { ...(projectId && { projectId }), ...(sessionId && { sessionId }), ...(chatId && { chatId }) }
}

export function addressOf({ projectId, sessionId, chatId }: Address): string {
  if (!projectId) return '/'
  if (!sessionId) return `/p/${projectId}`
  return chatId ? `/p/${projectId}/s/${sessionId}/c/${chatId}` : `/p/${projectId}/s/${sessionId}`
}

/** Where the app is now. */
export const currentAddress = (): Address => parseAddress(location.pathname)

/** Goes somewhere; a chat opens in its session's workspace. */
export function go(address: Address, options?: { replace?: boolean }): void {
  const path = addressOf(address)
  if (path !== location.pathname) navigate(path, options)
}

/** Goes to a chat, or a session, or a project, as the server describes it. */
export function goToChat(chat: { id: string; session_id: string; project_id: string }): void {
  go({ projectId: chat.project_id, sessionId: chat.session_id, chatId: chat.id })
}
