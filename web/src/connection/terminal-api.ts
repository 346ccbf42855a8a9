/** The HTTP calls of terminals, one function each. All throw `ApiError`. */
import { queryOptions } from '@tanstack/react-query'
import { newId } from '~/lib/ids'
import { answerOf, api } from '~/wire/client'
import { queryClient } from '~/wire/queries'
import type { Terminal, Terminals } from '~/wire/types'

const ofTerminal = (id: string) => ({ params: { path: { terminal_id: id } } })
const ofSession = (id: string) => ({ params: { path: { session_id: id } } })
const stale = () => queryClient.invalidateQueries({ queryKey: ['terminals'] })

/** A session's terminals, and what they outlive. */
export const sessionTerminalsQuery = (sessionId: string) =>
  queryOptions({
    queryKey: ['terminals', 'of-session', sessionId],
    queryFn: () => answerOf(api.GET('/api/sessions/{session_id}/terminals', ofSession(sessionId))),
  })

export const terminalsQuery = queryOptions({
  queryKey: ['terminals', 'all'],
  queryFn: () => answerOf(api.GET('/api/terminals')),
})

export const sshHostsQuery = queryOptions({
  queryKey: ['ssh-hosts'],
  queryFn: () => answerOf(api.GET('/api/ssh-hosts')),
  staleTime: 0,
})

/** Where a new terminal begins; nothing said is the worktree if there is one, else the project. */
export interface NewTerminal {
  place?: Terminal['place']
  ssh?: string
  cols?: number
  rows?: number
}

export async function makeTerminal(sessionId: string, wanted: NewTerminal): Promise<Terminal> {
  const made = await answerOf(
    api.POST('/api/sessions/{session_id}/terminals', { ...ofSession(sessionId), body: { ...wanted, client_id: newId() } }),
  )
  queryClient.setQueryData(sessionTerminalsQuery(sessionId).queryKey, (known) => known && withTerminal(known, made))
  void stale()
  return made
}

function withTerminal(known: Terminals, made: Terminal): Terminals {
  return { ...known, terminals: [...known.terminals.filter(({ id }) => id !== made.id), made] }
}

export async function renameTerminal(id: string, name: string): Promise<void> {
  await answerOf(api.PATCH('/api/terminals/{terminal_id}', { ...ofTerminal(id), body: { name } }))
  await stale()
}

/** Somebody has looked at it. */
export async function seeTerminal(id: string): Promise<void> {
  await answerOf(api.POST('/api/terminals/{terminal_id}/seen', ofTerminal(id)))
  await stale()
}

export async function restartTerminal(id: string): Promise<Terminal> {
  const terminal = await answerOf(api.POST('/api/terminals/{terminal_id}/restart', ofTerminal(id)))
  void stale()
  return terminal
}

/** Gives a terminal whose session is gone to another one. */
export async function adoptTerminal(id: string, sessionId: string): Promise<void> {
  await answerOf(api.POST('/api/terminals/{terminal_id}/adopt', { ...ofTerminal(id), body: { session_id: sessionId } }))
  await stale()
}

/** Ends what runs in it, and forgets it. */
export async function deleteTerminal(id: string): Promise<void> {
  await answerOf(api.DELETE('/api/terminals/{terminal_id}', ofTerminal(id)))
  await stale()
}

export const getTerminal = (id: string) => answerOf(api.GET('/api/terminals/{terminal_id}', ofTerminal(id)))

/** What ran last in it, with its output. */
export const lastCommandOf = (id: string) => answerOf(api.GET('/api/terminals/{terminal_id}/last-command', ofTerminal(id)))
