/** What is done with a chat or one of its messages; without a message, with the last one that can be meant. */
import { draftKeeper } from '~/connection/chat-draft'
import { chatFeed } from '~/connection/chat-store'
import { markdownOf } from '~/connection/message-text'
import { copyText } from '~/lib/clipboard'
import { toastError, toasts } from '~/ui/toast'
import type { Message } from '~/wire/types'
import type { Subject } from './commands'
import { startEditing } from './messages/editing'
import { continueAfter, forkAt, regenerateAnswer, removeMessage, stopAnswer } from './messages/message-actions'

const lastOf = ({ log }: Subject, role: Message['role']): Message | undefined => log.messages.findLast((message) => message.role === role)

export const stop = ({ chatId }: Subject) => stopAnswer(chatId)

export const goOn = ({ log }: Subject) => continueAfter(log.task?.id ?? '')

export function regenerate(subject: Subject) {
  const answer = subject.message ?? lastOf(subject, 'assistant')
  return answer && regenerateAnswer(answer.id)
}

export function edit(subject: Subject): void {
  const prompt = subject.message ?? lastOf(subject, 'user')
  if (prompt) startEditing(prompt)
}

export function fork({ chatId, log, message = log.messages.at(-1) }: Subject) {
  return message && forkAt(chatId, message.id)
}

export function cut({ log, message = log.messages.at(-1) }: Subject) {
  return message && removeMessage(message)
}

export async function copy(subject: Subject): Promise<void> {
  const message = subject.message ?? lastOf(subject, 'assistant')
  if (message) await copied(markdownOf(message), message.role === 'user' ? 'Message copied' : 'Answer copied')
}

export const copyConversation = ({ log }: Subject) => copied(
  log.messages.map((message) => `## ${message.role === 'user' ? 'You' : 'BooCode'}\n\n${markdownOf(message)}`).join('\n\n'),
  'Conversation copied',
)

async function copied(text: string, said: string): Promise<void> {
  await copyText(text)
  toasts.add({ title: said, type: 'success' })
}

/** Without a title its command is begun in the message box. */
export async function rename({ chatId }: Subject, title: string): Promise<void> {
  if (!title) {
    draftKeeper(chatId).write('/rename ')
    return
  }
  try {
    await chatFeed(chatId).patch({ title })
  } catch (error) {
    toastError('The chat was not renamed', error)
  }
}

export const clearDraft = ({ chatId }: Subject) => draftKeeper(chatId).clear()

/** Puts a sign at the end of what is written (a slash: at its beginning, where alone it counts) and the caret behind it. */
export function typeSign({ chatId }: Subject, sign: '@' | '/'): void {
  const { text } = draftKeeper(chatId).store.getState()
  const gap = !text || /\s$/.test(text) ? '' : ' '
  const next = sign === '/' ? `/${text}` : `${text}${gap}@`
  draftKeeper(chatId).write(next)
  // Once it stands there, and after a menu has given the focus back.
  setTimeout(() => {
    const caret = sign === '/' ? 1 : next.length
    const area = document.querySelector<HTMLTextAreaElement>(`[data-chat="${CSS.escape(chatId)}"] [data-composer]`)
    area?.focus()
    area?.setSelectionRange(caret, caret)
  }, 50)
}
