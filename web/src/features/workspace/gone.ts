/** Tabs of what is not there any more: they close, and say so where it was not done in this window. */
import { useQuery } from '@tanstack/react-query'
import { useEffect, useRef } from 'react'
import { getChat } from '~/connection/chat-api'
import { getTerminal, sessionTerminalsQuery } from '~/connection/terminal-api'
import { currentAddress } from '~/panes/address'
import { isRemovedHere } from '~/panes/removed-here'
import { panesOf, type Pane } from '~/panes/tree'
import { dropPanes, useWorkspace, workspaceOf } from '~/panes/workspaces'
import { toasts } from '~/ui/toast'
import { ApiError } from '~/wire/client'
import type { Chat } from '~/wire/types'
import { goOnIfLost } from './focusing'

/** Follows the chats and terminals of a session. */
export function useGonePanes(sessionId: string, chats: readonly Chat[] | undefined): void {
  const panes = panesOf(useWorkspace(sessionId).tree)
  const hasTerminal = panes.some(({ kind }) => kind === 'terminal')
  const terminals = useQuery({ ...sessionTerminalsQuery(sessionId), enabled: hasTerminal }).data?.terminals
  useGone(sessionId, 'chat', chats)
  useGone(sessionId, 'terminal', terminals)
}

/** What was listed and is not any more is gone. What never was may be new, or kept elsewhere: the server is asked. */
function useGone(sessionId: string, kind: 'chat' | 'terminal', listed: readonly { id: string }[] | undefined): void {
  const known = useRef(new Set<string>())
  const { tree } = useWorkspace(sessionId)
  useEffect(() => {
    if (!listed) return
    const ids = new Set(listed.map(({ id }) => id))
    const left = [...known.current].filter((id) => !ids.has(id))
    const missing = panesOf(tree).filter(({ ref, kind: own }) => own === kind && ref && !ids.has(ref) && !left.includes(ref) && !isAskedFor(ref))
    known.current = ids
    close(sessionId, left.map((id) => `${kind}:${id}`))
    void closeUnknown(sessionId, missing)
  }, [sessionId, kind, listed, tree])
}

/** A pane that the address leads to says itself that nothing is there. */
const isAskedFor = (chatId: string): boolean => currentAddress().chatId === chatId

async function closeUnknown(sessionId: string, panes: readonly Pane[]): Promise<void> {
  const gone = await Promise.all(panes.map(isGone))
  close(sessionId, panes.filter((_, at) => gone[at]).map(({ id }) => id))
}

/** Whoever cannot be asked knows nothing of it. */
const isGone = ({ kind, ref }: Pane): Promise<boolean> =>
  (kind === 'chat' ? getChat(ref ?? '') : getTerminal(ref ?? '')).then(
    () => false,
    (error: unknown) => error instanceof ApiError && (error.status === 404 || error.status === 422),
  )

function close(sessionId: string, paneIds: readonly string[]): void {
  const told = panesOf(workspaceOf(sessionId).tree).filter(({ id, ref }) => paneIds.includes(id) && !isRemovedHere(ref ?? ''))
  if (paneIds.length === 0) return
  dropPanes(sessionId, paneIds)
  goOnIfLost(sessionId)
  if (told.length > 0) tell(told)
}

function tell(panes: readonly Pane[]): void {
  const names = panes.map(({ name }) => name).join(', ')
  toasts.add({
    title: panes.length === 1 ? `${names} is not there any more` : `${panes.length} tabs are not there any more`,
    description: panes.length === 1 ? `${ENDS[panes[0]?.kind ?? 'chat'] ?? ''} Its tab was closed.` : `They were removed in another window: ${names}.`,
    type: 'info',
  })
}

const ENDS: Partial<Record<Pane['kind'], string>> = {
  chat: 'It was deleted or archived in another window.',
  terminal: 'It was ended in another window.',
}
