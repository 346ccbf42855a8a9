/** xterm.js in a box: an element that panes adopt, so that moving a tab shows the same screen again. */
import { FitAddon } from '@xterm/addon-fit'
import { SearchAddon } from '@xterm/addon-search'
import { Unicode11Addon } from '@xterm/addon-unicode11'
import { WebLinksAddon } from '@xterm/addon-web-links'
import { Terminal } from '@xterm/xterm'
import '@xterm/xterm/css/xterm.css'
import { changeLetterSize, letterSize } from '~/connection/terminal-preferences'
import { copyText } from '~/lib/clipboard'
import { isTerminalShortcut, runCommand } from '~/lib/commands'
import { usePreferences } from '~/lib/preferences'
import { useTheme } from '~/lib/theme'
import { toasts } from '~/ui/toast'
import { arrowKey, NOT_STICKY, verdictOn, type Arrow, type Sticky } from './keys'
import { lookNow, matchColours, modeOf, onLook } from './look'
import { lettersThere, proposedBy } from './measure'
import { readReversed } from './reversed'
import type { Room } from './room'
import { followTouches, type TouchListener } from './touch'

export interface ScreenListener {
  /** Something was typed or pasted, or the terminal answers a program. */
  onInput: (text: string) => void
  onBinary: (bytes: string) => void
  /** So much room is there now. */
  onRoom: (room: Room) => void
  onSelection: (hasSelection: boolean) => void
  onSearch: () => void
  /** The person wants this in the terminal. */
  onPaste: (text: string) => void
  /** The person leaves the end of the screen for what scrolled by. */
  onScrollBack: () => void
  /** The person wants to select text by touch. */
  onSelect: () => void
}

const SCROLLBACK = 10_000
/** Rows that can be selected by touch. */
const MAX_TEXT_ROWS = 2000
const SETTLES_MS = 90
/** What a key or a gesture makes the terminal send comes in this time. */
const ACTS_MS = 30
/** Events that are a person's doing. */
const DEEDS = ['keydown', 'input', 'paste', 'compositionend', 'pointerdown', 'wheel'] as const
const FALLBACK: Room = { cols: 80, rows: 24 }
const isMac = /^Mac|iP/.test(navigator.platform)
const isLinux = navigator.platform.startsWith('Linux')
const isTouch = () => matchMedia('(pointer: coarse)').matches

export class Screen {
  readonly element = document.createElement('div')
  readonly term: Terminal
  private readonly fit = new FitAddon()
  private readonly search = new SearchAddon()
  private readonly ends: (() => void)[] = []
  private isOpen = false
  private actedAt = Number.NEGATIVE_INFINITY
  private timer: ReturnType<typeof setTimeout> | undefined
  private shown: Room | null = null

  constructor(
    name: string,
    private readonly listener: ScreenListener,
  ) {
    this.element.className = 'size-full'
    this.term = new Terminal({
      allowProposedApi: true,
      cursorInactiveStyle: 'outline',
      scrollback: SCROLLBACK,
      macOptionIsMeta: true,
      minimumContrastRatio: 4.5,
      linkHandler: { activate: (event, address) => openLink(event, address) },
      ...lookNow(),
    })
    this.term.loadAddon(this.fit)
    this.term.loadAddon(this.search)
    this.term.loadAddon(new Unicode11Addon())
    this.term.loadAddon(new WebLinksAddon(openLink))
    this.term.unicode.activeVersion = '11'
    this.listen()
    this.rename(name)
    this.ends.push(onLook(() => this.restyle()))
  }

  /** Shows it in `host` until the returned function is called. */
  mount(host: HTMLElement): () => void {
    host.append(this.element)
    if (!this.isOpen) this.open()
    const observer = new ResizeObserver(() => this.measureSoon())
    observer.observe(host)
    return () => {
      observer.disconnect()
      if (this.element.parentElement === host) this.element.remove()
    }
  }

  /** How many cells its place has room for; as it was, while it is hidden. */
  room(): Room {
    const { clientWidth, clientHeight } = this.element
    const proposed = clientWidth > 40 && clientHeight > 30 ? proposedBy(this.fit) : undefined
    if (proposed) this.shown = proposed
    return this.shown ?? FALLBACK
  }

  /** Takes all the room there is: how wide a cell is depends a little on how many there are. */
  fill(): Room {
    this.resize(this.room())
    return this.room()
  }

  /** The letters have to be there before they can be measured. */
  async ready(): Promise<void> {
    const { fontFamily } = this.term.options
    // Only another font makes it measure again.
    if (!(await lettersThere(this.term.options))) Object.assign(this.term.options, { fontFamily: 'monospace' }, { fontFamily })
  }

  write(bytes: Uint8Array, done: () => void): void {
    this.term.write(bytes, done)
  }

  /** What is on the screen and the last of what scrolled by, as text; lines that were wrapped are whole again. */
  lines(): string[] {
    const { active } = this.term.buffer
    const lines: string[] = []
    for (let at = Math.max(0, active.length - MAX_TEXT_ROWS); at < active.length; at++) {
      const row = active.getLine(at)
      const isWhole = active.getLine(at + 1)?.isWrapped !== true
      const text = row?.translateToString(isWhole) ?? ''
      if (row?.isWrapped && lines.length > 0) lines.push((lines.pop() ?? '') + text)
      else lines.push(text)
    }
    while (lines.length > 0 && !lines.at(-1)?.trim()) lines.pop()
    return lines
  }

  /** Does something between what was written before and what will be. */
  inOrder(action: () => void): void {
    this.term.write('', action)
  }

  resize({ cols, rows }: Room): void {
    if (cols !== this.term.cols || rows !== this.term.rows) this.term.resize(cols, rows)
  }

  rename(name: string): void {
    if (this.term.textarea) this.term.textarea.ariaLabel = `${name}: terminal input. F6 leads out of it.`
    this.element.dataset.name = name
  }

  focus(): void {
    this.term.focus()
  }

  /** Whether what is sent now comes of a person, and is no answer to a program. */
  get isActedOn(): boolean {
    return performance.now() - this.actedAt < ACTS_MS
  }

  /** How many lines have left the screen. */
  get past(): number {
    return this.term.buffer.normal.baseY
  }

  /** How many lines the person has scrolled back. */
  get scrolledBack(): number {
    const { baseY, viewportY } = this.term.buffer.active
    return baseY - viewportY
  }

  arrow(arrow: Arrow, sticky: Sticky = NOT_STICKY): string {
    return arrowKey(arrow, sticky, this.term.modes.applicationCursorKeysMode)
  }

  async copySelection(): Promise<void> {
    const text = this.term.getSelection()
    if (text) await copyText(text)
  }

  /** Goes to the next match, or the one before; counts are told by `onResults`. */
  find(text: string, direction: 'next' | 'previous', { isTyping = false, caseSensitive = false } = {}): void {
    const { terminal } = usePreferences.getState()
    const decorations = matchColours(modeOf(terminal, useTheme.getState().mode))
    // It does not notice by itself that only the options have changed.
    if (!text || isTyping) this.search.clearDecorations()
    if (!text) return
    if (direction === 'next') this.search.findNext(text, { decorations, caseSensitive, incremental: isTyping })
    else this.search.findPrevious(text, { decorations, caseSensitive })
  }

  endSearch(): void {
    this.search.clearDecorations()
    this.term.clearSelection()
  }

  onResults(listener: (at: number, count: number) => void): () => void {
    const subscription = this.search.onDidChangeResults(({ resultIndex, resultCount }) => listener(resultIndex, resultCount))
    return () => subscription.dispose()
  }

  dispose(): void {
    clearTimeout(this.timer)
    this.ends.forEach((end) => end())
    this.term.dispose()
    this.element.remove()
  }

  private open(): void {
    this.isOpen = true
    this.term.open(this.element)
    readReversed(this.term)
    this.rename(this.element.dataset.name ?? 'Terminal')
    // Phones keep the plain renderer, and so does a machine that would draw in software.
    if (!isTouch() && hasGraphics()) void this.accelerate()
  }

  private async accelerate(): Promise<void> {
    const { WebglAddon } = await import('@xterm/addon-webgl')
    try {
      const addon = new WebglAddon()
      addon.onContextLoss(() => addon.dispose())
      this.term.loadAddon(addon)
    } catch {
      // The plain renderer stays.
    }
  }

  private listen(): void {
    this.term.onData((text) => this.listener.onInput(text))
    this.term.onBinary((bytes) => this.listener.onBinary(bytes))
    this.term.onSelectionChange(() => this.listener.onSelection(this.term.hasSelection()))
    this.term.attachCustomKeyEventHandler((event) => event.type !== 'keydown' || this.onKey(event))
    this.element.addEventListener('auxclick', (event) => event.button === 1 && this.pastePrimary(event))
    this.element.addEventListener('paste', (event) => this.onPaste(event), true)
    this.element.addEventListener('wheel', (event) => event.deltaY < 0 && this.scrollsBack(), { passive: true, capture: true })
    const onDeed = () => (this.actedAt = performance.now())
    this.ends.push(followTouches(this.element, this.touches()))
    for (const deed of DEEDS) this.element.addEventListener(deed, onDeed, { passive: true, capture: true })
  }

  private scrollsBack(): void {
    if (this.scrolledBack === 0 && this.term.buffer.active.type === 'normal') this.listener.onScrollBack()
  }

  private touches(): TouchListener {
    let [left, size] = [0, 0]
    return {
      onDrag: (pixels, at) => {
        left += pixels / this.rowHeight
        const rows = Math.trunc(left)
        left -= rows
        if (rows !== 0) this.scrollBy(-rows, at)
      },
      onPinch: (ratio, isFirst) => {
        if (isFirst) size = letterSize(usePreferences.getState().terminal)
        else changeLetterSize(size * ratio)
      },
      onLongPress: () => this.listener.onSelect(),
    }
  }

  private get rowHeight(): number {
    return Math.max(8, (this.term.element?.querySelector('.xterm-screen')?.clientHeight ?? 0) / this.term.rows)
  }

  /** Rows of what scrolled by; a program that has the whole screen, or the mouse, is told of a wheel. */
  private scrollBy(rows: number, at: { x: number; y: number }): void {
    const { buffer, modes } = this.term
    if (buffer.active.type === 'normal' && modes.mouseTrackingMode === 'none') {
      if (rows < 0) this.scrollsBack()
      this.term.scrollLines(rows)
      return
    }
    const place = { clientX: at.x, clientY: at.y, bubbles: true, cancelable: true }
    const wheel = () => new WheelEvent('wheel', { deltaY: Math.sign(rows), deltaMode: WheelEvent.DOM_DELTA_LINE, ...place })
    for (let left = Math.abs(rows); left > 0; left--) this.term.element?.querySelector('.xterm-screen')?.dispatchEvent(wheel())
  }

  private onPaste(event: ClipboardEvent): void {
    event.preventDefault()
    event.stopPropagation()
    const text = event.clipboardData?.getData('text/plain')
    if (text) this.listener.onPaste(text)
    else toasts.add({ title: 'There is no text to paste', description: 'A terminal takes text only.', type: 'info' })
  }

  private onKey(event: KeyboardEvent): boolean {
    const hasSelection = this.term.hasSelection()
    if (event.shiftKey && (event.key === 'PageUp' || event.key === 'Home')) this.scrollsBack()
    const verdict = verdictOn(event, { isMac, hasSelection, isCommand: isTerminalShortcut(event) })
    if (verdict === 'send') return true
    if (verdict === 'app') return false
    event.preventDefault()
    event.stopPropagation()
    if (verdict === 'search') this.listener.onSearch()
    if (verdict === 'palette') runCommand('palette')
    if (verdict === 'copy') {
      void this.copySelection()
      if (!event.shiftKey) this.term.clearSelection()
    }
    return false
  }

  /** The middle button pastes what is selected here. On Linux the browser does it, and knows what other programs have selected. */
  private pastePrimary(event: MouseEvent): void {
    if (isLinux || !this.term.hasSelection() || this.term.modes.mouseTrackingMode !== 'none') return
    event.preventDefault()
    this.listener.onPaste(this.term.getSelection())
  }

  private measureSoon(): void {
    clearTimeout(this.timer)
    this.timer = setTimeout(() => this.measure(), SETTLES_MS)
  }

  private measure(): void {
    const before = this.shown
    const { cols, rows } = this.room()
    if (cols !== before?.cols || rows !== before.rows) this.listener.onRoom({ cols, rows })
  }

  private restyle(): void {
    Object.assign(this.term.options, lookNow())
    readReversed(this.term)
    void this.ready().then(() => this.measureSoon())
  }
}

/** Only on purpose: a click alone selects text. Touch has no modifier, so a tap is purpose enough. */
function openLink(event: MouseEvent, address: string): void {
  if (!(event.ctrlKey || event.metaKey || isTouch())) return
  if (/^https?:\/\//i.test(address)) window.open(address, '_blank', 'noopener,noreferrer')
}

/** Whether WebGL is drawn by a graphics chip. */
function hasGraphics(): boolean {
  const context = document.createElement('canvas').getContext('webgl2')
  const names = context?.getExtension('WEBGL_debug_renderer_info')
  const name = names ? String(context?.getParameter(names.UNMASKED_RENDERER_WEBGL)) : ''
  context?.getExtension('WEBGL_lose_context')?.loseContext()
  return context !== null && !/swiftshader|llvmpipe|software|basic render/i.test(name)
}
