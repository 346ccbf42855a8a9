/** What can be done with the chat in view. What acts is loaded when it is first asked for. */
import { isEnded, isLive, type ChatState } from '~/connection/chat-reducer'
import { chatFeed } from '~/connection/chat-store'
import type { Command } from '~/lib/commands'
import { currentAddress } from '~/panes/address'

const group = 'Chat'
const NO_CHAT = 'Open a chat first.'

const logOf = (chatId: string): ChatState => chatFeed(chatId).store.getState().log
const has = (role: string) => (log: ChatState) => log.messages.some((message) => message.role === role)
const isIdle = (log: ChatState) => log.task === null || isEnded(log.task)

type Claim = readonly [holds: (log: ChatState) => boolean, otherwise: string]
const idle: Claim = [isIdle, 'An answer is being written: stop it first, or wait.']
const asked: Claim = [has('user'), 'Nothing was asked here yet.']
const answered: Claim = [has('assistant'), 'Nothing was answered here yet.']

const when =
  (...claims: Claim[]) =>
  () => {
    const { chatId } = currentAddress()
    if (!chatId) return NO_CHAT
    return claims.find(([holds]) => !holds(logOf(chatId)))?.[1] ?? true
  }

/** Does what the slash command of this name does. */
const slash = (name: string) => async () => {
  const { chatId } = currentAddress()
  const { clientCommands } = await import('./composer/commands')
  if (chatId) await clientCommands.find((command) => command.name === name)?.run(chatId, '')
}

function write(): void {
  const { chatId } = currentAddress()
  document.querySelector<HTMLElement>(`[data-chat="${CSS.escape(chatId ?? '')}"] [data-composer]`)?.focus()
}

export const chatCommands: readonly Command[] = [
  { id: 'chat.write', title: 'Write a message', group, keys: 'Alt+KeyM', keywords: 'composer focus prompt', when: when(), run: write },
  { id: 'chat.stop', title: 'Stop the answer', group, keywords: '/stop cancel', when: when([(log) => isLive(log.task), 'Nothing is being answered.']), run: slash('stop') },
  { id: 'chat.regenerate', title: 'Answer the last message again', group, keywords: '/regenerate retry', when: when(answered, idle), run: slash('regenerate') },
  { id: 'chat.continue', title: 'Go on where the last answer ended', group, keywords: '/continue', when: when(answered, idle), run: slash('continue') },
  { id: 'chat.edit', title: 'Edit your last message and send it again', group, keywords: '/edit', when: when(asked, idle), run: slash('edit') },
  { id: 'chat.fork', title: 'Go on in a copy of this chat', group, keywords: '/fork branch', when: when(asked, idle), run: slash('fork') },
  { id: 'chat.rename', title: 'Rename this chat', group, keywords: '/rename title', when: when(), run: slash('rename') },
  { id: 'chat.copy', title: 'Copy the last answer as Markdown', group, keywords: '/copy', when: when(answered), run: slash('copy') },
  { id: 'chat.copy-chat', title: 'Copy the loaded conversation as Markdown', group, keywords: '/copy-chat export', when: when(asked), run: slash('copy-chat') },
  { id: 'chat.clear-draft', title: 'Throw away what is written here', group, keywords: '/clear-draft', when: when(), run: slash('clear-draft') },
]
