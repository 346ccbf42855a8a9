import { WorkplaceButton } from './WorkplaceButton'

/** In the header: the worktree of the session in view. On a phone only its sign. */
export default function WorkplaceChip({ sessionId, isPhone = false }: { sessionId: string; isPhone?: boolean }) {
  return (
    <WorkplaceButton
      sessionId={sessionId}
      side="bottom"
      render={({ label, icon }) =>
        isPhone ? (
          <button
            type="button"
            aria-label={`Agents work in: ${label}`}
            className="grid size-11 shrink-0 place-items-center rounded-md text-fg-2 hover:bg-bg-2 [&>svg]:size-[18px]"
          >
            {icon}
          </button>
        ) : (
          <button
            type="button"
            title="Where agents of others work in this session"
            className="ml-1 flex h-[22px] max-w-56 min-w-14 shrink-[9] items-center gap-1 rounded-full border border-line bg-bg-1 px-2 text-2xs text-fg-2 hover:border-line-2 hover:text-fg-1 [&>svg]:size-3 [&>svg]:shrink-0"
          >
            {icon}
            <span className="truncate">{label}</span>
          </button>
        )
      }
    />
  )
}
