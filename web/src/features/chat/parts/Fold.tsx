import { ChevronRight } from 'lucide-react'
import { useId, type ReactNode } from 'react'
import { cn } from '~/lib/cn'

type Props = {
  open: boolean
  onToggle: () => void
  head: ReactNode
  children: ReactNode
  className?: string
  'data-call'?: string
}

/** One line of 28 px that opens. */
export function Fold({ open, onToggle, head, children, className, 'data-call': call }: Props) {
  const id = useId()
  return (
    <div className={className} data-call={call}>
      <button
        type="button"
        aria-expanded={open}
        aria-controls={open ? id : undefined}
        onClick={onToggle}
        className="group/fold -mx-1.5 flex h-[28px] w-[calc(100%+12px)] items-center gap-2 rounded-md px-1.5 text-left text-xs text-fg-2 hover:bg-bg-2 pointer-coarse:h-11 [&>svg]:size-[15px] [&>svg]:shrink-0 [&>svg]:text-fg-3"
      >
        {head}
        <ChevronRight
          className={cn(
            '!size-[13px] opacity-0 transition-[rotate,opacity] duration-100 group-hover/fold:opacity-100 group-focus-visible/fold:opacity-100 pointer-coarse:opacity-100',
            open && 'rotate-90 opacity-100',
          )}
        />
      </button>
      {open && <div id={id}>{children}</div>}
    </div>
  )
}
