import { describe, expect, it } from 'vitest'
import type { ChatEvent, PartOf } from '~/wire/types'
import {
  emptyChat, fromSnapshot, markSynced, reduce, reduceAll, withOlder, withTasks, type ChatState, type Snapshot,
} from './chat-reducer'
import {
  callPart, completed, created, delta, log, message, noticePart, opened, question, resultPart, snapshot, task, taskState,
  textPart, updated, userMessage,
} from './chat-samples'

const textOf = (state: ChatState, messageAt: number, partAt = 0) =>
  (state.messages[messageAt]?.parts[partAt] as PartOf<'text'> | undefined)?.text

const ids = (state: ChatState) => state.messages.map((known) => known.id)

/** A turn with reasoning-free text in deltas, a tool call, a question and a second answer after an edit. */
const story: ChatEvent[] = log(0,
  taskState(task('t1', { state: 'pending', assistant_message_id: null })),
  { type: 'queue.updated', data: { queue: [] } },
  created(userMessage('u1', null, 'What does it do?')),
  created(message('a1', 'u1', { task_id: 't1' })),
  taskState(task('t1')),
  opened(textPart('p1', 'a1', 0, '')),
  delta('a1', 'p1', 0, 'It '),
  delta('a1', 'p1', 3, 'reads 👻 '),
  delta('a1', 'p1', 12, 'files'),
  completed(textPart('p1', 'a1', 0, 'It reads 👻 files', 'done')),
  opened(callPart('p2', 'a1', 1)),
  updated(callPart('p2', 'a1', 1, { state: 'waiting', request_id: 'r1' })),
  { type: 'request.created', data: { request: question('r1') } },
  taskState(task('t1', { state: 'blocked' })),
  { type: 'request.resolved', data: { request: question('r1', { state: 'answered' }) } },
  taskState(task('t1')),
  updated(callPart('p2', 'a1', 1, { state: 'completed', request_id: 'r1' })),
  completed(resultPart('p3', 'a1', 2, 'p2', { text: 'Postgres' })),
  { type: 'usage', data: { task_id: 't1', step: 0, usage: { prompt_tokens: 9, completion_tokens: 3, reasoning_tokens: 0, cached_tokens: 0, context_tokens: 12, context_size: 4096, tokens_per_second: 40, estimated: false, cost: null } } },
  opened(noticePart('p4', 'a1', 3, { kind: 'cut', text: 'Cut' })),
  { type: 'title.updated', data: { title: 'Reading files', source: 'auto' } },
  taskState(task('t1', { state: 'completed' })),
  created(userMessage('u2', 'a1', 'And then?')),
  created(message('a2', 'u2', { task_id: 't2' })),
  taskState(task('t2', { message_id: 'u2', assistant_message_id: 'a2' })),
  opened(textPart('p5', 'a2', 0, '')),
  delta('a2', 'p5', 0, 'Then'),
  taskState(task('t2', { message_id: 'u2', assistant_message_id: 'a2', state: 'cancelled' })),
  completed(textPart('p5', 'a2', 0, 'Then', 'interrupted')),
  created(userMessage('u3', 'a1', 'Or else?', { sibling_ids: ['u2', 'u3'] })),
  created(message('a3', 'u3', { task_id: 't3' })),
  taskState(task('t3', { message_id: 'u3', assistant_message_id: 'a3' })),
  opened(textPart('p6', 'a3', 0, '')),
  delta('a3', 'p6', 0, 'Else '),
  delta('a3', 'p6', 5, 'nothing'),
)

/** What the server would answer after `count` events. */
const snapshotAfter = (count: number): Snapshot => {
  const state = reduceAll(emptyChat, story.slice(0, count))
  const open = Object.values(state.requests).filter((request) => request.state === 'open')
  return structuredClone(snapshot({ messages: [...state.messages], seq: state.seq, task: state.task, requests: open, queue: [...state.queue] }))
}

const shown = (state: ChatState) => ({
  seq: state.seq, messages: state.messages, queue: state.queue, task: state.task, torn: state.torn, stale: state.stale,
  open: Object.values(state.requests).filter((request) => request.state === 'open'),
})

describe('snapshot and replay', () => {
  const whole = shown(reduceAll(emptyChat, story))

  it('gives the same state wherever the stream is split', () => {
    for (let cut = 0; cut <= story.length; cut++) {
      expect(shown(reduceAll(fromSnapshot(snapshotAfter(cut)), story.slice(cut)))).toEqual(whole)
    }
  })
  it('gives the same state when the replay overlaps the snapshot', () => {
    for (let cut = 0; cut <= story.length; cut++) {
      for (const overlap of [1, 3, 10]) {
        expect(shown(reduceAll(fromSnapshot(snapshotAfter(cut)), story.slice(Math.max(0, cut - overlap))))).toEqual(whole)
      }
    }
  })
  it('gives the same state when every event arrives twice', () => {
    expect(shown(reduceAll(emptyChat, story.flatMap((event) => [event, event])))).toEqual(whole)
  })
  it('gives the same state when a snapshot is loaded over a state that is behind', () => {
    for (let cut = 0; cut <= story.length; cut++) {
      const behind = reduceAll(emptyChat, story.slice(0, Math.floor(cut / 2)))
      expect(shown(reduceAll(fromSnapshot(snapshotAfter(cut), behind), story.slice(cut)))).toEqual(whole)
    }
  })
  it('gives the same state when a replay skips deltas that their whole part superseded', () => {
    const pruned = story.filter((event) => event.type !== 'part.delta' || event.data.part_id === 'p6')
    expect(shown(reduceAll(emptyChat, pruned))).toEqual(whole)
  })
  it('survives a snapshot that already holds what its replay brings', () => {
    const ahead = { ...snapshotAfter(story.length), seq: 5 }
    const state = reduceAll(fromSnapshot(ahead), story.slice(5))
    expect(textOf(state, 3)).toBe('Else nothing')
    expect(textOf(state, 1)).toBe('It reads 👻 files')
  })
})

describe('deltas', () => {
  const start = reduceAll(emptyChat, log(0, created(message('a', null)), opened(textPart('p', 'a', 0, 'Hello'))))

  it('append at the end', () => {
    expect(textOf(reduceAll(start, log(2, delta('a', 'p', 5, ' you'))), 0)).toBe('Hello you')
  })
  it('count UTF-16 units', () => {
    const state = reduceAll(start, log(2, delta('a', 'p', 5, '👻'), delta('a', 'p', 7, '!')))
    expect(textOf(state, 0)).toBe('Hello👻!')
  })
  it('that are known already change nothing', () => {
    const state = reduceAll(start, log(2, delta('a', 'p', 0, 'Hel')))
    expect(state.messages).toBe(start.messages)
  })
  it('overlay what they overlap', () => {
    expect(textOf(reduceAll(start, log(2, delta('a', 'p', 3, 'lo there'))), 0)).toBe('Hello there')
  })
  it('never touch a part that is complete', () => {
    const state = reduceAll(start, log(2, completed(textPart('p', 'a', 0, 'Hello.', 'done')), delta('a', 'p', 6, '??')))
    expect(textOf(state, 0)).toBe('Hello.')
  })
  it('after a gap ask for a snapshot when live', () => {
    const state = reduceAll(markSynced(start), log(2, delta('a', 'p', 9, 'x')))
    expect(state.stale).toBe(true)
    expect(textOf(state, 0)).toBe('Hello')
  })
  it('after a gap in a replay wait for the whole part', () => {
    const holed = reduceAll(start, log(2, delta('a', 'p', 9, 'x')))
    expect(holed).toMatchObject({ stale: false, torn: ['p'] })
    expect(markSynced(holed).stale).toBe(true)
    const whole = reduceAll(holed, log(3, completed(textPart('p', 'a', 0, 'Hello yoox', 'done'))))
    expect(markSynced(whole)).toMatchObject({ stale: false, torn: [] })
  })
  it('of an unknown part of a shown message are a gap', () => {
    expect(reduceAll(markSynced(start), log(2, delta('a', 'other', 0, 'x'))).stale).toBe(true)
  })
  it('of a message on another branch are ignored', () => {
    expect(reduceAll(markSynced(start), log(2, delta('elsewhere', 'q', 7, 'x')))).toMatchObject({ stale: false, seq: 3 })
  })
})

describe('the shown path', () => {
  const start = reduceAll(emptyChat, log(0, created(userMessage('u1', null, 'a')), created(message('a1', 'u1')), created(userMessage('u2', 'a1', 'b')), created(message('a2', 'u2'))))
  it('is cut after the parent of an edited message', () => {
    expect(ids(reduceAll(start, log(4, created(userMessage('u3', 'a1', 'c')))))).toEqual(['u1', 'a1', 'u3'])
  })
  it('is cut after the prompt of a regenerated answer', () => {
    expect(ids(reduceAll(start, log(4, created(message('a3', 'u1')))))).toEqual(['u1', 'a3'])
  })
  it('starts over when the first message is edited', () => {
    expect(ids(reduceAll(start, log(4, created(userMessage('u3', null, 'c')))))).toEqual(['u3'])
  })
  it('is reloaded when the parent is not shown', () => {
    expect(reduceAll(start, log(4, created(message('a9', 'u8')))).stale).toBe(true)
  })
  it('drops removed messages and is reloaded', () => {
    const state = reduceAll(start, log(4, { type: 'message.removed', data: { message_ids: ['u2', 'a2'], leaf_id: 'a1' } }))
    expect(ids(state)).toEqual(['u1', 'a1'])
    expect(state.stale).toBe(true)
  })
  it('is reloaded only for a leaf that is not its end', () => {
    expect(reduceAll(start, log(4, { type: 'leaf.updated', data: { leaf_id: 'a2' } })).stale).toBe(false)
    expect(reduceAll(start, log(4, { type: 'leaf.updated', data: { leaf_id: 'x' } })).stale).toBe(true)
  })
  it('takes an older page in front', () => {
    const state = withOlder({ ...start, older: 'u1' }, { messages: [message('a0', 'u0'), userMessage('u1', 'a0', 'a')], next: null }, 'u1')
    expect(ids(state)).toEqual(['a0', 'u1', 'a1', 'u2', 'a2'])
    expect(state.older).toBeNull()
  })
  it('ignores an older page that was asked for before a reload', () => {
    expect(withOlder(start, { messages: [message('a0', null)], next: null }, 'u1')).toBe(start)
  })
  it('keeps older pages over a reload', () => {
    const page = snapshot({ seq: 9, messages: [userMessage('u2', 'a1', 'b'), message('a2', 'u2')], next: 'u2' })
    const state = fromSnapshot(page, { ...start, older: 'u1' })
    expect(ids(state)).toEqual(['u1', 'a1', 'u2', 'a2'])
    expect(state.older).toBe('u1')
    expect(state.messages[0]).toBe(start.messages[0])
    expect(state.messages[2]).toBe(start.messages[2])
  })
})

describe('identity', () => {
  const start = reduceAll(emptyChat, log(0, created(userMessage('u', null, 'a')), created(message('a', 'u')), opened(textPart('p', 'a', 0, '')), opened(textPart('q', 'a', 1, ''))))

  it('of untouched messages and parts is kept', () => {
    const next = reduceAll(start, log(4, delta('a', 'q', 0, 'x')))
    expect(next.messages[0]).toBe(start.messages[0])
    expect(next.messages[1]).not.toBe(start.messages[1])
    expect(next.messages[1]?.parts[0]).toBe(start.messages[1]?.parts[0])
  })
  it('of the whole state is kept for an event already seen', () => {
    for (const event of story.slice(0, start.seq)) expect(reduce(start, event)).toBe(start)
  })
})

describe('tasks, queue and requests', () => {
  it('shows the live task while another one waits', () => {
    const state = reduceAll(emptyChat, log(0, taskState(task('t1')), taskState(task('t2', { state: 'pending' }))))
    expect(state.task?.id).toBe('t1')
    expect(reduceAll(state, log(2, taskState(task('t1', { state: 'completed' })))).task?.state).toBe('completed')
    expect(reduceAll(state, log(2, taskState(task('t2')))).task?.id).toBe('t2')
  })
  it('keeps the last task when an older one was looked at', () => {
    const old = task('t0', { state: 'failed', created_at: '2026-11-20T10:00:00.000Z' })
    const state = reduceAll(emptyChat, log(0, taskState(task('t1', { state: 'completed' })), taskState({ ...old, seen_at: 'now' })))
    expect(state.task?.id).toBe('t1')
    expect(state.tasks['t0']?.seen_at).toBe('now')
  })
  it('keeps what an event said about a task over a list that was loaded apart', () => {
    const state = withTasks(reduceAll(emptyChat, log(0, taskState(task('t1', { state: 'failed' })))), [task('t1'), task('t0')])
    expect(state.tasks['t1']?.state).toBe('failed')
    expect(state.tasks['t0']).toBeDefined()
  })
  it('drops open requests that a snapshot no longer has and keeps answered ones', () => {
    const state = reduceAll(emptyChat, log(0,
      { type: 'request.created', data: { request: question('r1') } },
      { type: 'request.resolved', data: { request: question('r2', { state: 'answered' }) } }))
    expect(Object.keys(fromSnapshot(snapshot({ seq: 5 }), state).requests)).toEqual(['r2'])
  })
  it('takes the usage of the newest report', () => {
    const state = reduceAll(emptyChat, story)
    expect(state.usage?.context_tokens).toBe(12)
    expect(state.tasks['t1']).toBeDefined()
  })
  it('ignores event types it does not know but counts them', () => {
    const odd = { topic: 'chat:c', seq: 1, type: 'future.thing', data: {} } as unknown as ChatEvent
    expect(reduce(emptyChat, odd)).toEqual({ ...emptyChat, seq: 1 })
  })
})

describe('messages', () => {
  it('that are updated keep parts the update does not carry', () => {
    const start = reduceAll(emptyChat, log(0, created(message('a', null)), opened(textPart('p', 'a', 0, 'x', 'done'))))
    const state = reduceAll(start, log(2, { type: 'message.updated', data: { message: message('a', null, { model: 'n' }), leaf_id: 'a' } }))
    expect(state.messages[0]).toMatchObject({ model: 'n', parts: [{ id: 'p' }] })
  })
  it('keep their parts in the order of their index', () => {
    const state = reduceAll(emptyChat, log(0, created(message('a', null)), opened(textPart('q', 'a', 5, '')), opened(textPart('p', 'a', 2, ''))))
    expect(state.messages[0]?.parts.map((part) => part.id)).toEqual(['p', 'q'])
  })
})

describe('what a running tool prints', () => {
  const opening = log(0, created(userMessage('u1', null, 'Hi')), created(message('a1', 'u1', { task_id: 't1' })), opened(callPart('p1', 'a1', 0)))
  const result = (state: ChatState) => state.messages[1]?.parts.find(({ id }) => id === 'p2')

  it('grows by deltas and is superseded by its result', () => {
    const live = reduceAll(emptyChat, [
      ...opening,
      ...log(3, opened(resultPart('p2', 'a1', 1, 'p1', { state: 'open' })), delta('a1', 'p2', 0, 'one\n'), delta('a1', 'p2', 4, 'two\n')),
    ])
    expect(result(live)).toMatchObject({ text: 'one\ntwo\n', state: 'open' })
    const done = reduceAll(live, log(6, completed(resultPart('p2', 'a1', 1, 'p1', { text: 'two' }))))
    expect(result(done)).toMatchObject({ text: 'two', state: 'done' })
    expect(reduceAll(done, log(7, delta('a1', 'p2', 3, 'late')))).toMatchObject({ torn: [] })
  })
  it('with a hole asks for a snapshot once it is live', () => {
    const live = markSynced(reduceAll(emptyChat, [...opening, ...log(3, opened(resultPart('p2', 'a1', 1, 'p1', { state: 'open' })))]))
    expect(reduceAll(live, log(4, delta('a1', 'p2', 9, 'x'))).stale).toBe(true)
  })
})

it('a plan belongs to the task that made it, and commands are those told last', () => {
  const items = [{ text: 'Look', state: 'done' as const }, { text: 'Fix', state: 'running' as const }]
  const state = reduceAll(emptyChat, log(0, taskState(task('t1')),
    { type: 'plan.updated', data: { items } },
    { type: 'commands.updated', data: { commands: [{ name: 'review', description: 'Review', group: 'command' }] } },
  ))
  expect(state.plan).toEqual({ taskId: 't1', items })
  expect(state.commands?.map(({ name }) => name)).toEqual(['review'])
  expect(fromSnapshot(snapshot({ task: task('t1'), plan: items })).plan).toEqual(state.plan)
  expect(fromSnapshot(snapshot({ task: task('t2') }), state).plan).toBeNull()
})
