import { ChevronDown } from 'lucide-react'
import { WorkplaceButton } from './WorkplaceButton'

/** Above the message: where another company's agent will work. */
export function WorkplaceLine({ sessionId }: { sessionId: string }) {
  return (
    <WorkplaceButton
      sessionId={sessionId}
      side="top"
      render={({ label, icon, workplace }) => (
        <button
          type="button"
          className="flex h-[28px] max-w-full items-center gap-1.5 rounded-t-xl px-3 text-2xs text-fg-3 hover:text-fg-1 pointer-coarse:h-11 pointer-coarse:text-xs [&>svg]:size-[13px] [&>svg]:shrink-0"
        >
          {icon}
          <span className="truncate">
            Works in: {label}
            {workplace.setup && !workplace.setup.trusted && ' · setup waits for your trust'}
          </span>
          <ChevronDown className="!size-3" />
        </button>
      )}
    />
  )
}
