/**
 * What a chat shows, as a pure function of a snapshot and the events after it.
 *
 * Applying an event twice changes nothing (`seq` decides), so a replay may overlap what is known. Objects that an
 * event does not touch keep their identity, so memoised rows are not drawn again.
 */
import type { ChatEvent, ChatEventOf, CommandInfo, Message, Part, PartOf, PlanItem, QueueItem, Request, Task, TaskState, Usage } from '~/wire/types'

/** The answer of `GET /chats/{id}/messages`: the newest page of the shown path, as it was at `seq`. */
export type Snapshot = {
  messages: Message[]
  seq: number
  next: string | null
  queue: QueueItem[]
  task: Task | null
  plan: PlanItem[]
  requests: Request[]
}

export type ChatNotice = ChatEventOf<'notice'>['data']

/** What an agent means to do, and how far it is: of one task. */
export type Plan = { taskId: string | null; items: readonly PlanItem[] }

export type ChatState = {
  /** The last event that is part of this state. */
  seq: number
  /** Whether everything up to now was received; false between a snapshot and the end of its replay. */
  synced: boolean
  /** The shown path, oldest first; its beginning may not be loaded yet. */
  messages: readonly Message[]
  /** Pass as `before` to load older messages; null at the beginning of the chat. */
  older: string | null
  queue: readonly QueueItem[]
  /** The task that works or waits, else the last one. */
  task: Task | null
  /** Every task known of, by id: what it cost and how it ended. */
  tasks: Readonly<Record<string, Task>>
  requests: Readonly<Record<string, Request>>
  usage: Usage | null
  title: string | null
  notice: ChatNotice | null
  plan: Plan | null
  /** Slash commands of the agent, once it told them. */
  commands: readonly CommandInfo[] | null
  /** Parts whose text has a hole. A later whole part fills it. */
  torn: readonly string[]
  /** The events cannot be followed any further: load a snapshot. */
  stale: boolean
}

export const emptyChat: ChatState = {
  seq: 0, synced: false, messages: [], older: null, queue: [], task: null, tasks: {}, requests: {}, usage: null,
  title: null, notice: null, plan: null, commands: null, torn: [], stale: false,
}

const live: ReadonlySet<TaskState> = new Set(['running', 'blocked'])
const ended: ReadonlySet<TaskState> = new Set(['completed', 'failed', 'cancelled', 'interrupted'])
export const isLive = (task: Task | null) => task !== null && live.has(task.state)
/** A key may stop what works; what waits for the person is only stopped by a button. */
export const isStoppable = (task: Task | null) => task?.state === 'running' || task?.state === 'pending'
export const isEnded = (task: Task | null) => task !== null && ended.has(task.state)

/** The state at a snapshot. Tasks, answered requests and older pages that are still true are kept from `before`. */
export function fromSnapshot(snapshot: Snapshot, before: ChatState = emptyChat): ChatState {
  const requests = { ...settled(before.requests) }
  for (const request of snapshot.requests) requests[request.id] = request
  const { messages, older } = joinPages(before, snapshot)
  return {
    ...before,
    seq: snapshot.seq, synced: false, messages, older, queue: snapshot.queue, task: snapshot.task, requests,
    tasks: snapshot.task ? { ...before.tasks, [snapshot.task.id]: snapshot.task } : before.tasks,
    plan: snapshot.task && snapshot.plan.length > 0 ? { taskId: snapshot.task.id, items: snapshot.plan } : null,
    usage: snapshot.task?.usage ?? before.usage, torn: [], stale: false,
  }
}

/** Adds an older page in front. */
export function withOlder(
  state: ChatState, page: Pick<Snapshot, 'messages' | 'next'> & Partial<Pick<Snapshot, 'requests'>>, before: string,
): ChatState {
  if (state.older !== before) return state
  const known = new Set(state.messages.map((message) => message.id))
  const added = page.messages.filter((message) => !known.has(message.id))
  const asked = Object.fromEntries((page.requests ?? []).map((request) => [request.id, request]))
  return { ...state, messages: [...added, ...state.messages], older: page.next, requests: { ...asked, ...state.requests } }
}

/** Adds tasks that were loaded apart; what events said about a task is newer and wins. */
export function withTasks(state: ChatState, tasks: readonly Task[]): ChatState {
  return { ...state, tasks: { ...Object.fromEntries(tasks.map((task) => [task.id, task])), ...state.tasks } }
}

export const reduceAll = (state: ChatState, events: readonly ChatEvent[]) => events.reduce(reduce, state)

export function reduce(state: ChatState, event: ChatEvent): ChatState {
  if (event.seq <= state.seq) return state
  return applied({ ...state, seq: event.seq }, event)
}

/** The replay has ended. A hole that is still open cannot be filled by events any more. */
export function markSynced(state: ChatState): ChatState {
  return { ...state, synced: true, stale: state.stale || state.torn.length > 0 }
}

function applied(state: ChatState, event: ChatEvent): ChatState {
  switch (event.type) {
    case 'message.created': return withMessage(state, event.data.message)
    case 'message.updated': return changeMessage(state, event.data.message.id, (known) => merged(known, event.data.message))
    case 'message.removed': return withoutMessages(state, event.data.message_ids)
    case 'leaf.updated': return state.messages.at(-1)?.id === event.data.leaf_id ? state : { ...state, stale: true }
    case 'part.created': return withNewPart(state, event.data.part)
    case 'part.updated': return withWholePart(state, event.data.part)
    case 'part.completed': return withWholePart(state, event.data.part)
    case 'part.delta': return withDelta(state, event.data)
    case 'task.state': return withTask(state, event.data.task)
    case 'queue.updated': return { ...state, queue: event.data.queue }
    case 'usage': return withUsage(state, event.data.task_id, event.data.usage)
    case 'request.created':
    case 'request.resolved': return withRequest(state, event.data.request)
    case 'title.updated': return { ...state, title: event.data.title }
    case 'notice': return { ...state, notice: event.data }
    case 'plan.updated': return { ...state, plan: { taskId: state.task?.id ?? null, items: event.data.items } }
    case 'commands.updated': return { ...state, commands: event.data.commands }
    default: return state
  }
}

/** Appends after its parent; what stood there before (an edited or regenerated branch) leaves the path. */
function withMessage(state: ChatState, message: Message): ChatState {
  if (state.messages.some((known) => known.id === message.id)) {
    return changeMessage(state, message.id, (known) => merged(known, message))
  }
  if (message.parent_id === null) return { ...state, messages: [message], older: null }
  const parent = state.messages.findLastIndex((known) => known.id === message.parent_id)
  if (parent < 0) return { ...state, stale: true }
  return { ...state, messages: [...state.messages.slice(0, parent + 1), message] }
}

function withoutMessages(state: ChatState, ids: readonly string[]): ChatState {
  const gone = new Set(ids)
  return { ...state, messages: state.messages.filter((message) => !gone.has(message.id)), stale: true }
}

function changeMessage(state: ChatState, id: string, change: (message: Message) => Message): ChatState {
  const at = state.messages.findLastIndex((message) => message.id === id)
  const known = state.messages[at]
  if (!known) return state
  const next = change(known)
  return next === known ? state : { ...state, messages: state.messages.with(at, next) }
}

/** The newer message around the parts of both: a part never disappears from a message. */
function merged(known: Message, message: Message): Message {
  const parts = message.parts.reduce(placePart, known.parts)
  return { ...message, parts }
}

/** Parts in order of their index with `part` put in, or put over the one with its id. */
function placePart(parts: Part[], part: Part): Part[] {
  const at = parts.findLastIndex((known) => known.id === part.id)
  if (at >= 0) return parts.with(at, part)
  const after = parts.findLastIndex((known) => known.index <= part.index)
  return parts.toSpliced(after + 1, 0, part)
}

function withNewPart(state: ChatState, part: Part): ChatState {
  return changeMessage(state, part.message_id, (message) =>
    message.parts.some((known) => known.id === part.id) ? message : { ...message, parts: placePart(message.parts, part) },
  )
}

function withWholePart(state: ChatState, part: Part): ChatState {
  const next = changeMessage(state, part.message_id, (message) => ({ ...message, parts: placePart(message.parts, part) }))
  return next.torn.includes(part.id) ? { ...next, torn: next.torn.filter((id) => id !== part.id) } : next
}

type Delta = ChatEventOf<'part.delta'>['data']

function withDelta(state: ChatState, delta: Delta): ChatState {
  const part = state.messages
    .findLast((message) => message.id === delta.message_id)
    ?.parts.findLast((known) => known.id === delta.part_id)
  if (!part) return state.messages.some((message) => message.id === delta.message_id) ? torn(state, delta) : state
  if (!grows(part)) return state
  if (delta.offset > part.text.length) return torn(state, delta)
  if (delta.offset + delta.text.length <= part.text.length) return state
  const text = part.text.slice(0, delta.offset) + delta.text
  return changeMessage(state, delta.message_id, (message) => ({
    ...message, parts: placePart(message.parts, { ...part, text }),
  }))
}

type GrowingPart = PartOf<'text'> | PartOf<'reasoning'> | PartOf<'tool_result'>

/** Text, reasoning, and what a running tool prints. */
const grows = (part: Part): part is GrowingPart =>
  (part.type === 'text' || part.type === 'reasoning' || part.type === 'tool_result') && part.state === 'open'

/** During a replay the whole part may still follow; live, nothing will fill the hole. */
function torn(state: ChatState, delta: Delta): ChatState {
  if (state.torn.includes(delta.part_id)) return state
  return { ...state, torn: [...state.torn, delta.part_id], stale: state.stale || state.synced }
}

function withTask(state: ChatState, task: Task): ChatState {
  const shown = state.task
  const isNewer = shown !== null && isEnded(shown) && task.created_at >= shown.created_at
  const takesOver = shown === null || shown.id === task.id || isNewer || live.has(task.state)
  const next = { ...withModel(state, task), tasks: { ...state.tasks, [task.id]: task } }
  return takesOver ? { ...next, task, usage: task.usage ?? state.usage } : next
}

/** An answer says which model gave it once that is known: the task's own choice, or what was the default. */
function withModel(state: ChatState, task: Task): ChatState {
  const answerId = task.assistant_message_id
  if (!task.model || !answerId) return state
  return changeMessage(state, answerId, (known) => (known.model === task.model ? known : { ...known, model: task.model }))
}

function withUsage(state: ChatState, taskId: string, usage: Usage): ChatState {
  const task = state.tasks[taskId]
  if (!task) return { ...state, usage }
  const next = { ...task, usage }
  return { ...state, usage, task: state.task?.id === taskId ? next : state.task, tasks: { ...state.tasks, [taskId]: next } }
}

const withRequest = (state: ChatState, request: Request): ChatState => ({
  ...state, requests: { ...state.requests, [request.id]: request },
})

const settled = (requests: ChatState['requests']) =>
  Object.fromEntries(Object.entries(requests).filter(([, request]) => request.state !== 'open'))

/** Keeps older pages that lead up to the snapshot, and the identity of messages that did not change. */
function joinPages(before: ChatState, snapshot: Snapshot): { messages: readonly Message[]; older: string | null } {
  const known = new Map(before.messages.map((message) => [message.id, message]))
  const page = snapshot.messages.map((message) => same(known.get(message.id), message))
  const first = page[0]
  const above = first ? before.messages.findIndex((message) => message.id === first.parent_id) : -1
  if (above < 0) return { messages: page, older: snapshot.next }
  return { messages: [...before.messages.slice(0, above + 1), ...page], older: before.older }
}

const same = (known: Message | undefined, message: Message) =>
  known && JSON.stringify(known) === JSON.stringify(message) ? known : message
