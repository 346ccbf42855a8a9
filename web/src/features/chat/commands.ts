/**
 * What can be done with a chat and its messages: from the palette, by keyboard, in the menus of messages and, after a slash, in
 * the message box. A target is a message or a chat; without one it is the chat in view. What acts is loaded when it is first
 * asked for.
 */
import { isEnded, isLive, type ChatState } from '~/connection/chat-reducer'
import { chatFeed, findMessage } from '~/connection/chat-store'
import type { Command } from '~/lib/commands'
import { currentAddress } from '~/panes/address'
import type { Message } from '~/wire/types'

export interface ChatCommand extends Command {
  /** What is written after a slash to do it, and what may follow that. */
  slash?: { name: string; argument?: string }
  run: (target?: string, words?: string) => unknown
}

/** A chat, and the message of it that is meant. */
export interface Subject {
  chatId: string
  log: ChatState
  message: Message | undefined
}

const group = 'Chat'
const WRITING = 'While writing a message'
const NO_CHAT = 'Open a chat first.'

const subjectOf = (target?: string): Subject | undefined => {
  const message = target === undefined ? undefined : findMessage(target)
  const chatId = message?.chat_id ?? target ?? currentAddress().chatId
  return chatId === undefined ? undefined : { chatId, log: chatFeed(chatId).store.getState().log, message }
}

type Claim = readonly [holds: (subject: Subject) => boolean, otherwise: string]
const idle: Claim = [({ log }) => log.task === null || isEnded(log.task), 'An answer is being written: stop it first, or wait.']
const asked: Claim = [({ log }) => log.messages.some(({ role }) => role === 'user'), 'Nothing was asked here yet.']
const answered: Claim = [({ log }) => log.messages.some(({ role }) => role === 'assistant'), 'Nothing was answered here yet.']
const live: Claim = [({ log }) => isLive(log.task), 'Nothing is being answered.']
const ended: Claim = [({ log }) => isEnded(log.task), 'There is no answer that could go on.']
/** A copy up to an older message may be made while the chat goes on. */
const still: Claim = [(subject) => subject.message !== undefined || idle[0](subject), idle[1]]

const when =
  (...claims: Claim[]) =>
  (target?: string) => {
    const subject = subjectOf(target)
    return subject === undefined ? NO_CHAT : (claims.find(([holds]) => !holds(subject))?.[1] ?? true)
  }

type Deeds = typeof import('./deeds')

const deed = (act: (deeds: Deeds, subject: Subject, words: string) => unknown) => async (target?: string, words = '') => {
  const subject = subjectOf(target)
  const deeds = await import('./deeds')
  if (subject) await act(deeds, subject, words)
}

const inPane = (selector: string, target?: string): HTMLElement | null =>
  document.querySelector(`[data-chat="${CSS.escape(subjectOf(target)?.chatId ?? '')}"] ${selector}`)

const commands: ChatCommand[] = [
  { id: 'chat.write', title: 'Write a message', group, keys: 'Alt+KeyM', keywords: 'composer focus prompt', when: when(), run: (target) => inPane('[data-composer]', target)?.focus() },
  { id: 'chat.attach', title: 'Attach files or pictures', label: 'Attach files', icon: 'paperclip', group, keywords: 'upload image', when: when(), run: (target) => inPane('input[type=file]', target)?.click() },
  { id: 'chat.mention', title: 'Mention a file', icon: 'at', group, inner: { keys: '@', where: WRITING }, keywords: 'attach path', when: when(), run: deed(({ typeSign }, subject) => typeSign(subject, '@')) },
  { id: 'chat.slash', title: 'Commands of the message box', label: 'Commands', icon: 'slash', group, inner: { keys: '/', where: WRITING }, keywords: 'slash skills', when: when(), run: deed(({ typeSign }, subject) => typeSign(subject, '/')) },
  { id: 'chat.stop', title: 'Stop the answer', group, slash: { name: 'stop' }, keywords: 'cancel', when: when(live), run: deed(({ stop }, subject) => stop(subject)) },
  { id: 'chat.regenerate', title: 'Answer the last message again', label: 'Answer again', icon: 'refresh', group, slash: { name: 'regenerate' }, keywords: 'retry', when: when(answered, idle), run: deed(({ regenerate }, subject) => regenerate(subject)) },
  { id: 'chat.continue', title: 'Go on where the last answer ended', group, slash: { name: 'continue' }, when: when(ended), run: deed(({ goOn }, subject) => goOn(subject)) },
  { id: 'chat.edit', title: 'Edit your last message and send it again', label: 'Edit and send again', icon: 'pencil', group, slash: { name: 'edit' }, when: when(asked, idle), run: deed(({ edit }, subject) => edit(subject)) },
  { id: 'chat.fork', title: 'Go on in a copy of this chat', label: 'Fork from here', icon: 'fork', group, slash: { name: 'fork' }, keywords: 'branch', when: when(asked, still), run: deed(({ fork }, subject) => fork(subject)) },
  { id: 'chat.rename', title: 'Rename this chat', group, slash: { name: 'rename', argument: 'title' }, keywords: 'title', when: when(), run: deed(({ rename }, subject, words) => rename(subject, words)) },
  { id: 'chat.copy', title: 'Copy the last answer as Markdown', label: 'Copy', icon: 'copy', group, slash: { name: 'copy' }, when: (target) => when(...(subjectOf(target)?.message ? [] : [answered]))(target), run: deed(({ copy }, subject) => copy(subject)) },
  { id: 'chat.copy-chat', title: 'Copy the loaded conversation as Markdown', group, slash: { name: 'copy-chat' }, keywords: 'export', when: when(asked), run: deed(({ copyConversation }, subject) => copyConversation(subject)) },
  { id: 'chat.clear-draft', title: 'Throw away what is written here', group, slash: { name: 'clear-draft' }, when: when(), run: deed(({ clearDraft }, subject) => clearDraft(subject)) },
  { id: 'chat.cut', title: 'Delete the last message…', label: 'Delete this and what follows', icon: 'trash', isGrave: true, group, keywords: 'remove answer', when: when(asked, idle), run: deed(({ cut }, subject) => cut(subject)) },
]

/** Those that can be written after a slash. The server has others, which are sent as text. */
export const slashCommands = commands.flatMap((command) => (command.slash ? [{ ...command, slash: command.slash }] : []))

export const chatCommands: readonly Command[] = commands.map((command) => ({
  ...command,
  keywords: [command.slash && `/${command.slash.name}`, command.keywords].filter(Boolean).join(' '),
}))
