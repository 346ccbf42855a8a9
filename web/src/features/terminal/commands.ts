/** Terminals in the palette and by keyboard. */
import type { Command } from '~/lib/commands'
import { currentAddress } from '~/panes/address'
import { isPhone } from '~/lib/media'
import type { NewTerminal } from '~/connection/terminal-api'
import { askFor } from './dialog-state'

const group = 'Terminals'
const when = () => currentAddress().sessionId !== undefined || 'Open a session first: a terminal belongs to one.'

/** What acts is loaded when it is first asked for. */
async function withSession(act: (actions: typeof import('./actions'), sessionId: string) => unknown): Promise<void> {
  const { sessionId } = currentAddress()
  if (sessionId) act(await import('./actions'), sessionId)
}

const start = (wanted: NewTerminal) => () =>
  withSession(({ startTerminal }, sessionId) => startTerminal(sessionId, wanted, isPhone() ? 'here' : 'down'))

export const terminalCommands: Command[] = [
  { id: 'terminal.show', title: 'Go to the terminal', group, keys: '$mod+j', inTerminal: true, keywords: 'shell console open', when, run: () => withSession(({ goToTerminal }, id) => goToTerminal(id)) },
  { id: 'terminal.new', title: 'New terminal', group, keys: '$mod+Shift+Backquote', keywords: 'shell console bash', when, run: start({}) },
  { id: 'terminal.new.worktree', title: 'New terminal in the worktree', group, keywords: 'shell console', when, run: start({ place: 'worktree' }) },
  { id: 'terminal.new.project', title: 'New terminal in the project', group, keywords: 'shell console directory', when, run: start({ place: 'project' }) },
  { id: 'terminal.ssh', title: 'New terminal to another machine…', group, keywords: 'ssh host remote', when, run: () => askFor({ kind: 'ssh' }) },
  { id: 'terminal.list', title: 'Terminals of this session', group, keywords: 'list running', when, run: () => askFor({ kind: 'list' }) },
]
