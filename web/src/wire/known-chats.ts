/** Chats that are known without asking: whichever list or page told of one last. */
import type { InfiniteData } from '@tanstack/react-query'
import { queryClient } from './queries'
import type { Chat } from './types'

type Page = InfiniteData<{ chats: readonly Chat[] }>

export function knownChat(id: string): Chat | undefined {
  const told = queryClient.getQueryCache().findAll({ queryKey: ['chats'] }).toSorted((a, b) => b.state.dataUpdatedAt - a.state.dataUpdatedAt)
  for (const { queryKey, state } of told) {
    const found = chatsIn(queryKey[1], state.data).find((chat) => chat.id === id)
    if (found) return found
  }
  return undefined
}

/** What is kept under `['chats', kind, …]`. */
function chatsIn(kind: unknown, data: unknown): readonly Chat[] {
  if (data === undefined) return []
  if (kind === 'of-session') return data as readonly Chat[]
  if (kind === 'history') return (data as Page).pages.flatMap(({ chats }) => chats)
  return kind === 'one' ? [data as Chat] : []
}
