/** What changes projects, sessions and chats on the server. Each refreshes what it made stale; all throw `ApiError`. */
import { newId } from '~/lib/ids'
import type { Keep } from './agents'
import { answerOf, api } from './client'
import { modelsQuery, queryClient, sessionChatsQuery, settingsQuery } from './queries'
import type { Chat, Kept, Project, Session } from './types'

const stale = (...keys: string[]) => Promise.all(keys.map((key) => queryClient.invalidateQueries({ queryKey: [key] })))

/** Adds a directory, or clones a repository first. Adding one twice gives the project that is there. */
export async function addProject(from: { path: string } | { clone_url: string; path?: string }): Promise<Project> {
  const project = await answerOf(api.POST('/api/projects', { body: { ...from, client_id: newId() } }))
  await stale('projects')
  return project
}

export async function changeProject(id: string, body: { name?: string; archived?: boolean }): Promise<void> {
  await answerOf(api.PATCH('/api/projects/{project_id}', { params: { path: { project_id: id } }, body }))
  await stale('projects')
}

/** Forgets a project, never its files. `force` stops what works in it; without it that is refused. Gives what was kept. */
export async function deleteProject(id: string, force: boolean, keep?: Keep): Promise<Kept[]> {
  const query = { force, ...(keep ? { keep } : {}) }
  const answer = await answerOf(api.DELETE('/api/projects/{project_id}', { params: { path: { project_id: id }, query } }))
  await stale('projects', 'sessions', 'chats', 'inbox', 'worktrees')
  return answer?.kept ?? []
}

/** Makes a session with its first chat. */
export async function createSession(projectId: string, name?: string): Promise<Session> {
  const body = { client_id: newId(), ...(name ? { name } : {}) }
  const session = await answerOf(
    api.POST('/api/projects/{project_id}/sessions', { params: { path: { project_id: projectId } }, body }),
  )
  await stale('sessions', 'projects', 'chats')
  return session
}

export async function changeSession(id: string, body: { name?: string; archived?: boolean; allow_apply?: boolean }): Promise<void> {
  await answerOf(api.PATCH('/api/sessions/{session_id}', { params: { path: { session_id: id } }, body }))
  await stale('sessions', 'projects')
}

/** What becomes of work in the session's worktree that nobody took yet. */
export type SessionKeep = Keep | 'worktree'

export async function deleteSession(id: string, force: boolean, keep?: SessionKeep): Promise<Kept[]> {
  const query = { force, ...(keep ? { keep } : {}) }
  const kept = await answerOf(api.DELETE('/api/sessions/{session_id}', { params: { path: { session_id: id }, query } }))
  await stale('sessions', 'projects', 'chats', 'inbox', 'worktrees')
  return kept ? [kept] : []
}

/** Makes an empty chat; it is in the session's list when this returns. */
export async function createChat(sessionId: string): Promise<Chat> {
  const params = { path: { session_id: sessionId } }
  const chat = await answerOf(api.POST('/api/sessions/{session_id}/chats', { params, body: { client_id: newId() } }))
  queryClient.setQueryData(sessionChatsQuery(sessionId).queryKey, (chats) => {
    return chats?.some((one) => one.id === chat.id) ? chats : [...(chats ?? []), chat]
  })
  void stale('chats', 'sessions')
  return chat
}

export async function changeChat(id: string, body: { title?: string; archived?: boolean; unread?: boolean }): Promise<void> {
  await answerOf(api.PATCH('/api/chats/{chat_id}', { params: { path: { chat_id: id } }, body }))
  await stale('chats', 'sessions')
}

export async function deleteChat(id: string, force: boolean): Promise<void> {
  await answerOf(api.DELETE('/api/chats/{chat_id}', { params: { path: { chat_id: id }, query: { force } } }))
  await stale('chats', 'sessions', 'inbox')
}

/** Merges preferences into those on the server; what is shown changes at once. */
export async function savePreferences(preferences: Record<string, unknown>): Promise<void> {
  await queryClient.cancelQueries({ queryKey: settingsQuery.queryKey }) // an answer under way does not know it yet
  queryClient.setQueryData(settingsQuery.queryKey, (page) => {
    return page && { ...page, preferences: { ...page.preferences, ...preferences } }
  })
  try {
    await answerOf(api.PATCH('/api/settings', { body: { preferences } }))
  } finally {
    await stale('settings')
  }
}

/** Asks the server to look for models again. */
export async function refreshModels(): Promise<void> {
  queryClient.setQueryData(modelsQuery.queryKey, await answerOf(api.POST('/api/models/refresh')))
  await stale('providers')
}
