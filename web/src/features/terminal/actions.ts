/** What can be done with terminals; every failure is shown where the person looks. */
import { draftKeeper } from '~/connection/chat-draft'
import { busyWith } from '~/connection/terminal-busy'
import { deleteTerminal, getTerminal, makeTerminal, lastCommandOf, renameTerminal, sessionTerminalsQuery, type NewTerminal } from '~/connection/terminal-api'
import { isPhone } from '~/lib/media'
import { currentAddress } from '~/panes/address'
import { notRemoved, removingHere } from '~/panes/removed-here'
import { activePane, chatPane, focusPane, panesOf, terminalPane, type Place } from '~/panes/tree'
import { arrange, dropPanes, showPane, workspaceOf } from '~/panes/workspaces'
import { confirm } from '~/ui/confirm'
import { toastError, toasts } from '~/ui/toast'
import { ApiError } from '~/wire/client'
import { queryClient, sessionChatsQuery } from '~/wire/queries'
import type { Chat, Terminal } from '~/wire/types'
import { askFor } from './dialog-state'
import { commandText, outputName, pasteable } from './pasting'
import { roomOfNew } from './room'

export function showTerminal(sessionId: string, terminal: Pick<Terminal, 'id' | 'name'>, place: Place = 'here'): void {
  showPane(sessionId, terminalPane(terminal.id, terminal.name), place)
  void focusScreen(terminal.id)
}

/** Where the pane is there already, it takes the focus now; a new one takes it by itself. */
async function focusScreen(id: string): Promise<void> {
  if (matchMedia('(pointer: coarse)').matches) return
  const { terminalSession } = await import('./session')
  terminalSession(id).focusSoon()
}

/** Beside the terminals that are open, else below what is in view. */
export function placeOfNew(sessionId: string): Place {
  const { tree } = workspaceOf(sessionId)
  const open = panesOf(tree).filter(({ kind }) => kind === 'terminal')
  const last = open.at(-1)
  if (!last || isPhone()) return isPhone() ? 'here' : 'down'
  if (activePane(tree)?.kind !== 'terminal') arrange(sessionId, (before) => focusPane(before, last.id))
  return 'here'
}

/** Makes a terminal and shows it; null when that failed, which is told. */
export async function startTerminal(sessionId: string, wanted: NewTerminal = {}, place: Place = 'here'): Promise<Terminal | null> {
  try {
    const terminal = await makeTerminal(sessionId, { ...(await roomOfNew(sessionId, place)), ...wanted })
    showTerminal(sessionId, terminal, place)
    return terminal
  } catch (error) {
    toastError('The terminal was not made', error)
    return null
  }
}

/** Shows the session's terminal that was last in use, or makes its first one. */
export async function goToTerminal(sessionId: string): Promise<void> {
  const open = panesOf(workspaceOf(sessionId).tree).findLast(({ kind }) => kind === 'terminal')
  // Nobody is asked first: what is typed next is meant for it.
  if (open?.ref) return showTerminal(sessionId, { id: open.ref, name: open.name })
  try {
    const shown = (await terminalsOf(sessionId)).findLast(({ state }) => state === 'running')
    if (shown) showTerminal(sessionId, shown, isPhone() ? 'here' : 'down')
    else await startTerminal(sessionId, {}, placeOfNew(sessionId))
  } catch (error) {
    toastError('The terminals were not read', error)
  }
}

export const terminalsOf = async (sessionId: string) =>
  (await queryClient.fetchQuery({ ...sessionTerminalsQuery(sessionId), staleTime: 0 })).terminals

export async function changeName(terminal: Pick<Terminal, 'id' | 'name'>, name: string): Promise<void> {
  const wanted = name.trim()
  if (!wanted || wanted === terminal.name) return
  await renameTerminal(terminal.id, wanted).catch((error: unknown) => toastError('The terminal was not renamed', error))
}

/** Ends a terminal and closes its panes; asks first when something runs in it. */
export async function killTerminal(terminal: Terminal): Promise<void> {
  try {
    const running = busyWith(await getTerminal(terminal.id))
    if (running && !(await mayEnd(terminal.name, running))) return
    removingHere(terminal.id)
    await deleteTerminal(terminal.id)
    if (terminal.session_id) dropPanes(terminal.session_id, [`terminal:${terminal.id}`])
  } catch (error) {
    notRemoved(terminal.id)
    toastError(`${terminal.name} was not ended`, error)
  }
}

const mayEnd = (name: string, command: string) =>
  confirm({ title: `End ${name}?`, body: `${command} is running in it. It is ended, and what is on the screen is gone.`, action: 'End it' })

/** Puts text at the prompt of a terminal, without Enter. Which one is asked where there are several. */
export async function sendToTerminal(text: string): Promise<void> {
  const { sessionId } = currentAddress()
  const pasted = pasteable(text)
  if (!sessionId || !pasted) return
  try {
    const running = (await terminalsOf(sessionId)).filter(({ state }) => state === 'running')
    if (running.length > 1) askFor({ kind: 'send', text: pasted })
    else await pasteInto(sessionId, running[0] ?? null, pasted)
  } catch (error) {
    toastError('It was not sent to a terminal', error)
  }
}

/** `terminal` null makes one. */
export async function pasteInto(sessionId: string, terminal: Terminal | null, text: string): Promise<void> {
  const place = placeOfNew(sessionId)
  const target = terminal ?? (await startTerminal(sessionId, {}, place))
  if (!target) return
  showTerminal(sessionId, target, place)
  const { terminalSession } = await import('./session')
  const session = terminalSession(target.id)
  await session.settled()
  if (session.store.getState().phase !== 'open') {
    toasts.add({ title: 'It was not sent', description: `${target.name} is not connected. Try again in a moment.`, type: 'error' })
    return
  }
  await session.paste(text)
}

/** Attaches what is selected, else the last command with its output, to a chat. Which one is asked where there are several. */
export async function quoteTerminal(terminal: Terminal, selection: string): Promise<void> {
  const sessionId = terminal.session_id
  if (!sessionId) return
  try {
    const text = selection || commandText(await lastCommandOf(terminal.id))
    if (!text.trim()) {
      nothingToAdd()
      return
    }
    const chats = await queryClient.fetchQuery(sessionChatsQuery(sessionId))
    const [only] = chats
    if (chats.length === 1 && only) quoteIn(only, terminal.name, text)
    else askFor({ kind: 'quote', name: terminal.name, text })
  } catch (error) {
    if (error instanceof ApiError && error.code === 'no_command') nothingToAdd()
    else toastError('It was not added to a chat', error)
  }
}

const nothingToAdd = () =>
  toasts.add({ title: 'There is nothing to add yet', description: 'Run something, or select a part of the screen.', type: 'info' })

export function quoteIn(chat: Pick<Chat, 'id' | 'title' | 'session_id'>, terminalName: string, text: string): void {
  const file = new File([text], outputName(terminalName, text), { type: 'text/plain' })
  void draftKeeper(chat.id).attach(file, 'paste', text)
  const title = `Added to ${chat.title ?? 'the chat'}`
  const isThere = activePane(workspaceOf(chat.session_id).tree)?.ref === chat.id
  const go = () => showPane(chat.session_id, chatPane(chat.id, chat.title))
  toasts.add({ title, type: 'success', ...(isThere ? {} : { actionProps: { children: 'Go there', onClick: go } }) })
}
