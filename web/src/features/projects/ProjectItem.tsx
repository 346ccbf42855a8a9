import { useQuery } from '@tanstack/react-query'
import { ChevronRight, Ellipsis, Plus, TriangleAlert } from 'lucide-react'
import { cn } from '~/lib/cn'
import type { Address } from '~/panes/address'
import { startSession } from '~/panes/new-chat'
import { Button } from '~/ui/button'
import { InlineName } from '~/ui/inline-name'
import { CommandItem, ContextMenuRoot, MenuLine, MenuRoot } from '~/ui/menu'
import { StatusDot } from '~/ui/status-dot'
import { toastError } from '~/ui/toast'
import { Tip } from '~/ui/tooltip'
import { changeProject } from '~/wire/mutations'
import { sessionsQuery } from '~/wire/queries'
import type { Project } from '~/wire/types'
import { SessionItem } from './SessionItem'
import { closeDrawer, stopRenaming, toggleFolded, useSidebar } from './sidebar-state'

interface ProjectItemProps {
  project: Project
  address: Address
  /** Only sessions with this in their name, or all when the project's own name has it. */
  filter: string
}

/** A project in the sidebar with its sessions below. */
export function ProjectItem({ project, address, filter }: ProjectItemProps) {
  const isFolded = useSidebar((state) => state.folded.includes(project.id)) && filter === ''
  const isRenaming = useSidebar(({ renaming }) => renaming === project.id)
  const rename = (name: string) => {
    changeProject(project.id, { name }).catch((error: unknown) => toastError('The project was not renamed', error))
  }
  const newSession = () => {
    closeDrawer()
    void startSession(project.id)
  }
  const items = <ProjectActions id={project.id} />
  return (
    <li>
      {isRenaming ? (
        <div className="px-1.5 py-0.5">
          <InlineName name={project.name} label="Project name" onRename={rename} onDone={stopRenaming} />
        </div>
      ) : (
        <div className="group/project flex h-7 items-center rounded-md pr-0.5 hover:bg-bg-2 max-md:h-11">
          <ContextMenuRoot items={items}>
            <button
              type="button"
              aria-expanded={!isFolded}
              title={project.path}
              onClick={() => toggleFolded(project.id)}
              className="flex h-full min-w-0 flex-1 items-center gap-1.5 rounded-md pl-1.5 text-left font-[560] select-none max-md:text-base"
            >
              <ChevronRight
                className={cn(
                  'size-3.5 shrink-0 text-fg-3 transition-transform duration-100',
                  !isFolded && 'rotate-90',
                )}
              />
              <span className="truncate">{project.name}</span>
              {project.missing && <MissingMark />}
              {isFolded && <StatusDot status={project.status} unread={project.unread} failed={project.failed} />}
            </button>
          </ContextMenuRoot>
          <div className="flex md:opacity-0 md:group-focus-within/project:opacity-100 md:group-hover/project:opacity-100 md:has-data-popup-open:opacity-100">
            <Tip label={`New session in ${project.name}`}>
              <Button size="iconSm" className="max-md:size-11" onClick={newSession}>
                <Plus />
              </Button>
            </Tip>
            <MenuRoot
              trigger={
                <Button size="iconSm" aria-label={`Actions for project ${project.name}`} className="max-md:size-11">
                  <Ellipsis />
                </Button>
              }
            >
              {items}
            </MenuRoot>
          </div>
        </div>
      )}
      {!isFolded && <SessionList project={project} address={address} filter={filter} onNewSession={newSession} />}
    </li>
  )
}

function MissingMark() {
  return (
    <span role="img" aria-label="The directory is missing" title="The directory is not there right now">
      <TriangleAlert className="size-3.5 text-warn" />
    </span>
  )
}

function SessionList({ project, address, filter, onNewSession }: ProjectItemProps & { onNewSession: () => void }) {
  const sessions = useQuery(sessionsQuery(project.id))
  const wanted = project.name.toLowerCase().includes(filter) ? '' : filter
  const shown = sessions.data?.filter((session) => session.name.toLowerCase().includes(wanted)) ?? []
  if (sessions.isLoadingError) {
    return (
      <div className="flex items-center gap-2 py-1 pl-7 text-xs text-err">
        Not loaded.
        <Button size="xs" kind="soft" onClick={() => void sessions.refetch()}>
          Try again
        </Button>
      </div>
    )
  }
  if (sessions.isSuccess && sessions.data.length === 0 && filter === '') {
    return (
      <button
        type="button"
        onClick={onNewSession}
        className="flex h-7 w-full items-center rounded-md pl-7 text-xs text-fg-3 hover:bg-bg-2 hover:text-fg-1 max-md:h-11"
      >
        Start a session
      </button>
    )
  }
  return (
    <ul className="flex flex-col gap-px">
      {shown.map((session) => (
        <SessionItem key={session.id} session={session} isOpen={session.id === address.sessionId} />
      ))}
    </ul>
  )
}

function ProjectActions({ id }: { id: string }) {
  return (
    <>
      <CommandItem id="session.new" target={id} />
      <CommandItem id="history" target={id} />
      <CommandItem id="project.rename" target={id} />
      <CommandItem id="project.archive" target={id} />
      <MenuLine />
      <CommandItem id="project.remove" target={id} />
    </>
  )
}
