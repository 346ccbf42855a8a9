/** Terminals in the palette and by keyboard. */
import type { NewTerminal } from '~/connection/terminal-api'
import { stepLetterSize } from '~/connection/terminal-preferences'
import { runCommand, type Command } from '~/lib/commands'
import { currentAddress } from '~/panes/address'
import { activePane, focusPane, groupsOf, panesOf } from '~/panes/tree'
import { arrange, workspaceOf } from '~/panes/workspaces'
import { askFor } from './dialog-state'
import type { TerminalSession } from './session'

const group = 'Terminals'
const when = () => currentAddress().sessionId !== undefined || 'Open a session first: a terminal belongs to one.'

/** What acts is loaded when it is first asked for. */
async function withSession(act: (actions: typeof import('./actions'), sessionId: string) => unknown): Promise<void> {
  const { sessionId } = currentAddress()
  if (sessionId) act(await import('./actions'), sessionId)
}

const start = (wanted: NewTerminal) => () =>
  withSession(({ placeOfNew, startTerminal }, sessionId) => startTerminal(sessionId, wanted, placeOfNew(sessionId)))

/** The terminal of the tab that was asked about, else of the one in view. */
function terminalOf(paneId?: string): string | undefined {
  const { sessionId } = currentAddress()
  if (!sessionId) return undefined
  const { tree } = workspaceOf(sessionId)
  const pane = paneId ? panesOf(tree).find(({ id }) => id === paneId) : activePane(tree)
  return pane?.kind === 'terminal' ? (pane.ref ?? undefined) : undefined
}

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
  else void withSession(({ goToTerminal }, id) => goToTerminal(id))
}

export const terminalCommands: Command[] = [
  { id: 'terminal.show', title: 'Go to the terminal, and back', group, keys: '$mod+j', inTerminal: true, keywords: 'shell console open', when, run: show },
  { id: 'terminal.new', title: 'New terminal', group, keys: '$mod+Shift+Backquote', keywords: 'shell console bash', when, run: start({}) },
  { id: 'terminal.new.worktree', title: 'New terminal in the worktree', group, keywords: 'shell console', when, run: start({ place: 'worktree' }) },
  { id: 'terminal.new.project', title: 'New terminal in the project', group, keywords: 'shell console directory', when, run: start({ place: 'project' }) },
  { id: 'terminal.ssh', title: 'New terminal to another machine…', group, keywords: 'ssh host remote', when, run: () => askFor({ kind: 'ssh' }) },
  { id: 'terminal.list', title: 'Terminals of this session', group, keywords: 'list running', when, run: () => askFor({ kind: 'list' }) },
  { id: 'terminal.search', title: 'Search in the terminal', group, keywords: 'find scrollback', when: isTerminal, run: deed((_, session) => session.search()) },
  { id: 'terminal.copy', title: 'Copy what is selected in the terminal', group, keywords: 'clipboard', when: isTerminal, run: deed((_, session) => session.screen.copySelection()) },
  { id: 'terminal.paste', title: 'Paste into the terminal', group, keywords: 'clipboard', when: isTerminal, run: deed(({ pasteClipboard }, session) => pasteClipboard(session)) },
  { id: 'terminal.quote', title: 'Add the selection or the last output to a chat', group, keys: '$mod+Shift+a', keywords: 'terminal attach last command quote', when: isTerminal, run: deed(({ quote }, session) => quote(session)) },
  { id: 'terminal.select', title: 'Select text of the terminal', group, keywords: 'copy touch', when: isTerminal, run: deed((_, session) => session.select(true)) },
  { id: 'terminal.fit', title: 'Fit the terminal to this window, or to all', group, keywords: 'size', when: isTerminal, run: deed((_, session) => session.toggleFit()) },
  { id: 'terminal.larger', title: 'Larger letters in terminals', group, keywords: 'font size zoom', when, run: () => stepLetterSize(1) },
  { id: 'terminal.smaller', title: 'Smaller letters in terminals', group, keywords: 'font size zoom', when, run: () => stepLetterSize(-1) },
  { id: 'terminal.rename', title: 'Rename the terminal…', group, keywords: 'name', when: isTerminal, run: deed(({ rename }, session) => rename(session)) },
  { id: 'terminal.restart', title: 'Restart the terminal', group, keywords: 'again', when: isTerminal, run: deed(({ restart }, session) => restart(session)) },
  { id: 'terminal.end', title: 'End the terminal and close it', group, keywords: 'kill close stop', when: isTerminal, run: deed(({ end }, session) => end(session)) },
]
