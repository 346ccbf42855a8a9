import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { MessageSquare, Search } from 'lucide-react'
import { useState } from 'react'
import { navigate } from 'wouter/use-browser-location'
import { groupedBy } from '~/lib/grouped'
import { Slot } from '~/lib/slots'
import { useDebounced } from '~/lib/use-debounced'
import { Button } from '~/ui/button'
import { Empty } from '~/ui/empty'
import { TextInput } from '~/ui/field'
import { Loading } from '~/ui/loading'
import { NotRead } from '~/ui/not-read'
import { historyQuery, projectQuery, projectsQuery, sessionQuery, type HistoryFilter } from '~/wire/queries'
import type { Chat } from '~/wire/types'
import { ApiError } from '~/wire/client'
import { ChatRow } from './ChatRow'
import { dayOf } from './days'
import { EndpointNotice } from './EndpointNotice'
import { FirstRun } from './FirstRun'
import { Nowhere } from './Nowhere'
import { StartComposer } from './StartComposer'

interface HistoryProps {
  projectId?: string | undefined
  sessionId?: string | undefined
  onAddProject: () => void
}

/** What there is when no chat is open: a place to begin, and everything that was said before. */
export function History({ projectId, sessionId, onAddProject }: HistoryProps) {
  const projects = useQuery(projectsQuery)
  const project = projects.data?.find((one) => one.id === projectId)
  const isListed = !projectId || !projects.data || project !== undefined
  const unlisted = useQuery({ ...projectQuery(projectId ?? ''), enabled: !isListed })
  if (projects.data?.length === 0) return <FirstRun onAddProject={onAddProject} />
  if (!isListed && isRefusal(unlisted.error)) return <Nowhere title="This project is not there" />
  return (
    <div className="h-full overflow-y-auto bg-bg-1">
      <div className="mx-auto flex w-full max-w-[46rem] flex-col gap-5 px-5 pt-[clamp(20px,9vh,88px)] pb-12 max-md:px-3.5">
        <EndpointNotice />
        <header>
          <Heading projectName={project?.name} sessionId={sessionId} />
          {project && <p className="mt-0.5 truncate font-mono text-xs text-fg-3">{project.path}</p>}
        </header>
        <StartComposer projectId={projectId} sessionId={sessionId} projects={projects.data ?? []} />
        {!projectId && !sessionId && <Slot name="landing.above" />}
        <ChatList
          filter={{ ...(projectId && { project_id: projectId }), ...(sessionId && { session_id: sessionId }) }}
        />
      </div>
    </div>
  )
}

/** The server knows that it is not there; a broken line knows nothing. */
const isRefusal = (error: unknown) => error instanceof ApiError && (error.status === 404 || error.status === 422)

function Heading({ projectName, sessionId }: { projectName: string | undefined; sessionId: string | undefined }) {
  const session = useQuery({ ...sessionQuery(sessionId ?? ''), enabled: Boolean(sessionId) })
  const title = session.data?.name ?? projectName ?? 'What shall we look at?'
  return <h1 className="text-xl font-[600] tracking-[-.015em]">{title}</h1>
}

function ChatList({ filter }: { filter: HistoryFilter }) {
  const [text, setText] = useState('')
  const [isArchived, setArchived] = useState(false)
  const q = useDebounced(text.trim())
  const history = useInfiniteQuery(historyQuery({ ...filter, ...(q && { q }), ...(isArchived && { archived: true }) }))
  const chats = history.data?.pages.flatMap((page) => page.chats) ?? []
  return (
    <section aria-label="Chats">
      <div className="mb-1.5 flex items-center gap-2">
        <div className="relative flex-1">
          <Search className="pointer-events-none absolute top-1/2 left-2.5 size-[15px] -translate-y-1/2 text-fg-3" />
          <TextInput
            type="search"
            aria-label="Search chats"
            placeholder="Search chats"
            value={text}
            onChange={(event) => setText(event.target.value)}
            className="border-line bg-transparent pl-8"
          />
        </div>
        <Button size="md" aria-pressed={isArchived} onClick={() => setArchived(!isArchived)} className="max-md:h-11">
          Archived
        </Button>
      </div>
      {history.isPending && <Loading label="Loading the chats" className="h-auto" />}
      {history.isLoadingError && <NotRead title="The chats were not read" query={history} />}
      {history.data && chats.length === 0 && <NoChats q={q} isArchived={isArchived} />}
      <ChatGroups chats={chats} filter={filter} />
      {history.hasNextPage && (
        <div className="mt-3 text-center">
          <Button kind="soft" size="md" disabled={history.isFetching} onClick={() => void history.fetchNextPage()}>
            {history.isFetching ? 'Loading…' : 'Show older chats'}
          </Button>
        </div>
      )}
    </section>
  )
}

function ChatGroups({ chats, filter }: { chats: readonly Chat[]; filter: HistoryFilter }) {
  const days = groupedBy(chats, (chat) => dayOf(chat.updated_at))
  return [...days].map(([day, ofDay]) => (
    <div key={day} className="mt-2">
      <h2 className="px-2.5 py-1 text-2xs font-[560] text-fg-3">{day}</h2>
      <ul>
        {ofDay.map((chat) => (
          <ChatRow key={chat.id} chat={chat} showsProject={!filter.project_id} showsSession={!filter.session_id} />
        ))}
      </ul>
    </div>
  ))
}

/** From titles to everything that was said. */
function SearchEverywhere({ q }: { q: string }) {
  return (
    <Button kind="soft" size="md" className="max-md:h-11" onClick={() => navigate(`/search?q=${encodeURIComponent(q)}`)}>
      Search everywhere for “{q}”
    </Button>
  )
}

function NoChats({ q, isArchived }: { q: string; isArchived: boolean }) {
  if (q) {
    return (
      <Empty
        title={`No chat is called anything like “${q}”`}
        actions={<SearchEverywhere q={q} />}
      />
    )
  }
  if (isArchived) return <Empty title="No archived chat here" />
  return (
    <Empty icon={<MessageSquare />} title="No chats yet">
      <p>Ask something above. The model reads the code with its tools and answers here.</p>
    </Empty>
  )
}
