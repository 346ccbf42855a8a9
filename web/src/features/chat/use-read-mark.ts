import { useQuery } from '@tanstack/react-query'
import { useEffect, useRef, type RefObject } from 'react'
import { markSeen } from '~/connection/chat-api'
import { isLive } from '~/connection/chat-reducer'
import { chatFeed, useChat, type ChatView } from '~/connection/chat-store'
import { forgetKept, isLooking } from '~/connection/presence'
import { chatQuery } from '~/wire/queries'

const READ_AFTER_MS = 1200

/**
 * Tells the server what was read to its end, and which bad ends were seen, while the pane is really looked at.
 * What was marked as unread by hand stays so until the chat has news, or is left and shown again.
 */
export function useReadMark(chatId: string, pane: RefObject<HTMLElement | null>): void {
  const isUnread = useQuery(chatQuery(chatId)).data?.unread ?? false
  const end = useChat(chatId, endToRead)
  const hasMore = useChat(chatId, ({ chat, log }) => chat !== null && (chat.unread || log.seq > chat.head_seq))
  const bad = useChat(chatId, unseenEnds)
  /** Up to where it was read since it is shown. */
  const read = useRef<number | null>(null)
  useEffect(() => {
    const timer = setInterval(() => {
      const isShown = pane.current?.checkVisibility() === true
      if (!isShown) {
        read.current = null
        forgetKept(chatId)
      }
      if (!isShown || !isLooking()) return
      for (const id of bad.split(' ').filter(Boolean)) markSeen(id).catch(() => undefined)
      if (end === null) return
      const isNews = read.current === null || end > read.current
      read.current = end
      if (isNews) forgetKept(chatId)
      // Not told now is told at the next visit.
      if (isNews && (isUnread || hasMore)) chatFeed(chatId).patch({ read_seq: end }).catch(() => undefined)
    }, READ_AFTER_MS)
    return () => clearInterval(timer)
  }, [chatId, isUnread, end, hasMore, bad, pane])
}

/** Where the chat ends now; null while an answer still grows. */
function endToRead({ chat, log }: ChatView): number | null {
  if (!chat || !log.synced || (isLive(log.task) && log.task?.state !== 'blocked')) return null
  return log.seq
}

/** Tasks that ended badly and were not looked at yet: their ids in one string, which compares by value. */
function unseenEnds({ log }: ChatView): string {
  const bad = Object.values(log.tasks).filter(({ state, seen_at }) => (state === 'failed' || state === 'interrupted') && !seen_at)
  return bad.map(({ id }) => id).join(' ')
}
