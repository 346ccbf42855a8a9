import { useQuery } from '@tanstack/react-query'
import { GitBranch, Search } from 'lucide-react'
import { lazy, Suspense } from 'react'
import { Link } from 'wouter'
import { InboxButton } from '~/features/inbox/InboxButton'
import { keysOf, runCommand } from '~/lib/commands'
import { useTheme } from '~/lib/theme'
import { addressOf, type Address } from '~/panes/address'
import { CommandButton } from '~/ui/command-button'
import { Kbd } from '~/ui/kbd'
import { hasWorkplace, projectsQuery, sessionQuery } from '~/wire/queries'

const WorkplaceChip = lazy(() => import('~/features/workplace/WorkplaceChip'))

/** Where you are, the palette, and what waits. */
export function Header({ address }: { address: Address }) {
  return (
    <header className="flex h-10 shrink-0 items-center gap-1.5 border-b border-line px-2.5">
      <Link
        href="/"
        aria-label="BooCode: all chats"
        className="grid size-7 place-items-center rounded-md hover:bg-bg-2"
      >
        <img src="/icon.svg" alt="" className="size-[18px]" />
      </Link>
      <Place address={address} />
      <PaletteButton />
      <InboxButton />
      <ThemeButton />
      <CommandButton id="settings" size="icon" />
    </header>
  )
}

function Place({ address: { projectId, sessionId } }: { address: Address }) {
  const project = useQuery(projectsQuery).data?.find((one) => one.id === projectId)
  const session = useQuery({ ...sessionQuery(sessionId ?? ''), enabled: Boolean(sessionId) }).data
  if (!project) return <div className="min-w-0 flex-1 px-1 font-[600]">BooCode</div>
  return (
    <div className="flex min-w-0 flex-1 items-center gap-1">
      <Link href={addressOf({ projectId: project.id })} title={project.name} className="min-w-16 truncate rounded-md px-1 font-[600] hover:bg-bg-2">
        {project.name}
      </Link>
      {session && (
        <>
          <span className="text-fg-3">/</span>
          <span className="min-w-14 truncate px-1 text-fg-2" title={session.name}>{session.name}</span>
        </>
      )}
      {project.branch && (
        <span className="ml-1 flex max-w-28 shrink-0 items-center gap-1 font-mono text-2xs text-fg-3" title={`Checked-out branch: ${project.branch}`}>
          <GitBranch className="size-3.5 shrink-0" />
          <span className="truncate">{project.branch}</span>
        </span>
      )}
      {session && hasWorkplace(session) && (
        <Suspense fallback={null}>
          <WorkplaceChip sessionId={session.id} />
        </Suspense>
      )}
    </div>
  )
}

function PaletteButton() {
  return (
    <>
      <button
        type="button"
        onClick={() => runCommand('palette')}
        className="flex h-7 w-[min(26rem,34vw)] items-center gap-2 rounded-md border border-line bg-bg-1 px-2.5 text-xs text-fg-3 hover:border-line-2"
      >
        <Search className="size-[15px]" />
        <span className="min-w-0 flex-1 truncate text-left">Search or run a command</span>
        <Kbd keys={keysOf('palette') ?? ''} />
      </button>
      <div className="flex-1" />
    </>
  )
}

function ThemeButton() {
  useTheme((theme) => theme.mode)
  return <CommandButton id="theme" size="icon" />
}
