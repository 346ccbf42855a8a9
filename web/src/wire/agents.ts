/** What concerns other companies' agents: where they work, what they may, what they used. All throw `ApiError`. */
import { queryOptions } from '@tanstack/react-query'
import { answerOf, api } from './client'
import { queryClient } from './queries'
import type { ProviderConfig, SessionWorkplace, UsageTable } from './types'

export type Keep = 'stash' | 'rescue' | 'discard'

const stale = (...keys: string[]) => Promise.all(keys.map((key) => queryClient.invalidateQueries({ queryKey: [key] })))
const ofSession = (id: string) => ({ params: { path: { session_id: id } } })
const ofProject = (id: string) => ({ params: { path: { project_id: id } } })
const ofProvider = (id: string) => ({ params: { path: { provider_id: id } } })

// --- where agents work

export const workplaceQuery = (sessionId: string) =>
  queryOptions({
    queryKey: ['workplace', sessionId],
    queryFn: () => answerOf(api.GET('/api/sessions/{session_id}/workplace', ofSession(sessionId))),
  })

export const riskQuery = (sessionId: string) =>
  queryOptions({
    queryKey: ['workplace', sessionId, 'risk'],
    queryFn: () => answerOf(api.GET('/api/sessions/{session_id}/risk', ofSession(sessionId))),
    staleTime: 0,
  })

export async function chooseWorkplace(sessionId: string, choice: SessionWorkplace['choice']): Promise<void> {
  const chosen = await answerOf(api.PUT('/api/sessions/{session_id}/workplace', { ...ofSession(sessionId), body: { choice } }))
  queryClient.setQueryData(workplaceQuery(sessionId).queryKey, chosen)
  await stale('sessions', 'worktrees')
}

export async function makeWorktree(sessionId: string): Promise<void> {
  await answerOf(api.POST('/api/sessions/{session_id}/worktree', ofSession(sessionId)))
  await stale('workplace', 'sessions', 'worktrees')
}

export async function takeNewBase(sessionId: string): Promise<void> {
  await answerOf(api.POST('/api/sessions/{session_id}/new-base', ofSession(sessionId)))
  await stale('workplace', 'changes', 'worktrees')
}

export async function stashWork(sessionId: string) {
  const kept = await answerOf(api.POST('/api/sessions/{session_id}/stash', ofSession(sessionId)))
  await stale('workplace', 'changes', 'worktrees')
  return kept
}

export async function trustSetup(projectId: string, sha256: string, copyEnv: boolean): Promise<void> {
  const body = { sha256, copy_env: copyEnv }
  await answerOf(api.POST('/api/projects/{project_id}/setup/trust', { ...ofProject(projectId), body }))
  await stale('workplace')
}

export async function distrustSetup(projectId: string): Promise<void> {
  await answerOf(api.DELETE('/api/projects/{project_id}/setup/trust', ofProject(projectId)))
  await stale('workplace')
}

export const worktreesQuery = queryOptions({
  queryKey: ['worktrees'],
  queryFn: () => answerOf(api.GET('/api/worktrees')),
})

/** Has what they take on the disk counted; the sizes come with an invalidation. */
export const measureWorktrees = () => answerOf(api.POST('/api/worktrees/measure'))

export async function removeWorktree(id: string, keep?: Keep) {
  const params = { path: { worktree_id: id }, query: keep ? { keep } : {} }
  const kept = await answerOf(api.DELETE('/api/worktrees/{worktree_id}', { params }))
  await stale('worktrees', 'workplace', 'sessions')
  return kept
}

// --- who can be asked

export const providersConfigQuery = queryOptions({
  queryKey: ['providers', 'config'],
  queryFn: () => answerOf(api.GET('/api/providers/config')),
})

/** Changes what is set for some providers; null removes an agent that was added. */
export async function changeProviders(providers: Record<string, ProviderConfig | null>): Promise<void> {
  const config = await answerOf(api.PATCH('/api/providers/config', { body: { providers } }))
  queryClient.setQueryData(providersConfigQuery.queryKey, config)
  await stale('providers')
}

export async function refreshProviders(ids?: string[]): Promise<void> {
  await answerOf(api.POST('/api/providers/refresh', { body: ids ? { ids } : null }))
  await stale('providers')
}

export const catalogueQuery = queryOptions({
  queryKey: ['providers', 'catalogue'],
  queryFn: async () => (await answerOf(api.GET('/api/providers/catalogue'))).entries,
})

export const diagnosticQuery = (providerId: string) =>
  queryOptions({
    queryKey: ['diagnostic', providerId],
    queryFn: () => answerOf(api.GET('/api/providers/{provider_id}/diagnostic', ofProvider(providerId))),
    staleTime: 0,
  })

export const examsQuery = queryOptions({
  queryKey: ['providers', 'exams'],
  queryFn: async () => (await answerOf(api.GET('/api/providers/exams'))).exams,
})

/** Begins an exam; what it finds comes as an invalidation. */
export async function runExam(providerId: string): Promise<void> {
  await answerOf(api.POST('/api/providers/{provider_id}/exam', ofProvider(providerId)))
  await stale('providers')
}

// --- what they may, and what they used

export const rulesQuery = queryOptions({
  queryKey: ['rules'],
  queryFn: async () => (await answerOf(api.GET('/api/rules'))).rules,
})

export async function revokeRule(id: string): Promise<void> {
  await answerOf(api.DELETE('/api/rules/{rule_id}', { params: { path: { rule_id: id } } }))
  await stale('rules')
}

/** Permissions that were decided last, newest first. */
export const decisionsQuery = queryOptions({
  queryKey: ['requests', 'decided'],
  queryFn: async () => {
    const states = ['answered', 'delivered'] as const
    const pages = await Promise.all(states.map((state) => answerOf(api.GET('/api/requests', { params: { query: { state } } }))))
    const decided = pages.flatMap(({ requests }) => requests).filter(({ kind }) => kind === 'permission')
    return decided.sort((a, b) => (b.answered_at ?? '').localeCompare(a.answered_at ?? ''))
  },
})

export const usageQuery = (by: UsageTable['by'], days: number) =>
  queryOptions({
    queryKey: ['usage', by, days],
    queryFn: () => answerOf(api.GET('/api/usage', { params: { query: { by, days } } })),
    staleTime: 30_000,
  })
