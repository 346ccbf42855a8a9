import { useEffect, type RefObject } from 'react'
import { markSeen } from '~/connection/chat-api'
import { chatFeed, useChat, type ChatView } from '~/connection/chat-store'
import { isLive } from '~/connection/chat-reducer'

const READ_AFTER_MS = 1200

/** Tells the server what was read to its end, and which bad ends were seen, while the pane is really looked at. */
export function useReadMark(chatId: string, pane: RefObject<HTMLElement | null>): void {
  const seq = useChat(chatId, unreadSeq)
  const bad = useChat(chatId, unseenEnds)
  useEffect(() => {
    if (seq === null && !bad) return
    const timer = setInterval(() => {
      const isSeen = document.visibilityState === 'visible' && (pane.current?.offsetParent ?? null) !== null
      if (!isSeen) return
      clearInterval(timer)
      // Not told now is told at the next visit.
      if (seq !== null) chatFeed(chatId).patch({ read_seq: seq }).catch(() => undefined)
      for (const id of bad.split(' ').filter(Boolean)) markSeen(id).catch(() => undefined)
    }, READ_AFTER_MS)
    return () => clearInterval(timer)
  }, [chatId, seq, bad, pane])
}

/** What there is to mark as read; null while an answer still grows, or when nothing is new. */
function unreadSeq({ chat, log }: ChatView): number | null {
  if (!chat || !log.synced || (isLive(log.task) && log.task?.state !== 'blocked')) return null
  return chat.unread || log.seq > chat.head_seq ? log.seq : null
}

/** Tasks that ended badly and were not looked at yet: their ids in one string, which compares by value. */
function unseenEnds({ log }: ChatView): string {
  const bad = Object.values(log.tasks).filter(({ state, seen_at }) => (state === 'failed' || state === 'interrupted') && !seen_at)
  return bad.map(({ id }) => id).join(' ')
}
