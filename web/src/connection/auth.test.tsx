import { expect, test } from 'vitest'
import { takeCodeFromAddress } from './auth'

test('the one-time code leaves the address as soon as it is read', () => {
  history.replaceState(null, '', '/p/x?y=1#login=abc123')
  expect(takeCodeFromAddress()).toBe('abc123')
  expect(location.hash).toBe('')
  expect(location.pathname + location.search).toBe('/p/x?y=1')
  expect(takeCodeFromAddress()).toBeNull()
})
