import { useQueries, useQuery } from '@tanstack/react-query'
import { Trash2 } from 'lucide-react'
import { adoptTerminal, deleteTerminal } from '~/connection/terminal-api'
import { busyWith } from '~/connection/terminal-busy'
import { agoText } from '~/lib/format'
import { Button } from '~/ui/button'
import { confirm } from '~/ui/confirm'
import { Select } from '~/ui/select'
import { toastError } from '~/ui/toast'
import { projectsQuery, sessionsQuery } from '~/wire/queries'
import type { Terminal } from '~/wire/types'

/** Terminals whose session is gone: what runs in them goes on, until it is ended or given to another session. */
export function Orphans({ terminals }: { terminals: readonly Terminal[] }) {
  const orphans = terminals.filter(({ session_id: sessionId }) => sessionId === null)
  if (orphans.length === 0) return null
  return (
    <section aria-label="Without a session">
      <h3 className="pt-2 pb-0.5 text-xs font-[560] text-fg-2">Without a session</h3>
      <ul>
        {orphans.map((terminal) => (
          <Orphan key={terminal.id} terminal={terminal} />
        ))}
      </ul>
    </section>
  )
}

function Orphan({ terminal }: { terminal: Terminal }) {
  const command = busyWith(terminal)
  return (
    <li className="flex flex-wrap items-center gap-x-3 gap-y-1.5 border-b border-line py-1.5 last:border-0">
      <span className="min-w-48 flex-1">
        <span className="block truncate">{terminal.name}</span>
        <span className="block text-xs text-fg-2">
          {command ? `runs ${command}, ` : ''}made {agoText(terminal.created_at)}
        </span>
        <span className="block truncate font-mono text-2xs text-fg-3" title={terminal.directory}>
          {terminal.directory}
        </span>
      </span>
      <Adopter terminal={terminal} />
      <Button size="md" className="max-md:h-11" aria-label={`End ${terminal.name}`} onClick={() => void end(terminal)}>
        <Trash2 />
        End
      </Button>
    </li>
  )
}

function Adopter({ terminal }: { terminal: Terminal }) {
  const projects = useQuery(projectsQuery).data ?? []
  const sessions = useQueries({ queries: projects.map(({ id }) => sessionsQuery(id)) })
  const options = projects.flatMap((project, at) =>
    (sessions[at]?.data ?? []).map(({ id, name }) => ({ value: id, label: `${project.name} / ${name}` })),
  )
  const give = (sessionId: string) =>
    adoptTerminal(terminal.id, sessionId).catch((error: unknown) => toastError(`${terminal.name} stays where it is`, error))
  return (
    <Select
      label={`Session for ${terminal.name}`}
      value=""
      options={[{ value: '', label: 'Give to a session…' }, ...options]}
      onChange={(sessionId) => sessionId && void give(sessionId)}
    />
  )
}

async function end(terminal: Terminal): Promise<void> {
  const command = busyWith(terminal)
  const running = command ? `${command} is running in it and is ended.` : 'What is on its screen is gone.'
  if (!(await confirm({ title: `End ${terminal.name}?`, body: running, action: 'End it' }))) return
  await deleteTerminal(terminal.id).catch((error: unknown) => toastError(`${terminal.name} was not ended`, error))
}
