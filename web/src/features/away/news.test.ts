import { expect, test } from 'vitest'
import type { Notification } from '~/wire/types'
import { mergedPages } from './merging'
import { newsIn, type Circumstances } from './news'
import { summary } from './words'

const NOW = Date.parse('2026-01-31T08:00:00Z')

const notification = (id: number, more: Partial<Notification> = {}): Notification => ({
  id, kind: 'completed', at: '2026-01-31T07:59:50Z', seen: false, watched: false, title: 'Tides', text: '', project_id: 'p',
  session_id: 's', session_name: 'Harbour', chat_id: 'c', message_id: null, task_id: 't', request_id: null, request_kind: null,
  terminal_id: null, exit_code: null, ...more,
})

const circumstances: Circumstances = {
  known: new Set([1]),
  wanted: { ended: true, failed: true, waits: false, terminal: true },
  isOnScreen: (topic) => topic === 'chat:here' || topic === 'terminal:here',
  now: NOW,
}

const idsOf = (...all: Notification[]) => newsIn(all, circumstances).map(({ id }) => id)

test('news is what nobody saw, the oldest first', () => {
  expect(idsOf(notification(4), notification(3), notification(2, { seen: true }), notification(1))).toEqual([3, 4])
})

test('what is on the screen here, or looked at elsewhere, is no news', () => {
  const here = notification(2, { chat_id: 'here' })
  const terminal = notification(3, { kind: 'terminal', chat_id: null, terminal_id: 'here' })
  expect(idsOf(here, terminal, notification(4, { watched: true }))).toEqual([])
})

test('what is not wanted, or long ago, is no news', () => {
  expect(idsOf(notification(2, { kind: 'request' }), notification(3, { at: '2026-01-31T07:50:00Z' }))).toEqual([])
})

test('a chat that two pages tell of is told of once, with all of it', () => {
  const fact = (kind: 'failed' | 'completed') => ({
    kind, count: 1, at: '', text: '', message_id: null, task_id: null, request_id: null, change_id: null, terminal_id: null, exit_code: null,
  })
  const page = (kind: 'failed' | 'completed') => ({
    projects: [{ id: 'p', name: 'P', sessions: [{ id: 's', name: 'S', facts: [], chats: [{ id: 'c', title: 'C', facts: [fact(kind)] }] }] }],
  })
  const [project] = mergedPages([page('failed'), page('completed')])
  expect(project?.sessions[0]?.chats).toHaveLength(1)
  expect(project?.sessions[0]?.chats[0]?.facts.map(({ kind }) => kind)).toEqual(['failed', 'completed'])
})

test('the summary says what matters most first', () => {
  expect(summary({ completed: 2, waiting: 1, session: 1 })).toBe('1 waits for you, 2 answers, 1 new session')
  expect(summary({})).toBe('Nothing happened.')
})
