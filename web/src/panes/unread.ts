/** Marks chats as read or unread by hand, for every window. */
import { forgetKept, keepUnread } from '~/connection/presence'
import { toastError } from '~/ui/toast'
import { changeChat } from '~/wire/mutations'

export function markUnread(chatId: string, unread: boolean): void {
  if (unread) keepUnread(chatId)
  else forgetKept(chatId)
  changeChat(chatId, { unread }).catch((error: unknown) => toastError('The chat was not marked', error))
}
