/** What can be done with a chat as a whole: from its row in a history, its tab and the palette. A target is a chat. */
import type { Command } from '~/lib/commands'
import { currentAddress } from '~/panes/address'
import { archiveChat, removeChat } from '~/panes/removal'
import { markUnread } from '~/panes/unread'
import { toastError } from '~/ui/toast'
import { knownChat } from '~/wire/known-chats'
import { changeChat } from '~/wire/mutations'
import type { Chat } from '~/wire/types'
import { renameRow } from './renaming'

const group = 'Chat'

const chatOf = (target = currentAddress().chatId): Chat | undefined => (target === undefined ? undefined : knownChat(target))

/** Hidden where it would change nothing. */
const when = (isWorthIt: (chat: Chat) => boolean) => (target?: string) => {
  const chat = chatOf(target)
  return chat === undefined ? 'Open a chat first.' : isWorthIt(chat)
}

const withChat = (act: (chat: Chat, title: string) => unknown) => (target?: string) => {
  const chat = chatOf(target)
  return chat && act(chat, chat.title ?? 'New chat')
}

function restore({ id }: Chat): void {
  changeChat(id, { archived: false }).catch((error: unknown) => toastError('The chat was not brought back', error))
}

export const historyCommands: readonly Command[] = [
  // Elsewhere it is `chat.rename`.
  { id: 'chat.row.rename', title: 'Rename chat', label: 'Rename', icon: 'pencil', group, when: (target) => target !== undefined, run: (target) => setTimeout(() => renameRow(target ?? null), 30) },
  { id: 'chat.read', title: 'Mark chat as read', label: 'Mark as read', icon: 'mail-open', group, when: when(({ unread }) => unread), run: withChat(({ id }) => markUnread(id, false)) },
  { id: 'chat.unread', title: 'Mark chat as unread', label: 'Mark as unread', icon: 'mail', group, keywords: 'new later', when: when(({ unread }) => !unread), run: withChat(({ id }) => markUnread(id, true)) },
  { id: 'chat.archive', title: 'Archive chat', label: 'Archive', icon: 'archive', group, when: when((chat) => !chat.archived_at), run: withChat(({ id }, title) => archiveChat(id, title)) },
  { id: 'chat.restore', title: 'Bring the chat back', label: 'Bring back', icon: 'bring-back', group, keywords: 'archive restore', when: when((chat) => Boolean(chat.archived_at)), run: withChat(restore) },
  { id: 'chat.delete', title: 'Delete chat…', label: 'Delete…', icon: 'trash', isGrave: true, group, keywords: 'remove', when: when(() => true), run: withChat(({ id }, title) => removeChat(id, title)) },
]
