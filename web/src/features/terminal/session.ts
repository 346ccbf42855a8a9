/** One terminal in this window: its screen and its connection, outside the panes that show it. */
import { useStore } from 'zustand'
import { createStore, type StoreApi } from 'zustand/vanilla'
import { getTerminal, restartTerminal } from '~/connection/terminal-api'
import { TerminalConnection, type TerminalPhase } from '~/connection/terminal-connection'
import { Acknowledgements } from '~/connection/terminal-flow'
import { copyText } from '~/lib/clipboard'
import { toastError } from '~/ui/toast'
import type { Terminal, TerminalServerFrame } from '~/wire/types'
import { isSticky, NOT_STICKY, withModifiers, type Arrow, type Sticky } from './keys'
import { knownTerminals } from './known'
import { pasteAsked } from './paste'
import type { Room } from './room'
import { Screen } from './screen'

export interface TerminalView {
  phase: TerminalPhase
  terminal: Terminal | null
  /** What the program calls its window. */
  title: string
  size: Room | null
  room: Room | null
  /** The size is this window's, whatever others have room for. */
  isFitted: boolean
  /** What a program wants on the clipboard. */
  wanted: string | null
  hasSelection: boolean
  isSearching: boolean
  /** What is printed is shown as text to select from. */
  isSelecting: boolean
  sticky: Sticky
}

const BLANK: TerminalView = {
  phase: 'connecting',
  terminal: null,
  title: '',
  size: null,
  room: null,
  isFitted: false,
  wanted: null,
  hasSelection: false,
  isSearching: false,
  isSelecting: false,
  sticky: NOT_STICKY,
}
/** How long a screen that no pane shows is kept up to date. */
const LINGER_MS = 60_000
const SHELL_STARTS_MS = 2500
const encoder = new TextEncoder()
/** Synchronised output: the screen is drawn when it ends; tmux ends it when it has drawn. */
const HOLD = encoder.encode('\x1b[?2026h')
const LET_GO = encoder.encode('\x1b[?2026l')
const HELD_MS = 120

export class TerminalSession {
  readonly store: StoreApi<TerminalView> = createStore(() => BLANK)
  readonly screen: Screen
  private connection: TerminalConnection | undefined
  private acknowledgements = new Acknowledgements(0)
  /** Bytes of the snapshot that are still to come. */
  private snapshotLeft = 0
  /** What the terminal answers to the past is not sent: somebody answered it then. */
  private isReplaying = false
  /** Lines that had left the screen when the snapshot was there. */
  private pastThen = 0
  private hasNews = false
  private sought: { text: string; caseSensitive: boolean } | undefined
  private scrolledBack = 0
  private holders = 0
  private lingering: ReturnType<typeof setTimeout> | undefined
  private readonly waiting = new Set<() => void>()

  constructor(
    readonly id: string,
    private readonly onRest: () => void,
  ) {
    this.screen = new Screen('Terminal', {
      onInput: (text) => this.input(text),
      onBinary: (bytes) => this.sendBytes(Uint8Array.from(bytes, (character) => character.charCodeAt(0))),
      onRoom: (room) => this.onRoom(room),
      onSelection: (hasSelection) => this.store.setState({ hasSelection }),
      onSearch: () => this.search(),
      onPaste: (text) => void this.paste(text),
      onScrollBack: () => this.catchUp(),
      onSelect: () => this.select(true),
    })
  }

  /** Shows the screen in `host` until the returned function is called. */
  mount(host: HTMLElement): () => void {
    clearTimeout(this.lingering)
    this.holders += 1
    const unmount = this.screen.mount(host)
    if (!this.connection) void this.screen.ready().then(() => this.holders > 0 && this.connect())
    return () => {
      unmount()
      if (--this.holders === 0) this.lingering = setTimeout(() => this.rest(), LINGER_MS)
    }
  }

  /** Takes the focus, as soon as a pane shows it. */
  focusSoon(): void {
    if (this.screen.element.checkVisibility()) this.screen.focus()
    else requestAnimationFrame(() => this.screen.element.isConnected && this.screen.focus())
  }

  /** Types text as if by keyboard, under the modifiers of the key bar. */
  input(text: string): void {
    if (this.isReplaying && !this.screen.isActedOn) return
    const { sticky } = this.store.getState()
    const isTyped = isSticky(sticky) && [...text].length === 1
    if (isTyped) this.store.setState({ sticky: NOT_STICKY })
    this.sendBytes(encoder.encode(isTyped ? withModifiers(text, sticky) : text))
  }

  arrow(arrow: Arrow): void {
    const { sticky } = this.store.getState()
    this.store.setState({ sticky: NOT_STICKY })
    this.sendBytes(encoder.encode(this.screen.arrow(arrow, sticky)))
  }

  hold(modifier: keyof Sticky): void {
    this.store.setState(({ sticky }) => ({ sticky: { ...sticky, [modifier]: !sticky[modifier] } }))
  }

  /** Waits until something pasted would arrive: connected, and the shell at its prompt. */
  async settled(): Promise<void> {
    const deadline = Date.now() + SHELL_STARTS_MS
    while (!this.isSettled(Date.now() > deadline) && Date.now() < deadline + SHELL_STARTS_MS) await this.nextOutput()
  }

  private get isBracketed(): boolean {
    return this.screen.term.modes.bracketedPasteMode
  }

  /** Pastes text at the prompt; asks first where that would run it. */
  paste(text: string): Promise<void> {
    return pasteAsked(this.screen, this.store.getState().terminal?.name ?? 'the terminal', text)
  }

  fit(on: boolean): void {
    this.connection?.send({ op: 'fit', on })
  }

  toggleFit(): void {
    this.fit(!this.store.getState().isFitted)
  }

  /** Shows what is printed as text that can be selected by touch, or ends that. */
  select(isSelecting: boolean): void {
    this.store.setState({ isSelecting })
  }

  async takeClipboard(isAllowed: boolean): Promise<void> {
    const { wanted } = this.store.getState()
    this.store.setState({ wanted: null })
    if (isAllowed && wanted !== null) await copyText(wanted).catch((error: unknown) => toastError('It was not copied', error))
    this.screen.focus()
  }

  /** Begins a search. What flew by faster than it was shown is fetched, so that it is found, too. */
  search(): void {
    this.catchUp()
    this.store.setState({ isSearching: true })
  }

  /** Fetches what flew by faster than it was shown, if anything did. */
  private catchUp(): void {
    if (!this.hasNews || this.isReplaying) return
    this.hasNews = false
    this.connection?.send({ op: 'history', scrolled: Math.max(0, this.screen.past - this.pastThen) })
  }

  /** Goes to the next match or the one before. What is sought stays sought when the screen is made anew. */
  find(text: string, direction: 'next' | 'previous', { isTyping = false, caseSensitive = false } = {}): void {
    this.sought = { text, caseSensitive }
    this.screen.find(text, direction, { isTyping, caseSensitive })
  }

  endSearch(): void {
    this.sought = undefined
    this.screen.endSearch()
    this.store.setState({ isSearching: false })
    this.screen.focus()
  }

  /** Starts it again where it began. Failures are told. */
  async restart(): Promise<void> {
    try {
      this.takeTerminal(await restartTerminal(this.id))
      // An open connection goes on with it; what is typed while another one is made would be lost.
      if (!this.connection?.isOpen) this.connection?.reconnect()
      this.screen.focus()
    } catch (error) {
      toastError('The terminal was not started again', error)
    }
  }

  reconnect(): void {
    this.connection?.reconnect()
  }

  private connect(): void {
    this.store.setState({ room: this.screen.fill() })
    this.connection ??= new TerminalConnection(this.id, () => this.screen.room(), {
      onPhase: (phase) => this.store.setState({ phase }),
      onFrame: (frame) => this.onFrame(frame),
      onBytes: (bytes) => this.onBytes(bytes),
    })
  }

  private rest(): void {
    this.connection?.close()
    this.screen.dispose()
    this.onRest()
  }

  private sendBytes(bytes: Uint8Array<ArrayBuffer>): void {
    if (this.store.getState().terminal?.state === 'running') this.connection?.type(bytes)
  }

  private onRoom(room: Room): void {
    this.store.setState({ room })
    this.connection?.send({ op: 'resize', ...room })
  }

  private onFrame(frame: TerminalServerFrame): void {
    switch (frame.type) {
      case 'hello':
        this.acknowledgements = new Acknowledgements(frame.credit)
        this.store.setState({ isFitted: false, wanted: null, title: '' })
        this.takeTerminal(frame.terminal)
        break
      case 'snapshot':
        this.begin({ cols: frame.cols, rows: frame.rows }, frame.bytes)
        break
      case 'resized':
        this.screen.inOrder(() => this.screen.resize(frame))
        this.store.setState({ size: { cols: frame.cols, rows: frame.rows }, isFitted: frame.fitted ?? false })
        break
      case 'terminal':
        this.takeTerminal(frame.terminal)
        break
      case 'exit':
        this.end('exited', frame.code)
        break
      case 'lost':
        this.end('lost', null)
        break
      case 'title':
        this.store.setState({ title: frame.text })
        break
      case 'clipboard':
        this.store.setState({ wanted: frame.text })
        break
      case 'error':
        toastError('The terminal refused that', frame.message)
        break
      case 'pong':
        break
    }
  }

  private begin(size: Room, bytes: number): void {
    this.snapshotLeft = bytes
    this.isReplaying = true
    this.hasNews = false
    this.store.setState({ size })
    this.screen.inOrder(() => {
      this.scrolledBack = this.screen.scrolledBack
      this.screen.term.reset()
      this.screen.resize(size)
    })
    // Drawn when all of it is there: who scrolls back meanwhile sees no flicker.
    this.screen.write(HOLD, () => bytes === 0 && this.onReplayed())
  }

  private onReplayed(): void {
    this.isReplaying = false
    this.pastThen = this.screen.past
    this.screen.term.scrollLines(-this.scrolledBack)
    setTimeout(() => this.screen.write(LET_GO, () => undefined), HELD_MS)
    this.tellWaiting()
    if (this.store.getState().isSearching) this.catchUp()
    if (this.sought) this.screen.find(this.sought.text, 'previous', { isTyping: true, caseSensitive: this.sought.caseSensitive })
    // What was measured while it was connecting may be out of date by now.
    const room = this.screen.room()
    this.store.setState({ room })
    this.connection?.send({ op: 'resize', ...room })
  }

  private onBytes(bytes: Uint8Array): void {
    const wasLeft = this.snapshotLeft
    this.snapshotLeft = Math.max(0, wasLeft - bytes.length)
    const isLastOfSnapshot = wasLeft > 0 && this.snapshotLeft === 0
    this.hasNews ||= bytes.length > wasLeft
    const counted = this.acknowledgements
    this.screen.write(bytes, () => {
      if (isLastOfSnapshot) this.onReplayed()
      // Of an older connection nothing is told to a newer one.
      const due = counted === this.acknowledgements ? counted.taken(bytes.length) : 0
      if (due > 0) this.connection?.send({ op: 'ack', bytes: due })
      if (!this.isReplaying) this.tellWaiting()
    })
  }

  private takeTerminal(terminal: Terminal): void {
    this.store.setState({ terminal })
    this.screen.rename(terminal.name)
  }

  private end(state: 'exited' | 'lost', code: number | null): void {
    this.store.setState(({ terminal }) => ({ terminal: terminal && { ...terminal, state, exit_code: code, command: null } }))
    this.tellWaiting()
    // It was lost before this window ever saw it.
    if (!this.store.getState().terminal) void this.ask()
  }

  private async ask(): Promise<void> {
    const terminal = await getTerminal(this.id).catch(() => null)
    if (terminal) this.takeTerminal(terminal)
  }

  private isSettled(isLate: boolean): boolean {
    const { phase, terminal } = this.store.getState()
    if (terminal && terminal.state !== 'running') return true
    return phase === 'open' && !this.isReplaying && (this.isBracketed || isLate)
  }

  private nextOutput(): Promise<void> {
    return new Promise((resolve) => {
      const done = () => {
        clearTimeout(timer)
        this.waiting.delete(done)
        resolve()
      }
      const timer = setTimeout(done, 300)
      this.waiting.add(done)
    })
  }

  private tellWaiting(): void {
    for (const done of this.waiting) done()
  }
}

/** The terminal of this id; there is one per window, whichever panes show it. */
export function terminalSession(id: string): TerminalSession {
  const known = knownTerminals.get(id)
  if (known) return known
  const made = new TerminalSession(id, () => knownTerminals.delete(id))
  knownTerminals.set(id, made)
  return made
}

export const useTerminalView = <T>(session: TerminalSession, pick: (view: TerminalView) => T): T => useStore(session.store, pick)
