/** What is done with a terminal that is on the screen: by its toolbar, its tab's menu and the palette. */
import { busyWith } from '~/connection/terminal-busy'
import { getTerminal } from '~/connection/terminal-api'
import { keysOf } from '~/lib/commands'
import { confirm } from '~/ui/confirm'
import { keysAsText } from '~/ui/kbd'
import { toastError, toasts } from '~/ui/toast'
import { killTerminal, quoteTerminal } from './actions'
import { askFor } from './dialog-state'
import type { TerminalSession } from './session'

export async function pasteClipboard(session: TerminalSession): Promise<void> {
  const text = await navigator.clipboard?.readText().catch(() => null)
  if (typeof text === 'string') await session.paste(text)
  else {
    toasts.add({
      title: 'The browser does not let BooCode read the clipboard',
      description: `Press ${keysAsText(keysOf('terminal.paste') ?? '')} in the terminal instead.`,
      type: 'error',
    })
  }
  session.screen.focus()
}

export async function quote(session: TerminalSession): Promise<void> {
  try {
    await quoteTerminal(await getTerminal(session.id), session.screen.term.getSelection())
  } catch (error) {
    toastError('It was not added to a chat', error)
  }
}

export function rename(session: TerminalSession): void {
  const { terminal } = session.store.getState()
  if (terminal) askFor({ kind: 'rename', id: terminal.id, name: terminal.name })
}

/** Starts it again; asks first when something runs in it. */
export async function restart(session: TerminalSession): Promise<void> {
  const running = await getTerminal(session.id).then(busyWith, () => null)
  const agreed =
    !running || (await confirm({ title: 'Start this terminal again?', body: `${running} is running in it. It is ended first.`, action: 'Restart' }))
  if (agreed) await session.restart()
}

export async function end(session: TerminalSession): Promise<void> {
  const { terminal } = session.store.getState()
  if (terminal) await killTerminal(terminal)
}
