/** Slash commands of the UI itself. Those of the server are sent as text. */
import { draftKeeper } from '~/connection/chat-draft'
import { chatFeed } from '~/connection/chat-store'
import { isEnded, isLive, type ChatState } from '~/connection/chat-reducer'
import { toastError, toasts } from '~/ui/toast'
import { copyText } from '~/lib/clipboard'
import { continueAfter, forkAt, regenerateAnswer, stopAnswer } from '../messages/message-actions'
import { startEditing } from '../messages/editing'
import { markdownOf } from '../rows'

export type ClientCommand = {
  name: string
  description: string
  /** What follows the name, e.g. `title`. */
  argument?: string
  when: (log: ChatState) => boolean
  run: (chatId: string, argument: string) => unknown
}

const logOf = (chatId: string) => chatFeed(chatId).store.getState().log
const lastAnswer = (log: ChatState) => log.messages.findLast(({ role }) => role === 'assistant')
const lastPrompt = (log: ChatState) => log.messages.findLast(({ role }) => role === 'user')
const isIdle = (log: ChatState) => log.task === null || isEnded(log.task)
const always = () => true

async function copy(text: string, what: string): Promise<void> {
  await copyText(text)
  toasts.add({ title: what, type: 'success' })
}

async function rename(chatId: string, title: string): Promise<void> {
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

export const clientCommands: readonly ClientCommand[] = [
  { name: 'stop', description: 'Stop the answer', when: (log) => isLive(log.task), run: stopAnswer },
  {
    name: 'regenerate',
    description: 'Answer the last message again',
    when: (log) => isIdle(log) && lastAnswer(log) !== undefined,
    run: (chatId) => regenerateAnswer(lastAnswer(logOf(chatId))?.id ?? ''),
  },
  {
    name: 'continue',
    description: 'Go on where the last answer ended',
    when: (log) => isEnded(log.task),
    run: (chatId) => continueAfter(logOf(chatId).task?.id ?? ''),
  },
  {
    name: 'edit',
    description: 'Edit your last message and send it again',
    when: (log) => isIdle(log) && lastPrompt(log) !== undefined,
    run: (chatId) => editLastPrompt(chatId),
  },
  {
    name: 'fork',
    description: 'Go on in a copy of this chat',
    when: (log) => log.messages.length > 0 && isIdle(log),
    run: (chatId) => forkAt(chatId, logOf(chatId).messages.at(-1)?.id ?? ''),
  },
  { name: 'rename', description: 'Rename this chat', argument: 'title', when: always, run: rename },
  {
    name: 'copy',
    description: 'Copy the last answer as Markdown',
    when: (log) => lastAnswer(log) !== undefined,
    run: (chatId) => {
      const answer = lastAnswer(logOf(chatId))
      return answer && copy(markdownOf(answer), 'Answer copied')
    },
  },
  {
    name: 'copy-chat',
    description: 'Copy the loaded conversation as Markdown',
    when: (log) => log.messages.length > 0,
    run: (chatId) => copy(conversationOf(logOf(chatId)), 'Conversation copied'),
  },
  { name: 'clear-draft', description: 'Throw away what is written here', when: always, run: (chatId) => draftKeeper(chatId).clear() },
]

/** Opens the editor of the last prompt, if it may be edited now. */
export function editLastPrompt(chatId: string): void {
  const log = logOf(chatId)
  const prompt = lastPrompt(log)
  if (prompt && isIdle(log)) startEditing(prompt)
}

const conversationOf = (log: ChatState) =>
  log.messages.map((message) => `## ${message.role === 'user' ? 'You' : 'BooCode'}\n\n${markdownOf(message)}`).join('\n\n')
