import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import type { ChatEvent, ClientFrame, ServerFrame } from '~/wire/types'
import { Subscriptions } from './subscriptions'

const event = (seq: number, chat = 'c') =>
  ({ topic: `chat:${chat}`, seq, type: 'notice', data: {} }) as unknown as ChatEvent
const answer = (id: number) => ({ id, result: {}, error: null }) as ServerFrame

/** A server end: records what was sent, answers the newest subscription. */
function harness() {
  const sent: ClientFrame[] = []
  const seen: number[] = []
  const calls: string[] = []
  const changed: string[][] = []
  const subscriptions = new Subscriptions(
    (frame) => sent.push(frame),
    (frame) => changed.push(frame.what),
  )
  const follow = (after: number, chat = 'c') =>
    subscriptions.followChat(chat, after, {
      onEvents: (events) => seen.push(...events.map((one) => one.seq)),
      onSynced: (seq) => calls.push(`synced ${seq}`),
      onReset: () => calls.push('reset'),
      onRefused: (code) => calls.push(`refused ${code}`),
    })
  const answerLast = () => subscriptions.receive(answer(sent.at(-1)?.id ?? 0))
  const receive = (...frames: ServerFrame[]) => frames.forEach((frame) => subscriptions.receive(frame))
  return { subscriptions, sent, seen, calls, changed, follow, answerLast, receive }
}

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

describe('a followed chat', () => {
  test('is subscribed after its cursor and hands on events in order', () => {
    const { sent, seen, follow, answerLast, receive } = harness()
    follow(7)
    expect(sent).toEqual([{ id: 1, op: 'subscribe', topic: 'chat:c', after: 7 }])
    answerLast()
    receive(event(8), event(9))
    vi.advanceTimersByTime(50)
    expect(seen).toEqual([8, 9])
  })

  test('drops what it has already seen', () => {
    const { seen, follow, answerLast, receive } = harness()
    follow(7)
    answerLast()
    receive(event(7), event(8), event(8), event(6))
    vi.advanceTimersByTime(50)
    expect(seen).toEqual([8])
  })

  test('is subscribed again from the last event when a new connection opens', () => {
    const { subscriptions, sent, follow, answerLast, receive } = harness()
    follow(0)
    answerLast()
    receive(event(1), event(2))
    subscriptions.opened()
    expect(sent.at(-1)).toMatchObject({ op: 'subscribe', after: 2 })
  })

  test('ignores what an older subscription still sends until the server has left it', () => {
    const { sent, seen, follow, answerLast, receive } = harness()
    const stop = follow(0)
    answerLast()
    stop()
    const leave = sent.at(-1)
    follow(0)
    receive(event(5))
    receive(answer(leave?.id ?? 0))
    receive(event(1), event(2))
    vi.advanceTimersByTime(50)
    expect(seen).toEqual([1, 2])
  })

  test('hands on everything before it says that it is in sync', () => {
    const { seen, calls, follow, answerLast, receive } = harness()
    follow(0)
    answerLast()
    receive(event(1), event(2), { topic: 'chat:c', type: 'synced', seq: 2 })
    expect(seen).toEqual([1, 2])
    expect(calls).toEqual(['synced 2'])
  })

  test('tells about a reset and about a refusal', () => {
    const { sent, calls, follow, answerLast, receive, subscriptions } = harness()
    follow(9)
    answerLast()
    receive({ topic: 'chat:c', type: 'reset' })
    follow(0, 'gone')
    const id = sent.at(-1)?.id ?? 0
    receive({ id, result: null, error: { code: 'not_found', message: 'No such chat.', data: {} } })
    subscriptions.opened()
    expect(calls).toEqual(['reset', 'refused not_found'])
    expect(sent.filter((frame) => 'topic' in frame && frame.topic === 'chat:gone')).toHaveLength(1)
  })

  test('events may come before the answer to the subscription', () => {
    const { seen, follow, answerLast, receive } = harness()
    follow(0)
    receive(event(1))
    answerLast()
    expect(seen).toEqual([1])
  })

  test('a second follower takes over, and the first one leaving changes nothing', () => {
    const { sent, follow } = harness()
    const stop = follow(0)
    follow(3)
    stop()
    expect(sent.map((frame) => frame.op)).toEqual(['subscribe', 'unsubscribe', 'subscribe'])
  })

  test('what was left on a lost connection needs no answer on the next one', () => {
    const { subscriptions, seen, follow, receive } = harness()
    follow(0)()
    follow(0)
    subscriptions.opened()
    receive(event(1))
    expect(seen).toEqual([1])
  })

  test('gets the first event at once and the rest in one batch', () => {
    const { seen, follow, answerLast, receive } = harness()
    follow(0)
    answerLast()
    receive(event(1), event(2), event(3))
    expect(seen).toEqual([1])
    vi.advanceTimersByTime(50)
    expect(seen).toEqual([1, 2, 3])
  })
})

test('invalidations are handed on', () => {
  const { subscriptions, changed, answerLast, receive } = harness()
  subscriptions.followChanges('app')
  answerLast()
  receive({ topic: 'app', type: 'changed', what: ['projects'] })
  expect(changed).toEqual([['projects']])
})
