import { expect, test } from 'vitest'
import { LIVE_WORDS, lookOf } from './live-status'

test('what needs you comes before what works, and that before what you have not seen', () => {
  expect(lookOf({ status: 'blocked', unread: true, failed: true })).toBe('waits')
  expect(lookOf({ status: 'running', unread: true, failed: true })).toBe('working')
  expect(lookOf({ status: 'pending', failed: true })).toBe('queued')
  expect(lookOf({ status: 'idle', unread: true, failed: true })).toBe('failed')
  expect(lookOf({ status: 'idle', unread: true })).toBe('unread')
  expect(LIVE_WORDS[lookOf({ status: 'idle' })]).toBe('')
})
