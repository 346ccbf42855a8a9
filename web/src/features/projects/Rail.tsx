import { useQuery } from '@tanstack/react-query'
import { useLocation } from 'wouter'
import { cn } from '~/lib/cn'
import { go, parseAddress } from '~/panes/address'
import { CommandButton } from '~/ui/command-button'
import { StatusDot } from '~/ui/status-dot'
import { Tip } from '~/ui/tooltip'
import { projectsQuery } from '~/wire/queries'
import type { Project } from '~/wire/types'

/** The sidebar when it is hidden: one tile per project. */
export function Rail() {
  const projects = useQuery(projectsQuery).data ?? []
  const { projectId } = parseAddress(useLocation()[0])
  return (
    <nav aria-label="Projects" className="flex h-full flex-col items-center gap-1 py-1.5">
      <CommandButton id="sidebar.toggle" size="icon" side="right" />
      <ul className="flex min-h-0 flex-1 flex-col gap-1 overflow-y-auto py-1">
        {projects.map((project) => (
          <li key={project.id}>
            <ProjectTile project={project} isOpen={project.id === projectId} />
          </li>
        ))}
      </ul>
      <CommandButton id="project.add" size="icon" side="right" />
    </nav>
  )
}

function ProjectTile({ project, isOpen }: { project: Project; isOpen: boolean }) {
  return (
    <Tip label={project.name} side="right">
      <button
        type="button"
        aria-current={isOpen ? 'page' : undefined}
        onClick={() => go({ projectId: project.id })}
        className={cn(
          'relative grid size-8 place-items-center rounded-md bg-bg-2 text-2xs font-[600] text-fg-2 hover:text-fg-1',
          isOpen && 'bg-bg-3 text-fg-1',
        )}
      >
        {/* Drawn, not written: the name of the button is the project's. */}
        <span data-initials={initials(project.name)} className="before:content-[attr(data-initials)]" />
        <StatusDot status={project.status} unread={project.unread} failed={project.failed} className="absolute -top-1 -right-1" />
      </button>
    </Tip>
  )
}

function initials(name: string): string {
  const words = name.split(/[^\p{L}\p{N}]+/u).filter(Boolean)
  const letters = words.length > 1 ? words.slice(0, 2).map((word) => word[0]) : [...(words[0] ?? '?')].slice(0, 2)
  return letters.join('').toUpperCase()
}
