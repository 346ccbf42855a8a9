/** What of the notifications is worth a word in this window. Pure. */
import { PREFERENCE } from '~/lib/notification-words'
import type { NotificationPreferences } from '~/lib/preferences'
import type { Notification } from '~/wire/types'

/** What happened longer ago belongs to the digest. */
const FRESH_MS = 2 * 60_000

export interface Circumstances {
  known: ReadonlySet<number>
  wanted: NotificationPreferences
  /** Whether a chat or terminal (`chat:<id>`) is on the screen here. */
  isOnScreen: (topic: string) => boolean
  now: number
}

export const topicOf = ({ terminal_id: terminal, chat_id: chat }: Notification): string =>
  terminal ? `terminal:${terminal}` : `chat:${chat}`

export const isWanted = ({ kind }: Notification, wanted: NotificationPreferences): boolean => wanted[PREFERENCE[kind]]

/** What is new, wanted, seen by nobody, and neither here nor elsewhere before somebody's eyes; the oldest first. */
export function newsIn(all: readonly Notification[], { known, wanted, isOnScreen, now }: Circumstances): Notification[] {
  const isNews = (one: Notification) =>
    !one.seen && !one.watched && !known.has(one.id) && isWanted(one, wanted) && !isOnScreen(topicOf(one)) && now - Date.parse(one.at) < FRESH_MS
  return all.filter(isNews).toReversed()
}
