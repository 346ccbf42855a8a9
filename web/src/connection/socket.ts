/**
 * The one socket of this browser: opens after login, comes back by itself, and ends at logout.
 *
 * Nothing is sent while it is down: on every opening all subscriptions are made again from where they were.
 */
import { WebSocket as ReconnectingSocket } from 'partysocket'
import { create } from 'zustand'
import type { Changed, ServerFrame } from '~/wire/types'
import { signedOut } from './auth'
import { Subscriptions, type ChatListener } from './subscriptions'

export type { ChatListener } from './subscriptions'
export type ConnectionState = 'connecting' | 'open' | 'lost'

const CHECK_EVERY_MS = 10_000
const DEAD_AFTER_MS = 40_000
/** After a sleep the browser may still call a dead connection open. */
const SUSPECT_AFTER_MS = 20_000
const UNAUTHORIZED = 4401
const FORBIDDEN_ORIGIN = 4403

interface Connection {
  state: ConnectionState
  /** Why it will not come back by itself, as a sentence; usually null. */
  refusal: string | null
}

/** The connection as the UI shows it. `lost` only after it was open or failed once. */
export const useConnection = create<Connection>(() => ({ state: 'connecting', refusal: null }))

let socket: ReconnectingSocket | undefined
let heartbeat: ReturnType<typeof setInterval> | undefined
let lastFrameAt = 0
const changeListeners = new Set<(frame: Changed) => void>()
const openListeners = new Set<() => void>()

const subscriptions = new Subscriptions(
  (frame) => {
    if (socket?.readyState === WebSocket.OPEN) socket.send(JSON.stringify(frame))
  },
  (frame) => changeListeners.forEach((listener) => listener(frame)),
)

/**
 * Follows the events of a chat after sequence number `after` (from `GET /chats/{id}/messages`).
 * Survives reconnects: events come in order, each exactly once. Returns what ends it.
 * One follower per chat; a second one takes the place of the first.
 */
export function subscribeChat(chatId: string, after: number, listener: ChatListener): () => void {
  return subscriptions.followChat(chatId, after, listener)
}

/** Follows the invalidations of `app` or `session:<id>`; they reach everyone given to `onChanged`. */
export function subscribeChanges(topic: 'app' | `session:${string}`): () => void {
  return subscriptions.followChanges(topic)
}

/** Calls `listener` with every invalidation. */
export function onChanged(listener: (frame: Changed) => void): () => void {
  changeListeners.add(listener)
  return () => changeListeners.delete(listener)
}

/** Calls `listener` whenever a connection opened: what is not sequenced may have been missed. */
export function onOpened(listener: () => void): () => void {
  openListeners.add(listener)
  return () => openListeners.delete(listener)
}

/** Tells the server what somebody looks at in this window; null when nobody does. A lost connection says the same. */
export const tellLook = (seeing: readonly string[] | null): void => subscriptions.look(seeing)

/** Opens the socket and keeps it open. */
export function openSocket(): void {
  if (socket) return
  const scheme = location.protocol === 'https:' ? 'wss' : 'ws'
  socket = new ReconnectingSocket(`${scheme}://${location.host}/api/ws`, [], {
    minReconnectionDelay: 200,
    maxReconnectionDelay: 3000, // a server of one's own is back within seconds
    reconnectionDelayGrowFactor: 1.7,
    connectionTimeout: 5000,
    maxEnqueuedMessages: 0,
  })
  socket.addEventListener('open', onSocketOpen)
  socket.addEventListener('close', (event) => onSocketClose(event.code))
  socket.addEventListener('message', (event) => receive(String(event.data)))
  heartbeat = setInterval(checkAlive, CHECK_EVERY_MS)
  window.addEventListener('online', wake)
  document.addEventListener('visibilitychange', wake)
}

/** Closes the socket for good. Subscriptions stay and are made again by the next `openSocket`. */
export function closeSocket(): void {
  clearInterval(heartbeat)
  window.removeEventListener('online', wake)
  document.removeEventListener('visibilitychange', wake)
  const closing = socket
  socket = undefined
  closing?.close()
  useConnection.setState({ state: 'connecting', refusal: null })
}

/** Tries again now instead of after the back-off. */
export function reconnectNow(): void {
  socket?.reconnect()
}

function onSocketOpen(): void {
  lastFrameAt = Date.now()
  useConnection.setState({ state: 'open', refusal: null })
  subscriptions.opened()
  for (const listener of openListeners) listener()
}

function onSocketClose(code: number): void {
  if (!socket) return
  if (code === UNAUTHORIZED) {
    signedOut()
  } else if (code === FORBIDDEN_ORIGIN) {
    closeSocket()
    useConnection.setState({
      state: 'lost',
      refusal: `The server does not serve ${location.origin}. Add this name to BOOCODE_ALLOWED_HOSTS.`,
    })
  } else {
    useConnection.setState({ state: 'lost' })
  }
}

function receive(text: string): void {
  lastFrameAt = Date.now()
  const frame = JSON.parse(text) as ServerFrame
  // The server hears from us as often as we from it, also while the browser slows the timers of a hidden page.
  if ('type' in frame && frame.type === 'ping') subscriptions.ping()
  else subscriptions.receive(frame)
}

/** The server sends something at least every 15 s: silence means that the connection is dead. */
function checkAlive(): void {
  if (socket?.readyState !== WebSocket.OPEN) return
  if (Date.now() - lastFrameAt > DEAD_AFTER_MS) socket.reconnect()
}

/** The network or the user came back: do not wait for a back-off or a heartbeat to notice. */
function wake(): void {
  if (document.visibilityState !== 'visible' || !socket) return
  const isOpen = socket.readyState === WebSocket.OPEN
  if (isOpen && Date.now() - lastFrameAt < SUSPECT_AFTER_MS) subscriptions.ping()
  else socket.reconnect()
}
