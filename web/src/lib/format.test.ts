import { expect, test } from 'vitest'
import { agoText, bytesText, countText, durationText } from './format'

test('ages are told in the largest unit that fits', () => {
  const now = Date.parse('2026-11-21T12:00:00Z')
  const ago = (ms: number) => agoText(new Date(now - ms).toISOString(), now)
  expect(ago(10_000)).toBe('now')
  expect(ago(5 * 60_000)).toBe('5 min')
  expect(ago(3 * 3_600_000)).toBe('3 h')
  expect(ago(2 * 86_400_000)).toBe('2 d')
  expect(ago(8 * 86_400_000)).not.toContain('2026')
  expect(ago(400 * 86_400_000)).toContain('2025')
})

test('counts are rounded to what a person reads', () => {
  expect([0, 950, 18_400, 131_072, 1_250_000].map(countText)).toEqual(['0', '950', '18.4k', '131k', '1.3M'])
})

test('durations and sizes choose their unit', () => {
  expect([850, 3_200, 65_000, 3_780_000].map(durationText)).toEqual(['850 ms', '3.2 s', '1 min 5 s', '1 h 3 min'])
  expect([512, 1536, 33_554_432].map(bytesText)).toEqual(['512 B', '1.5 KB', '32 MB'])
})
