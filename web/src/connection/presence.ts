/**
 * Whether somebody looks at this window, and at what: it is in front, has the focus, and was touched not long ago. The
 * server is told when that changes, so that nobody is notified of what they see, and absences are known.
 */
import { create } from 'zustand'
import { tellLook } from './socket'

/** After this long without a key, a touch or a move of the pointer, nobody is there. */
const IDLE_AFTER_MS = 3 * 60_000
const CHECK_EVERY_MS = 15_000
/** A change of what is on the screen is told once it stays. */
const SETTLES_MS = 250
const TOUCHES = ['pointermove', 'pointerdown', 'keydown', 'wheel', 'touchstart'] as const

export interface Presence {
  /** Somebody looks at this window. */
  isLooking: boolean
  /** Chats and terminals on the screen (`chat:<id>`, `terminal:<id>`), whether somebody looks or not. */
  onScreen: readonly string[]
  /** Chats that were marked as unread by hand: being on the screen does not make them read, until they are shown again. */
  kept: readonly string[]
}

export const usePresence = create<Presence>(() => ({ isLooking: false, onScreen: [], kept: [] }))

let touchedAt = Date.now()
let told: string | null = null
let settling: ReturnType<typeof setTimeout> | undefined

const looksNow = (): boolean =>
  document.visibilityState === 'visible' && document.hasFocus() && Date.now() - touchedAt < IDLE_AFTER_MS

/** Whether somebody looks at this window right now. */
export const isLooking = (): boolean => usePresence.getState().isLooking

/** Whether a chat or terminal is on the screen of this window, in front of other windows or not. */
export const isOnScreen = (topic: string): boolean =>
  document.visibilityState === 'visible' && usePresence.getState().onScreen.includes(topic)

export const keepUnread = (chatId: string): void => usePresence.setState(({ kept }) => ({ kept: [...new Set([...kept, chatId])] }))

export function forgetKept(chatId: string): void {
  if (usePresence.getState().kept.includes(chatId)) usePresence.setState(({ kept }) => ({ kept: kept.filter((id) => id !== chatId) }))
}

/** Whether to show a chat as unread: what is before your eyes will be read in a moment. */
export const showsUnread = ({ id, unread }: { id: string; unread: boolean }, { onScreen, kept }: Presence): boolean =>
  unread && (!onScreen.includes(`chat:${id}`) || kept.includes(id))

/** The same of a terminal. */
export const showsNews = ({ id, unread }: { id: string; unread: boolean }, { onScreen }: Presence): boolean =>
  unread && !onScreen.includes(`terminal:${id}`)

/** Says what is on the screen. */
export function setOnScreen(onScreen: readonly string[]): void {
  if (onScreen.join() === usePresence.getState().onScreen.join()) return
  usePresence.setState({ onScreen })
  clearTimeout(settling)
  settling = setTimeout(tell, SETTLES_MS)
}

/** Follows the window. Returns what ends it. */
export function followPresence(): () => void {
  const touch = () => {
    touchedAt = Date.now()
    if (!isLooking()) look()
  }
  touch()
  for (const name of TOUCHES) window.addEventListener(name, touch, { passive: true, capture: true })
  window.addEventListener('focus', touch)
  window.addEventListener('blur', look)
  document.addEventListener('visibilitychange', look)
  const timer = setInterval(look, CHECK_EVERY_MS)
  return () => {
    for (const name of TOUCHES) window.removeEventListener(name, touch, { capture: true })
    window.removeEventListener('focus', touch)
    window.removeEventListener('blur', look)
    document.removeEventListener('visibilitychange', look)
    clearInterval(timer)
    clearTimeout(settling)
    told = null
    usePresence.setState({ isLooking: false })
  }
}

function look(): void {
  const now = looksNow()
  if (now === isLooking()) return
  usePresence.setState({ isLooking: now })
  tell()
}

function tell(): void {
  const { isLooking: looks, onScreen } = usePresence.getState()
  const telling = looks ? onScreen.join() : null
  if (telling === told) return
  told = telling
  tellLook(looks ? onScreen : null)
}
