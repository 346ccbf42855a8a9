/** Builders of wire shapes for tests: a chat's life in a few words. */
import type { ChatEvent, Message, Part, PartOf, Request, Task } from '~/wire/types'
import type { Snapshot } from './chat-reducer'

type TextPart = PartOf<'text'>
type ToolCallPart = PartOf<'tool_call'>
type ToolResultPart = PartOf<'tool_result'>
type NoticePart = PartOf<'notice'>

const at = '2026-11-21T10:00:00.000Z'

export const message = (id: string, parent: string | null, over: Partial<Message> = {}): Message => ({
  id, chat_id: 'c', parent_id: parent, role: 'assistant', task_id: null, provider: 'boocode', model: 'm',
  created_at: at, sibling_ids: [id], parts: [], ...over,
})

const base = (id: string, messageId: string, index: number) => ({
  id, message_id: messageId, index, step: 0, created_at: at, ended_at: null,
})

export const textPart = (id: string, messageId: string, index: number, text: string, state: TextPart['state'] = 'open') =>
  ({ ...base(id, messageId, index), type: 'text', state, text }) satisfies TextPart

export const callPart = (id: string, messageId: string, index: number, over: Partial<ToolCallPart> = {}): ToolCallPart => ({
  ...base(id, messageId, index), type: 'tool_call', state: 'running', call_id: id, tool: 'view_file', kind: 'read',
  title: 'src/app.py', arguments: {}, request_id: null, ...over,
})

export const resultPart = (
  id: string, messageId: string, index: number, callPartId: string, over: Partial<ToolResultPart> = {},
): ToolResultPart => ({
  ...base(id, messageId, index), type: 'tool_result', state: 'done', call_part_id: callPartId, text: '', detail: null,
  is_error: false, truncated: false, output_blob: null, images: [], tokens: 0, ...over,
})

export const noticePart = (id: string, messageId: string, index: number, over: Partial<NoticePart> = {}): NoticePart => ({
  ...base(id, messageId, index), type: 'notice', kind: 'info', text: '', data: {}, ...over,
})

export const userMessage = (id: string, parent: string | null, text: string, over: Partial<Message> = {}) =>
  message(id, parent, { role: 'user', parts: [textPart(`${id}-t`, id, 0, text, 'done')], ...over })

export const task = (id: string, over: Partial<Task> = {}): Task => ({
  id, chat_id: 'c', session_id: 's', project_id: 'p', message_id: 'u', assistant_message_id: 'a', provider: 'boocode',
  model: 'm', mode: null, thinking: null, options: {}, delivery: 'queue', state: 'running', reason: null, error: null,
  continues_id: null, usage: null, created_at: at, started_at: at, ended_at: null, seen_at: null, ...over,
})

export const question = (id: string, over: Partial<Request> = {}): Request => ({
  id, kind: 'question', task_id: 't', chat_id: 'c', session_id: 's', title: 'Which database?', detail: '', options: [],
  questions: [], always: '', provider: null, orphaned: false, rule_id: null, state: 'open', answer: null, created_at: at, answered_at: null, ...over,
})

/** A permission as every agent asks for one. */
export const permission = (id: string, over: Partial<Request> = {}): Request =>
  question(id, {
    kind: 'permission', title: 'Run a command', detail: 'npm test', always: 'Commands that begin with `npm test`', provider: 'goose',
    options: [
      { id: 'allow_once', kind: 'allow_once', label: 'Allow once', description: '' },
      { id: 'allow_always', kind: 'allow_always', label: 'Always allow', description: '' },
      { id: 'reject_once', kind: 'reject_once', label: 'Reject', description: '' },
    ],
    ...over,
  })

export const snapshot = (over: Partial<Snapshot> = {}): Snapshot => ({
  messages: [], seq: 0, next: null, queue: [], task: null, plan: [], requests: [], ...over,
})

type Bare = ChatEvent extends infer E ? (E extends ChatEvent ? Omit<E, 'topic' | 'seq'> : never) : never

/** Numbers events from `from + 1` on. */
export const log = (from: number, ...events: Bare[]): ChatEvent[] =>
  events.map((event, i) => ({ topic: 'chat:c', seq: from + i + 1, ...event }) as ChatEvent)

export const created = (made: Message, leaf = made.id): Bare => ({ type: 'message.created', data: { message: made, leaf_id: leaf } })
export const opened = (part: Part): Bare => ({ type: 'part.created', data: { part } })
export const updated = (part: Part): Bare => ({ type: 'part.updated', data: { part } })
export const completed = (part: Part): Bare => ({ type: 'part.completed', data: { part } })
export const delta = (messageId: string, partId: string, offset: number, text: string): Bare => ({
  type: 'part.delta', data: { message_id: messageId, part_id: partId, offset, text },
})
export const taskState = (next: Task): Bare => ({ type: 'task.state', data: { task: next } })
