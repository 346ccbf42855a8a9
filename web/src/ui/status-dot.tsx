import { cn } from '~/lib/cn'
import type { LiveStatus } from '~/wire/types'

interface StatusDotProps {
  status: LiveStatus
  unread?: boolean
  className?: string
}

/** What is going on in there: working, waiting for you, new since you looked, or nothing (no dot). */
export function StatusDot({ status, unread = false, className }: StatusDotProps) {
  const [label, look] = lookOf(status, unread)
  if (!label) return null
  return (
    <span
      role="img"
      aria-label={label}
      title={label}
      className={cn('grid size-[14px] shrink-0 place-items-center', className)}
    >
      <span className={cn('size-[7px] rounded-full', look)} />
    </span>
  )
}

function lookOf(status: LiveStatus, unread: boolean): [label: string, look: string] {
  switch (status) {
    case 'blocked':
      return ['Waits for your answer', 'bg-warn ring-2 ring-warn/25']
    case 'running':
      return ['Working', 'bg-accent animate-[breathe_1.6s_ease-in-out_infinite]']
    case 'pending':
      return ['Queued', 'border-[1.5px] border-accent']
    case 'idle':
      return unread ? ['New since you looked', 'bg-info'] : ['', '']
  }
}
