/** What is read from the server, by cache key. The socket's invalidations name the same words. */
import { infiniteQueryOptions, QueryClient, queryOptions } from '@tanstack/react-query'
import { answerOf, api, ApiError } from './client'
import type { Session } from './types'

/** Everything is refreshed by invalidations; the time only limits what a sleeping tab believes. */
const STALE_AFTER_MS = 5 * 60_000

export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: STALE_AFTER_MS,
      // Only what may pass by itself: a refusal would be the same again.
      retry: (failures, error) =>
        error instanceof ApiError && (error.status === 0 || error.status >= 500) && failures < 2,
    },
  },
})

export const projectsQuery = queryOptions({
  queryKey: ['projects', 'active'],
  queryFn: async () => (await answerOf(api.GET('/api/projects'))).projects,
})

export const projectQuery = (projectId: string) =>
  queryOptions({
    queryKey: ['projects', 'one', projectId],
    queryFn: () => answerOf(api.GET('/api/projects/{project_id}', { params: { path: { project_id: projectId } } })),
  })

export const archivedProjectsQuery = queryOptions({
  queryKey: ['projects', 'archived'],
  queryFn: async () => (await answerOf(api.GET('/api/projects', { params: { query: { archived: true } } }))).projects,
})

export const sessionsQuery = (projectId: string, archived = false) =>
  queryOptions({
    queryKey: ['sessions', 'of-project', projectId, archived],
    queryFn: async () => {
      const params = { path: { project_id: projectId }, query: { archived } }
      return (await answerOf(api.GET('/api/projects/{project_id}/sessions', { params }))).sessions
    },
  })

export const sessionQuery = (sessionId: string) =>
  queryOptions({
    queryKey: ['sessions', 'one', sessionId],
    queryFn: () => answerOf(api.GET('/api/sessions/{session_id}', { params: { path: { session_id: sessionId } } })),
  })

/** Whether its agents work, or were told to work, anywhere that is worth a word. */
export const hasWorkplace = (session: Session): boolean => session.worktree_id !== null || session.workplace === 'project'

export const sessionChatsQuery = (sessionId: string) =>
  queryOptions({
    queryKey: ['chats', 'of-session', sessionId],
    queryFn: async () => {
      const params = { path: { session_id: sessionId } }
      return (await answerOf(api.GET('/api/sessions/{session_id}/chats', { params }))).chats
    },
  })

export const chatQuery = (chatId: string) =>
  queryOptions({
    queryKey: ['chats', 'one', chatId],
    queryFn: () => answerOf(api.GET('/api/chats/{chat_id}', { params: { path: { chat_id: chatId } } })),
  })

export interface HistoryFilter {
  project_id?: string
  session_id?: string
  q?: string
  archived?: boolean
}

/** Chats, newest first, a page at a time. */
export const historyQuery = (filter: HistoryFilter) =>
  infiniteQueryOptions({
    queryKey: ['chats', 'history', filter],
    queryFn: ({ pageParam }) => {
      const query = { ...filter, limit: 40, ...(pageParam ? { cursor: pageParam } : {}) }
      return answerOf(api.GET('/api/chats', { params: { query } }))
    },
    initialPageParam: '',
    getNextPageParam: (page) => page.next,
  })

export const layoutQuery = (sessionId: string, device: 'desktop' | 'phone') =>
  queryOptions({
    queryKey: ['layout', sessionId, device],
    queryFn: () => {
      const params = { path: { session_id: sessionId }, query: { device } }
      return answerOf(api.GET('/api/sessions/{session_id}/layout', { params }))
    },
  })

export const inboxQuery = queryOptions({
  queryKey: ['inbox'],
  queryFn: () => answerOf(api.GET('/api/inbox')),
})

export const runningTasksQuery = queryOptions({
  queryKey: ['tasks', 'running'],
  queryFn: async () => (await answerOf(api.GET('/api/tasks', { params: { query: { state: 'running' } } }))).tasks,
})

export const modelsQuery = queryOptions({
  queryKey: ['models'],
  queryFn: () => answerOf(api.GET('/api/models')),
})

export const settingsQuery = queryOptions({
  queryKey: ['settings'],
  queryFn: () => answerOf(api.GET('/api/settings')),
})

export const devicesQuery = queryOptions({
  queryKey: ['devices'],
  queryFn: async () => (await answerOf(api.GET('/api/auth/devices'))).devices,
})

export const meQuery = queryOptions({
  queryKey: ['me'],
  queryFn: () => answerOf(api.GET('/api/auth/me')),
})

export const directoriesQuery = (path: string) =>
  queryOptions({
    queryKey: ['directories', path],
    queryFn: () => answerOf(api.GET('/api/fs/directories', { params: { query: path ? { path } : {} } })),
    staleTime: 0,
  })

export const filesQuery = (projectId: string, q: string) =>
  queryOptions({
    queryKey: ['files', projectId, q],
    queryFn: async () => {
      const params = { path: { project_id: projectId }, query: { q, limit: 20 } }
      return (await answerOf(api.GET('/api/projects/{project_id}/files', { params }))).files
    },
    staleTime: 10_000,
  })
