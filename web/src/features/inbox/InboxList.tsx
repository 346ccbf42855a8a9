import { useQuery } from '@tanstack/react-query'
import {
  Check,
  CircleAlert,
  CirclePause,
  FileDiff,
  Inbox as InboxIcon,
  MessageCircleQuestion,
  RotateCcw,
  ShieldQuestion,
} from 'lucide-react'
import type { ReactNode } from 'react'
import { newId } from '~/lib/ids'
import { agoText } from '~/lib/format'
import { Slot } from '~/lib/slots'
import { goToChat } from '~/panes/address'
import { goToChanges } from '~/panes/show-changes'
import { Button } from '~/ui/button'
import { Empty } from '~/ui/empty'
import { toastError } from '~/ui/toast'
import { Tip } from '~/ui/tooltip'
import { answerOf, api } from '~/wire/client'
import { chatQuery, inboxQuery, queryClient, sessionQuery } from '~/wire/queries'
import type { Request, Task, WaitingChanges } from '~/wire/types'

/** Everything that waits for you: questions first, then reviews, then what went wrong while you were away. */
export function InboxList({ onLeave }: { onLeave?: () => void }) {
  const inbox = useQuery(inboxQuery)
  if (inbox.isPending) return <p className="p-4 text-xs text-fg-3">Loading…</p>
  if (inbox.isError) return <p className="p-4 text-xs text-err">{inbox.error.message}</p>
  const { requests, tasks, changes } = inbox.data
  if (requests.length + tasks.length + changes.length === 0) {
    return (
      <Empty icon={<InboxIcon />} title="Nothing waits for you">
        <p>Questions of a model, changes to review, and tasks that failed or were interrupted, are collected here.</p>
      </Empty>
    )
  }
  return (
    <ul className="flex flex-col gap-px p-1.5">
      {requests.map((request) => (
        <RequestRow key={request.id} request={request} onLeave={onLeave} />
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
  detail: string
  time?: string
  /** Goes to what it is about. */
  open: () => Promise<void>
  onLeave: (() => void) | undefined
  children?: ReactNode
}

const openChat = async (chatId: string) => goToChat(await queryClient.fetchQuery(chatQuery(chatId)))

/** Two lines that go to what they are about, and what can be decided right here. */
function Row({ icon, title, detail, time, open, onLeave, children }: RowProps) {
  const leave = async () => {
    try {
      await open()
      onLeave?.()
    } catch (error) {
      toastError('It cannot be shown', error)
    }
  }
  return (
    <li className="flex items-center gap-1 rounded-md pr-1.5 hover:bg-bg-2">
      <button
        type="button"
        onClick={() => void leave()}
        className="flex min-h-12 min-w-0 flex-1 items-start gap-2.5 rounded-md px-2.5 py-1.5 text-left [&>svg]:mt-0.5 [&>svg]:size-4 [&>svg]:shrink-0"
      >
        {icon}
        <span className="min-w-0 flex-1">
          <span className="flex items-baseline gap-2">
            <span className="truncate font-[530]">{title}</span>
            {time && <span className="ml-auto shrink-0 text-2xs text-fg-3 tnum">{agoText(time)}</span>}
          </span>
          <span className="line-clamp-2 text-xs break-words text-fg-2">{detail}</span>
        </span>
      </button>
      {children}
    </li>
  )
}

function RequestRow({ request, onLeave }: { request: Request; onLeave: (() => void) | undefined }) {
  const chat = useQuery(chatQuery(request.chat_id)).data
  if (request.kind === 'permission') return <PermissionItem request={request} title={chat?.title ?? 'New chat'} onLeave={onLeave} />
  const Icon = request.kind === 'question' ? MessageCircleQuestion : ShieldQuestion
  return (
    <Row
      icon={<Icon className="text-warn" />}
      title={request.title}
      detail={`${chat?.title ?? 'New chat'}: ${request.questions[0]?.question || request.detail || 'waits for your answer'}`}
      time={request.created_at}
      open={() => openChat(request.chat_id)}
      onLeave={onLeave}
    />
  )
}

/** A permission is decided right here; its chat is one click away. */
function PermissionItem({ request, title, onLeave }: { request: Request; title: string; onLeave: (() => void) | undefined }) {
  const open = async () => {
    try {
      await openChat(request.chat_id)
      onLeave?.()
    } catch (error) {
      toastError('It cannot be shown', error)
    }
  }
  return (
    <li className="px-2.5 pb-1">
      <button
        type="button"
        onClick={() => void open()}
        className="-mx-1 -mb-1 flex min-h-[26px] max-w-full items-baseline gap-2 rounded-md px-1 text-left text-xs text-fg-2 hover:bg-bg-2 hover:text-fg-1 max-md:min-h-11 max-md:items-center"
      >
        <span className="truncate">{title}</span>
        <span className="shrink-0 text-2xs text-fg-3 tnum">{agoText(request.created_at)}</span>
      </button>
      <Slot name="request" request={request} />
    </li>
  )
}

function ChangesRow({ waiting, onLeave }: { waiting: WaitingChanges; onLeave: (() => void) | undefined }) {
  const session = useQuery(sessionQuery(waiting.session_id)).data
  return (
    <Row
      icon={<FileDiff className="text-info" />}
      title={session?.name ?? 'Changes'}
      detail={`${waiting.count} ${waiting.count === 1 ? 'file waits' : 'files wait'} for your review`}
      open={async () => goToChanges(await queryClient.fetchQuery(sessionQuery(waiting.session_id)))}
      onLeave={onLeave}
    />
  )
}

function TaskRow({ task, onLeave }: { task: Task; onLeave: (() => void) | undefined }) {
  const isInterrupted = task.state === 'interrupted'
  return (
    <Row
      icon={isInterrupted ? <CirclePause className="text-warn" /> : <CircleAlert className="text-err" />}
      title={isInterrupted ? 'Interrupted' : 'Failed'}
      detail={
        task.error ?? (isInterrupted ? 'It stopped before it was done. You can continue it.' : 'No reason was given.')
      }
      time={task.ended_at ?? task.created_at}
      open={() => openChat(task.chat_id)}
      onLeave={onLeave}
    >
      {isInterrupted && (
        <Tip label="Continue">
          <Button
            size="icon"
            className="max-md:size-11"
            onClick={() => void decide('continued', () => continueTask(task.id))}
          >
            <RotateCcw />
          </Button>
        </Tip>
      )}
      <Tip label="Mark as seen">
        <Button size="icon" className="max-md:size-11" onClick={() => void decide('marked', () => markSeen(task.id))}>
          <Check />
        </Button>
      </Tip>
    </Row>
  )
}

const continueTask = (id: string) =>
  answerOf(
    api.POST('/api/tasks/{task_id}/continue', { params: { path: { task_id: id } }, body: { client_id: newId() } }),
  )

const markSeen = (id: string) => answerOf(api.POST('/api/tasks/{task_id}/seen', { params: { path: { task_id: id } } }))

async function decide(what: string, call: () => Promise<unknown>): Promise<void> {
  try {
    await call()
  } catch (error) {
    toastError(`The task was not ${what}`, error)
  }
  await queryClient.invalidateQueries({ queryKey: ['inbox'] })
}

/** Marks every failed or interrupted task as seen. */
export async function markAllSeen(): Promise<void> {
  const tasks = queryClient.getQueryData(inboxQuery.queryKey)?.tasks ?? []
  await decide('marked', () => Promise.all(tasks.map((task) => markSeen(task.id))))
}
