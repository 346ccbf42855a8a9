import { cn } from '~/lib/cn'
import { LIVE_WORDS, lookOf, type Live, type LiveLook } from '~/lib/live-status'

/** Told apart by shape as well as by colour: a ring waits, a hollow one is queued, a square failed. */
const LOOKS: Record<LiveLook, string> = {
  waits: 'rounded-full bg-warn ring-2 ring-warn/25',
  working: 'rounded-full bg-accent animate-[breathe_1.6s_ease-in-out_infinite]',
  queued: 'rounded-full border-[1.5px] border-accent',
  failed: 'rounded-[2px] bg-err',
  unread: 'rounded-full bg-info',
  idle: '',
}

/** What is going on in there: working, waiting for you, failed, new since you looked, or nothing (no dot). */
export function StatusDot({ className, ...live }: Live & { className?: string }) {
  const look = lookOf(live)
  const label = LIVE_WORDS[look]
  if (look === 'idle') return null
  return (
    <span
      role="img"
      aria-label={label}
      title={label}
      className={cn('grid size-[14px] shrink-0 place-items-center', className)}
    >
      <span className={cn('size-[7px]', LOOKS[look])} />
    </span>
  )
}
