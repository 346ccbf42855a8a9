/**
 * The socket of one terminal: comes back by itself, and starts over with a fresh snapshot each time.
 *
 * Nothing is kept for later: what is typed while there is no connection is refused, so that nobody types blindly.
 */
import type { TerminalClientFrame, TerminalServerFrame } from '~/wire/types'
import { signedOut } from './auth'
import { onOpened } from './socket'
import { afterClose, frames, waitBefore } from './terminal-flow'

/** At rest, nothing comes before somebody starts it again. */
export type TerminalPhase = 'connecting' | 'open' | 'lost' | 'rest' | 'gone' | 'refused'

export interface TerminalListener {
  onPhase: (phase: TerminalPhase) => void
  onFrame: (frame: TerminalServerFrame) => void
  onBytes: (bytes: Uint8Array) => void
}

const PING_EVERY_MS = 15_000
const DEAD_AFTER_MS = 40_000
/** After a sleep the browser may still call a dead connection open. */
const SUSPECT_AFTER_MS = 20_000

export class TerminalConnection {
  private socket: WebSocket | undefined
  private attempt = 0
  private timer: ReturnType<typeof setTimeout> | undefined
  private heartbeat: ReturnType<typeof setInterval> | undefined
  private readonly unfollow: () => void
  private lastFrameAt = 0
  private isClosed = false
  /** Only on being told to does it come back. */
  private isResting = false

  constructor(
    private readonly id: string,
    /** How much room there is on the screen. */
    private readonly room: () => { cols: number; rows: number },
    private readonly listener: TerminalListener,
  ) {
    window.addEventListener('online', this.wake)
    document.addEventListener('visibilitychange', this.wake)
    // The server is back: what told so first tells the others.
    this.unfollow = onOpened(this.wake)
    this.heartbeat = setInterval(() => this.beat(), PING_EVERY_MS)
    this.connect()
  }

  get isOpen(): boolean {
    return this.socket?.readyState === WebSocket.OPEN
  }

  /** Sends a control frame now, or drops it: the next connection begins with what counts. */
  send(frame: TerminalClientFrame): void {
    if (this.isOpen) this.socket?.send(JSON.stringify(frame))
  }

  /** Sends what was typed; false when there is nobody to take it. */
  type(bytes: Uint8Array<ArrayBuffer>): boolean {
    if (!this.isOpen) return false
    for (const frame of frames(bytes)) this.socket?.send(frame)
    return true
  }

  /** Tries again now, with a fresh snapshot. */
  reconnect(): void {
    if (this.isClosed) return
    this.isResting = false
    this.drop()
    this.connect()
  }

  close(): void {
    this.isClosed = true
    clearTimeout(this.timer)
    clearInterval(this.heartbeat)
    this.unfollow()
    window.removeEventListener('online', this.wake)
    document.removeEventListener('visibilitychange', this.wake)
    this.drop()
  }

  private connect(): void {
    clearTimeout(this.timer)
    const { cols, rows } = this.room()
    const scheme = location.protocol === 'https:' ? 'wss' : 'ws'
    const socket = new WebSocket(`${scheme}://${location.host}/api/terminals/${this.id}/ws?cols=${cols}&rows=${rows}`)
    socket.binaryType = 'arraybuffer'
    socket.addEventListener('message', (event) => this.receive(socket, event.data as string | ArrayBuffer))
    socket.addEventListener('close', (event) => this.onClose(socket, event.code))
    this.socket = socket
    this.lastFrameAt = Date.now()
  }

  private drop(): void {
    const old = this.socket
    this.socket = undefined
    old?.close()
  }

  private receive(socket: WebSocket, data: string | ArrayBuffer): void {
    if (socket !== this.socket) return
    this.lastFrameAt = Date.now()
    if (typeof data !== 'string') {
      this.listener.onBytes(new Uint8Array(data))
      return
    }
    const frame = JSON.parse(data) as TerminalServerFrame
    if (frame.type === 'hello') {
      this.attempt = 0
      this.listener.onPhase('open')
    }
    this.listener.onFrame(frame)
  }

  private onClose(socket: WebSocket, code: number): void {
    if (socket !== this.socket) return
    this.socket = undefined
    const next = afterClose(code)
    if (next === 'signed-out') signedOut()
    if (next === 'gone' || next === 'refused' || next === 'rest') this.listener.onPhase(next)
    this.isResting = next !== 'again'
    if (this.isResting) return
    this.listener.onPhase('lost')
    // A page that nobody sees waits until it is looked at again.
    if (document.visibilityState === 'visible') this.timer = setTimeout(() => this.reconnect(), waitBefore(this.attempt++))
  }

  private beat(): void {
    if (!this.isOpen) return
    if (Date.now() - this.lastFrameAt > DEAD_AFTER_MS) this.reconnect()
    else this.send({ op: 'ping' })
  }

  /** The network or the person came back: do not wait for a back-off or a heartbeat to notice. */
  private readonly wake = (): void => {
    if (document.visibilityState !== 'visible') return
    if (this.isOpen && Date.now() - this.lastFrameAt < SUSPECT_AFTER_MS) this.send({ op: 'ping' })
    else if (!this.isResting && this.socket?.readyState !== WebSocket.CONNECTING) this.reconnect()
  }
}
