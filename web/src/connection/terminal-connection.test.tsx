import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { TerminalConnection, type TerminalPhase } from './terminal-connection'

/** The browser's socket, as far as the connection sees it. */
class FakeSocket extends EventTarget {
  static readonly made: FakeSocket[] = []
  static readonly CONNECTING = 0
  static readonly OPEN = 1
  readyState = 0
  binaryType = ''
  readonly sent: unknown[] = []
  constructor(readonly url: string) {
    super()
    FakeSocket.made.push(this)
  }
  send(data: unknown) {
    this.sent.push(data)
  }
  close() {
    this.readyState = 3
  }
  open() {
    this.readyState = FakeSocket.OPEN
    this.say({ type: 'hello', credit: 800 })
  }
  say(frame: unknown) {
    this.dispatchEvent(new MessageEvent('message', { data: JSON.stringify(frame) }))
  }
  end(code: number) {
    this.readyState = 3
    this.dispatchEvent(new CloseEvent('close', { code }))
  }
}

const phases: TerminalPhase[] = []
let connection: TerminalConnection
const last = () => FakeSocket.made.at(-1) as FakeSocket

beforeEach(() => {
  vi.useFakeTimers()
  vi.stubGlobal('WebSocket', FakeSocket)
  FakeSocket.made.length = 0
  phases.length = 0
  connection = new TerminalConnection('one', () => ({ cols: 90, rows: 30 }), {
    onPhase: (phase) => phases.push(phase),
    onFrame: () => {},
    onBytes: () => {},
  })
})

afterEach(() => {
  connection.close()
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

it('says how much room there is, and refuses what is typed before it is open', () => {
  expect(last().url).toContain('/api/terminals/one/ws?cols=90&rows=30')
  expect(connection.type(new Uint8Array([1]))).toBe(false)
  last().open()
  expect(connection.type(new Uint8Array([1]))).toBe(true)
  expect(phases).toEqual(['open'])
})

it('comes back after a cut, later each time', () => {
  last().open()
  last().end(1006)
  expect(phases).toEqual(['open', 'lost'])
  vi.advanceTimersByTime(200)
  expect(FakeSocket.made).toHaveLength(2)
  last().end(1006)
  vi.advanceTimersByTime(200)
  expect(FakeSocket.made).toHaveLength(2)
  vi.advanceTimersByTime(200)
  expect(FakeSocket.made).toHaveLength(3)
})

it('does not come back to a terminal that is gone, or lost, before it is told to', () => {
  for (const code of [4404, 1000]) {
    last().end(code)
    const made = FakeSocket.made.length
    vi.advanceTimersByTime(60_000)
    window.dispatchEvent(new Event('online'))
    expect(FakeSocket.made).toHaveLength(made)
    connection.reconnect()
    expect(FakeSocket.made).toHaveLength(made + 1)
  }
})

it('takes silence for a dead connection', () => {
  last().open()
  vi.advanceTimersByTime(15_000)
  expect(last().sent).toContain('{"op":"ping"}')
  last().say({ type: 'pong' })
  vi.advanceTimersByTime(60_000)
  expect(FakeSocket.made).toHaveLength(2)
})

it('hears nothing of a socket it has left', () => {
  last().open()
  const old = last()
  connection.reconnect()
  old.end(1006)
  old.say({ type: 'hello', credit: 1 })
  expect(phases).toEqual(['open'])
})
