import { expect, test } from 'vitest'
import { dayOf } from './days'

test('chats stand under the day they were last touched', () => {
  const now = new Date(2026, 10, 21, 9)
  const at = (day: number, hour: number) => dayOf(new Date(2026, 10, day, hour).toISOString(), now)
  expect(at(21, 1)).toBe('Today')
  expect(at(20, 23)).toBe('Yesterday')
  expect(at(16, 12)).toBe('This week')
  expect(at(2, 12)).toMatch(/November/)
})
