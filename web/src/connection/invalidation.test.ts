import { expect, test } from 'vitest'
import { staleKeys } from './invalidation'

const changed = (...what: string[]) => ({ topic: 'app', type: 'changed' as const, what })

test('a change makes stale what depends on it, each once', () => {
  expect(staleKeys(changed('tasks', 'chats'))).toEqual(['tasks', 'chats', 'sessions', 'projects', 'inbox', 'notifications'])
})

test('a word this version does not know names its own key', () => {
  expect(staleKeys(changed('weather'))).toEqual(['weather'])
})
