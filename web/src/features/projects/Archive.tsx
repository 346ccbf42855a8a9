import { useQueries, useQuery } from '@tanstack/react-query'
import { ArchiveRestore, Trash2 } from 'lucide-react'
import { agoText } from '~/lib/format'
import { removeProject, removeSession } from '~/panes/removal'
import { Button } from '~/ui/button'
import { Dialog } from '~/ui/dialog'
import { Empty } from '~/ui/empty'
import { toastError } from '~/ui/toast'
import { Tip } from '~/ui/tooltip'
import { changeProject, changeSession } from '~/wire/mutations'
import { archivedProjectsQuery, projectsQuery, sessionsQuery } from '~/wire/queries'
import { useSidebar } from './sidebar-state'

/** What was put away: brought back, or deleted for good. */
export default function Archive() {
  const isOpen = useSidebar((state) => state.isArchiveOpen)
  return (
    <Dialog
      open={isOpen}
      onOpenChange={(isArchiveOpen) => useSidebar.setState({ isArchiveOpen })}
      title="Archived projects and sessions"
      description="Archived chats are found in the list of a project’s chats."
    >
      <div className="min-h-0 overflow-y-auto px-2 pb-3">
        <ArchiveList />
      </div>
    </Dialog>
  )
}

function ArchiveList() {
  const archivedProjects = useQuery(archivedProjectsQuery)
  const projects = useQuery(projectsQuery).data ?? []
  const lists = useQueries({ queries: projects.map((project) => sessionsQuery(project.id, true)) })
  const sessions = lists.flatMap(({ data }) => data ?? [])
  const isLoading = archivedProjects.isPending || lists.some((list) => list.isPending)
  if (!isLoading && sessions.length === 0 && archivedProjects.data?.length === 0)
    return <Empty title="Nothing is archived" />
  return (
    <ul>
      {archivedProjects.data?.map((project) => (
        <Row
          key={project.id}
          name={project.name}
          detail={project.path}
          archivedAt={project.archived_at}
          onRestore={() => changeProject(project.id, { archived: false })}
          onDelete={() => removeProject(project)}
        />
      ))}
      {sessions.map((session) => (
        <Row
          key={session.id}
          name={session.name}
          detail={projects.find((project) => project.id === session.project_id)?.name ?? ''}
          archivedAt={session.archived_at}
          onRestore={() => changeSession(session.id, { archived: false })}
          onDelete={() => removeSession(session)}
        />
      ))}
    </ul>
  )
}

interface RowProps {
  name: string
  detail: string
  archivedAt: string | null
  onRestore: () => Promise<void>
  onDelete: () => Promise<void>
}

function Row({ name, detail, archivedAt, onRestore, onDelete }: RowProps) {
  const restore = () => {
    onRestore().catch((error: unknown) => toastError(`${name} was not brought back`, error))
  }
  return (
    <li className="flex items-center gap-1 rounded-md py-1 pr-1 pl-2 hover:bg-bg-2">
      <span className="min-w-0 flex-1">
        <span className="block truncate">{name}</span>
        <span className="block truncate text-xs text-fg-2">
          {detail}
          {archivedAt && `, archived ${agoText(archivedAt)}`}
        </span>
      </span>
      <Tip label={`Bring back ${name}`}>
        <Button size="icon" className="max-md:size-11" onClick={restore}>
          <ArchiveRestore />
        </Button>
      </Tip>
      <Tip label={`Delete ${name}`}>
        <Button size="icon" className="text-err max-md:size-11" onClick={() => void onDelete()}>
          <Trash2 />
        </Button>
      </Tip>
    </li>
  )
}
