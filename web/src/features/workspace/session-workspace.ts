/** What keeps a session's workspace, its server copy, its chats and the address in step. */
import { useQuery } from '@tanstack/react-query'
import { useEffect, useRef } from 'react'
import { takeChoices } from '~/connection/chat-store'
import { subscribeChanges } from '~/connection/socket'
import { go, type Address } from '~/panes/address'
import { deviceClass, takeLayout } from '~/panes/layout-sync'
import { activePane, chatPane } from '~/panes/tree'
import { setWorkspace, showPane, useWorkspace, workspaceOf, type Workspace } from '~/panes/workspaces'
import { layoutQuery, sessionChatsQuery } from '~/wire/queries'
import type { Chat } from '~/wire/types'
import { useGonePanes } from './gone'

/** The arrangement of a session, read from the server when it opens and kept up with other windows. */
export function useLoadedWorkspace(sessionId: string): {
  workspace: Workspace
  chats: Chat[] | undefined
  error: Error | null
} {
  const workspace = useWorkspace(sessionId)
  const layout = useQuery(layoutQuery(sessionId, deviceClass()))
  const chats = useQuery(sessionChatsQuery(sessionId))
  useEffect(() => subscribeChanges(`session:${sessionId}`), [sessionId])
  useEffect(() => {
    if (layout.data) takeLayout(sessionId, layout.data)
  }, [sessionId, layout.data])
  useEffect(() => {
    if (workspace.origin === 'fresh' && chats.data) openNewest(sessionId, chats.data)
  }, [sessionId, workspace.origin, chats.data])
  useEffect(() => takeChoices(chats.data ?? []), [chats.data])
  useGonePanes(sessionId, chats.data)
  return { workspace, chats: chats.data, error: layout.error ?? chats.error }
}

/** A session nobody arranged yet shows its newest chat. */
function openNewest(sessionId: string, chats: readonly Chat[]): void {
  setWorkspace(sessionId, { origin: 'saved' })
  const newest = [...chats].sort((a, b) => b.updated_at.localeCompare(a.updated_at))[0]
  if (newest && !activePane(workspaceOf(sessionId).tree)) showPane(sessionId, chatPane(newest.id, newest.title))
}

/** The chat of the address is shown; the chat that is shown is in the address. Whichever changed last leads. */
export function useAddressInStep(
  address: Required<Pick<Address, 'projectId' | 'sessionId'>> & Address,
  chats: Chat[] | undefined,
  isShown: boolean,
): void {
  const { projectId, sessionId, chatId } = address
  const { tree, origin } = useWorkspace(sessionId)
  const active = activePane(tree)
  const shown = active?.kind === 'chat' ? (active.ref ?? undefined) : undefined
  const inStep = useRef<string | undefined>(undefined)
  useEffect(() => {
    // Where it is left, the next address leads.
    if (!isShown) inStep.current = undefined
    if (!isShown || origin !== 'saved' || !chats) return
    if (chatId && chatId !== inStep.current) {
      inStep.current = chatId
      if (shown !== chatId) showPane(sessionId, chatPane(chatId, titleOf(chats, chatId)))
    } else if (shown !== chatId) {
      inStep.current = shown
      go({ projectId, sessionId, ...(shown && { chatId: shown }) }, { replace: true })
    }
  }, [projectId, sessionId, chatId, shown, origin, chats, isShown])
}

function titleOf(chats: readonly Chat[], chatId: string): string | null {
  return chats.find((chat) => chat.id === chatId)?.title ?? null
}
