/** What is going on in a chat, a session or a project: decided here, for every place that shows it. */
import type { LiveStatus } from '~/wire/types'

/** A chat, a session or a project, as the server describes it. */
export interface Live {
  status: LiveStatus
  unread?: boolean
  failed?: boolean
}

export type LiveLook = 'waits' | 'working' | 'queued' | 'failed' | 'unread' | 'idle'

/** The one thing to show: what needs you first, then what works, then what you have not seen. */
export function lookOf({ status, unread = false, failed = false }: Live): LiveLook {
  if (status === 'blocked') return 'waits'
  if (status === 'running') return 'working'
  if (status === 'pending') return 'queued'
  if (failed) return 'failed'
  return unread ? 'unread' : 'idle'
}

/** The same in words; nothing is said of what rests. */
export const LIVE_WORDS: Record<LiveLook, string> = {
  waits: 'Waits for your answer',
  working: 'Working',
  queued: 'Queued',
  failed: 'Failed, not seen yet',
  unread: 'New since you looked',
  idle: '',
}
