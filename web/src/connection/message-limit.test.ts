import { expect, test } from 'vitest'
import { excessBytes, MAX_TEXT_BYTES, tooLongText } from './message-limit'

test('what counts is bytes of UTF-8', () => {
  expect(excessBytes('x'.repeat(MAX_TEXT_BYTES))).toBeNull()
  expect(excessBytes('x'.repeat(MAX_TEXT_BYTES + 1))).toBe(MAX_TEXT_BYTES + 1)
  expect(excessBytes('€'.repeat(33_333))).toBeNull()
  expect(excessBytes('€'.repeat(33_334))).toBe(100_002)
  expect(excessBytes('😀'.repeat(25_000))).toBeNull()
  expect(excessBytes('😀'.repeat(25_001))).toBe(100_004)
})

test('the sentence never names a size that would be allowed', () => {
  expect(tooLongText(MAX_TEXT_BYTES + 1)).toContain('101 kB')
})
