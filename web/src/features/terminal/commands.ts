/** Terminals in the palette and by keyboard. */
import { chatFeed, findMessage } from '~/connection/chat-store'
import { markdownOf } from '~/connection/message-text'
import type { NewTerminal } from '~/connection/terminal-api'
import { letterSize, stepLetterSize } from '~/connection/terminal-preferences'
import { runCommand, type Command } from '~/lib/commands'
import { FONT_SIZES, usePreferences } from '~/lib/preferences'
import { currentAddress } from '~/panes/address'
import { activate, activePane, focusPane, groupsOf, panesOf } from '~/panes/tree'
import { arrange, workspaceOf } from '~/panes/workspaces'
import { askFor } from './dialog-state'
import { viewOf } from './known'
import type { TerminalSession } from './session'

const group = 'Terminals'
const when = () => currentAddress().sessionId !== undefined || 'Open a session first: a terminal belongs to one.'

/** What acts is loaded when it is first asked for. */
async function withActions(act: (actions: typeof import('./actions'), sessionId: string) => unknown): Promise<void> {
  const { sessionId } = currentAddress()
  if (sessionId) act(await import('./actions'), sessionId)
}

/** In the group asked for, else where terminals are. */
const start = (wanted: NewTerminal) => (groupId?: string) =>
  withActions(({ placeOfNew, startTerminal }, sessionId) => {
    if (groupId) arrange(sessionId, (tree) => activate(tree, groupId))
    return startTerminal(sessionId, wanted, groupId ? 'here' : placeOfNew(sessionId))
  })

/** The terminal of the tab that was asked about, else of the one in view. */
function terminalOf(paneId?: string): string | undefined {
  const { sessionId } = currentAddress()
  if (!sessionId) return undefined
  const { tree } = workspaceOf(sessionId)
  const pane = paneId ? panesOf(tree).find(({ id }) => id === paneId) : activePane(tree)
  return pane?.kind === 'terminal' ? (pane.ref ?? undefined) : undefined
}

/** The first reason there is. */
const all = (...claims: ((target?: string) => boolean | string)[]) => (target?: string) =>
  claims.map((claim) => claim(target)).find((answer) => answer !== true) ?? true
const isTerminal = (paneId?: string) => terminalOf(paneId) !== undefined || 'The tab shows no terminal.'

type Deeds = typeof import('./deeds')

/** Something done with one terminal: that of the tab asked for, or the one in view. */
const deed = (act: (deeds: Deeds, session: TerminalSession) => unknown) => async (paneId?: string) => {
  const id = terminalOf(paneId)
  if (!id) return
  const [deeds, { terminalSession }] = await Promise.all([import('./deeds'), import('./session')])
  act(deeds, terminalSession(id))
}

/** How many frames it may take until the chat is the pane in use. */
const FRAMES = 20

/** To the chat that is in sight, else to any. */
function goToChat(sessionId: string): void {
  const { tree } = workspaceOf(sessionId)
  const shown = groupsOf(tree).map((one) => one.children[one.selected ?? 0]?.id)
  const chats = panesOf(tree).filter(({ kind }) => kind === 'chat')
  const chat = chats.find(({ id }) => shown.includes(id)) ?? chats.at(-1)
  if (!chat) return
  arrange(sessionId, (before) => focusPane(before, chat.id))
  const write = (left: number) => {
    if (currentAddress().chatId === chat.ref) runCommand('chat.write')
    else if (left > 0) requestAnimationFrame(() => write(left - 1))
  }
  requestAnimationFrame(() => write(FRAMES))
}

/** To the terminal, and from it back to the chat. */
function show(): void {
  const { sessionId } = currentAddress()
  if (sessionId && document.activeElement?.closest('.xterm')) goToChat(sessionId)
  else void withActions(({ goToTerminal }, id) => goToTerminal(id))
}

const hasSelection = (paneId?: string): boolean => viewOf(terminalOf(paneId))?.hasSelection ?? false
const isFitted = (paneId?: string): boolean => viewOf(terminalOf(paneId))?.isFitted ?? false
const size = () => letterSize(usePreferences.getState().terminal)
const hasText = (target?: string) => textOf(target) !== undefined || 'Nothing was answered here yet.'

/** What the message says that a menu was opened on, else the last answer in view. */
function textOf(messageId?: string): string | undefined {
  const { chatId } = currentAddress()
  const last = () => (chatId ? chatFeed(chatId).store.getState().log.messages.findLast(({ role }) => role === 'assistant') : undefined)
  const message = messageId ? findMessage(messageId) : last()
  return (message && markdownOf(message)) || undefined
}

const where = 'In a terminal'

const making: Command[] = [
  { id: 'terminal.show', title: 'Go to the terminal, and back', icon: 'terminal', group, keys: '$mod+j', inTerminal: true, keywords: 'shell console open', when, run: show },
  { id: 'terminal.new', title: 'New terminal', icon: 'terminal', group, keys: '$mod+Shift+Backquote', keywords: 'shell console bash', when, run: start({}) },
  { id: 'terminal.new.worktree', title: 'New terminal in the worktree', icon: 'worktree', group, keywords: 'shell console', when, run: start({ place: 'worktree' }) },
  { id: 'terminal.new.project', title: 'New terminal in the project', icon: 'folder', group, keywords: 'shell console directory', when, run: start({ place: 'project' }) },
  { id: 'terminal.ssh', title: 'New terminal to another machine…', label: 'To another machine…', icon: 'server', group, keywords: 'ssh host remote', when, run: () => askFor({ kind: 'ssh' }) },
  { id: 'terminal.list', title: 'Terminals of this session', icon: 'terminal', group, keywords: 'list running', when, run: () => askFor({ kind: 'list' }) },
  { id: 'terminal.send', title: 'Send the last answer to a terminal', label: 'Send to terminal', icon: 'terminal', group, keywords: 'paste message', when: all(when, hasText), run: (target) => withActions(({ sendToTerminal }) => sendToTerminal(textOf(target) ?? '')) },
]

/** A target is the tab that shows it. */
const using: Command[] = [
  { id: 'terminal.search', title: 'Search in the terminal', label: 'Search', icon: 'search', group, inner: { keys: '$mod+Shift+f', where }, keywords: 'find scrollback', when: isTerminal, run: deed((_, session) => session.search()) },
  { id: 'terminal.copy', title: 'Copy what is selected in the terminal', label: 'Copy', icon: 'copy', group, inner: { keys: '$mod+Shift+c', where }, keywords: 'clipboard', when: all(isTerminal, (target) => hasSelection(target) || 'Nothing is selected in the terminal.'), run: deed((_, session) => session.screen.copySelection()) },
  { id: 'terminal.paste', title: 'Paste into the terminal', label: 'Paste', icon: 'paste', group, inner: { keys: '$mod+Shift+v', where }, keywords: 'clipboard', when: isTerminal, run: deed(({ pasteClipboard }, session) => pasteClipboard(session)) },
  { id: 'terminal.quote', title: 'Add the selection or the last output to a chat', label: (target) => (hasSelection(target) ? 'Add the selection to a chat' : "Add the last command's output to a chat"), icon: 'quote', group, keys: '$mod+Shift+a', keywords: 'terminal attach last command quote', when: isTerminal, run: deed(({ quote }, session) => quote(session)) },
  { id: 'terminal.select', title: 'Select text of the terminal', label: 'Select text', icon: 'select', group, keywords: 'copy touch', when: isTerminal, run: deed((_, session) => session.select(true)) },
  { id: 'terminal.fit', title: 'Fit the terminal to this window, or to all', label: (target) => (isFitted(target) ? 'Fit to all windows' : 'Fit to this window'), icon: 'expand', group, keywords: 'size', when: isTerminal, run: deed((_, session) => session.toggleFit()) },
  { id: 'terminal.larger', title: 'Larger letters in terminals', label: 'Larger letters', icon: 'larger', group, keywords: 'font size zoom', when: all(when, () => size() < FONT_SIZES.most || 'They are as large as can be.'), run: () => stepLetterSize(1) },
  { id: 'terminal.smaller', title: 'Smaller letters in terminals', label: 'Smaller letters', icon: 'smaller', group, keywords: 'font size zoom', when: all(when, () => size() > FONT_SIZES.least || 'They are as small as can be.'), run: () => stepLetterSize(-1) },
  { id: 'terminal.rename', title: 'Rename the terminal…', label: 'Rename…', icon: 'pencil', group, keywords: 'name', when: isTerminal, run: deed(({ rename }, session) => rename(session)) },
  { id: 'terminal.restart', title: 'Restart the terminal', label: 'Restart', icon: 'restart', group, keywords: 'again', when: isTerminal, run: deed(({ restart }, session) => restart(session)) },
  { id: 'terminal.end', title: 'End the terminal and close it', label: 'End and close', icon: 'trash', isGrave: true, group, keywords: 'kill close stop', when: isTerminal, run: deed(({ end }, session) => end(session)) },
]

export const terminalCommands: readonly Command[] = [...making, ...using]
