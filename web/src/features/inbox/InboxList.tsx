import { useQuery } from '@tanstack/react-query'
import { Check, CircleAlert, CirclePause, FileDiff, FileWarning, Inbox as InboxIcon, RefreshCw, StepForward } from 'lucide-react'
import type { ReactNode } from 'react'
import { answerRequest, continueTask, markSeen, regenerate } from '~/connection/chat-api'
import { agoText } from '~/lib/format'
import { newId } from '~/lib/ids'
import { Slot } from '~/lib/slots'
import { goToChat } from '~/panes/address'
import { goToChanges } from '~/panes/show-changes'
import { Button } from '~/ui/button'
import { Empty } from '~/ui/empty'
import { Loading } from '~/ui/loading'
import { NotRead } from '~/ui/not-read'
import { toastError } from '~/ui/toast'
import { Tip } from '~/ui/tooltip'
import { chatQuery, inboxQuery, projectsQuery, queryClient, sessionQuery } from '~/wire/queries'
import type { Request, Task, WaitingChanges } from '~/wire/types'

export type InboxFilter = 'all' | 'questions' | 'reviews' | 'problems'

/** Everything that waits for you: questions first, then reviews, then what went wrong while you were away. */
export function InboxList({ filter = 'all', onLeave }: { filter?: InboxFilter; onLeave?: () => void }) {
  const inbox = useQuery(inboxQuery)
  if (inbox.isPending) return <Loading label="Loading the inbox" className="h-32 bg-transparent *:px-4 *:pt-5" />
  if (inbox.isLoadingError) return <NotRead title="The inbox was not read" query={inbox} />
  const shows = (kind: InboxFilter) => filter === 'all' || filter === kind
  const requests = shows('questions') ? inbox.data.requests : []
  const changes = shows('reviews') ? inbox.data.changes : []
  const tasks = shows('problems') ? inbox.data.tasks : []
  if (requests.length + tasks.length + changes.length === 0) {
    return (
      <Empty icon={<InboxIcon />} title={filter === 'all' ? 'Nothing waits for you' : 'Nothing of this kind waits for you'}>
        <p>Questions of agents, changes to review, and tasks that failed or were interrupted, are collected here.</p>
      </Empty>
    )
  }
  return (
    <ul className="flex flex-col gap-px p-1.5">
      {requests.map((request) => (
        <RequestItem key={request.id} request={request} onLeave={onLeave} />
      ))}
      {changes.map((waiting) => (
        <ChangesRow key={waiting.session_id} waiting={waiting} onLeave={onLeave} />
      ))}
      {tasks.map((task) => (
        <TaskRow key={task.id} task={task} onLeave={onLeave} />
      ))}
    </ul>
  )
}

interface RowProps {
  icon: ReactNode
  title: string
  sessionId: string
  detail: string
  time?: string
  /** Goes to what it is about. */
  open: () => Promise<void>
  /** Of what it is about, for the keyboard. */
  id?: string
  onLeave: (() => void) | undefined
  children?: ReactNode
}

const openChat = async (chatId: string) => goToChat(await queryClient.fetchQuery(chatQuery(chatId)))

async function leave(open: () => Promise<void>, onLeave: (() => void) | undefined): Promise<void> {
  try {
    await open()
    onLeave?.()
  } catch (error) {
    toastError('It cannot be shown', error)
  }
}

/** The project and the session that something belongs to; empty while they are not known. */
function usePlace(sessionId: string): string {
  const session = useQuery(sessionQuery(sessionId)).data
  const project = useQuery(projectsQuery).data?.find(({ id }) => id === session?.project_id)
  return session && project ? `${project.name} / ${session.name}` : ''
}

/** Two lines that go to what they are about, and what can be decided right here. */
function Row({ icon, title, sessionId, detail, time, open, id, onLeave, children }: RowProps) {
  const place = usePlace(sessionId)
  return (
    <li data-inbox-row={id ?? ''} className="flex items-center gap-1 rounded-md pr-1.5 hover:bg-bg-2">
      <button
        type="button"
        data-inbox-main
        onClick={() => void leave(open, onLeave)}
        className="flex min-h-12 min-w-0 flex-1 items-start gap-2.5 rounded-md px-2.5 py-1.5 text-left [&>svg]:mt-0.5 [&>svg]:size-4 [&>svg]:shrink-0"
      >
        {icon}
        <span className="min-w-0 flex-1">
          <span className="flex items-baseline gap-2">
            <span className="truncate font-[530]">{title}</span>
            {time && <span className="ml-auto shrink-0 text-2xs text-fg-3 tnum">{agoText(time)}</span>}
          </span>
          <span className="line-clamp-2 text-xs break-words text-fg-2">
            {place && <span className="text-fg-3">{place} · </span>}
            {detail}
          </span>
        </span>
      </button>
      {children}
    </li>
  )
}

/** What is asked is answered right here; its chat is one click away. */
function RequestItem({ request, onLeave }: { request: Request; onLeave: (() => void) | undefined }) {
  const chat = useQuery(chatQuery(request.chat_id)).data
  const place = usePlace(request.session_id)
  return (
    <li data-inbox-row={request.id} className="px-2.5 pb-1">
      <button
        type="button"
        data-inbox-main
        onClick={() => void leave(() => openChat(request.chat_id), onLeave)}
        className="-mx-1 -mb-1 flex min-h-[26px] max-w-full items-baseline gap-2 rounded-md px-1 text-left text-xs text-fg-2 hover:bg-bg-2 hover:text-fg-1 max-md:min-h-11 max-md:items-center"
      >
        <span className="truncate">{chat?.title ?? 'New chat'}</span>
        <span className="truncate text-2xs text-fg-3">{place}</span>
        <span className="shrink-0 text-2xs text-fg-3 tnum">{agoText(request.created_at)}</span>
      </button>
      <Slot name="request" request={request} />
    </li>
  )
}

function ChangesRow({ waiting: { session_id: id, count, conflicts }, onLeave }: { waiting: WaitingChanges; onLeave: (() => void) | undefined }) {
  const session = useQuery(sessionQuery(id)).data
  const files = `${count} ${count === 1 ? 'file waits' : 'files wait'} for your review`
  return (
    <Row
      icon={conflicts > 0 ? <FileWarning className="text-err" /> : <FileDiff className="text-info" />}
      title={session?.name ?? 'Changes'}
      sessionId={id}
      detail={conflicts > 0 ? `${files}, ${conflicts} in conflict` : files}
      open={async () => goToChanges(await queryClient.fetchQuery(sessionQuery(id)))}
      onLeave={onLeave}
    />
  )
}

function TaskRow({ task, onLeave }: { task: Task; onLeave: (() => void) | undefined }) {
  const chat = useQuery(chatQuery(task.chat_id)).data
  const isInterrupted = task.state === 'interrupted'
  return (
    <Row
      icon={isInterrupted ? <CirclePause className="text-warn" /> : <CircleAlert className="text-err" />}
      sessionId={task.session_id}
      title={`${chat?.title ?? 'New chat'} ${isInterrupted ? 'was interrupted' : 'failed'}`}
      detail={task.error ?? (isInterrupted ? 'It stopped before it was done. You can continue it.' : 'No reason was given.')}
      time={task.ended_at ?? task.created_at}
      open={() => openChat(task.chat_id)}
      id={task.id}
      onLeave={onLeave}
    >
      <Tip label={isInterrupted ? 'Continue' : 'Try again'}>
        <Button size="icon" className="max-md:size-11" onClick={() => void again(task)}>
          {isInterrupted ? <StepForward /> : <RefreshCw />}
        </Button>
      </Tip>
      <Tip label="Mark as seen">
        <Button size="icon" className="max-md:size-11" onClick={() => void seen(task)}>
          <Check />
        </Button>
      </Tip>
    </Row>
  )
}

const goOn = (task: Task) => decide('The task was not continued', () => continueTask(task.id))

const again = (task: Task) => (task.state === 'interrupted' ? goOn(task) : retry(task))

const seen = (task: Task) => decide('The task was not marked', () => markSeen(task.id))

const retry = (task: Task) =>
  decide('No other answer was started', async () => {
    await regenerate(task.assistant_message_id ?? task.message_id)
    await markSeen(task.id)
  })

async function decide(failure: string, call: () => Promise<unknown>): Promise<void> {
  try {
    await call()
  } catch (error) {
    toastError(failure, error)
  }
  await queryClient.invalidateQueries({ queryKey: ['inbox'] })
}

/** A allows once, continues or tries again; R rejects or marks as seen. Questions want words. */
export function decideByKey(id: string, key: 'a' | 'r'): void {
  const { requests = [], tasks = [] } = queryClient.getQueryData(inboxQuery.queryKey) ?? {}
  const task = tasks.find((one) => one.id === id)
  if (task) void (key === 'a' ? again(task) : seen(task))
  const request = requests.find((one) => one.id === id)
  const option = request?.options.find(({ kind }) => kind === (key === 'a' ? 'allow_once' : 'reject_once'))
  if (option) void decide('The answer was not given', () => answerRequest(id, newId(), { option_id: option.id }))
}

/** Marks every failed or interrupted task as seen. */
export async function markAllSeen(): Promise<void> {
  const tasks = queryClient.getQueryData(inboxQuery.queryKey)?.tasks ?? []
  await decide('The tasks were not marked', () => Promise.all(tasks.map((task) => markSeen(task.id))))
}
