/** What can be done with a message; every failure is shown where the person looks. */
import { continueTask, deleteMessage, forkChat, regenerate, stopChat, type Choice } from '~/connection/chat-api'
import { chatFeed } from '~/connection/chat-store'
import { goToChat } from '~/panes/address'
import { confirm } from '~/ui/confirm'
import { toastError, toasts } from '~/ui/toast'
import type { Message } from '~/wire/types'

async function attempt(what: string, action: () => Promise<unknown>): Promise<void> {
  try {
    await action()
  } catch (error) {
    toastError(what, error)
  }
}

export const regenerateAnswer = (messageId: string, choice: Choice = {}) =>
  attempt('No other answer was started', () => regenerate(messageId, choice))

export const continueAfter = (taskId: string) => attempt('The task was not continued', () => continueTask(taskId))

export const stopAnswer = (chatId: string) => attempt('The answer was not stopped', () => stopChat(chatId))

export const forkAt = (chatId: string, messageId: string) =>
  attempt('The chat was not forked', async () => {
    const chat = await forkChat(chatId, messageId)
    toasts.add({ title: 'Forked', description: 'The conversation up to here goes on in a new chat.', type: 'success' })
    goToChat(chat)
  })

export const showSibling = (chatId: string, siblingId: string) =>
  attempt('The other version was not shown', () => chatFeed(chatId).patch({ leaf_id: siblingId }))

export async function removeMessage(message: Message): Promise<void> {
  const yes = await confirm({
    title: message.role === 'user' ? 'Delete this message?' : 'Delete this answer?',
    body: 'What follows it in this chat goes too. Other versions of it stay.',
    action: 'Delete',
  })
  if (yes) await attempt('It was not deleted', () => deleteMessage(message.id))
}
