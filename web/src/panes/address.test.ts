import { expect, test } from 'vitest'
import { addressOf, parseAddress } from './address'

test.each([
  [{}, '/'],
  [{ projectId: 'p' }, '/p/p'],
  [{ projectId: 'p', sessionId: 's' }, '/p/p/s/s'],
  [{ projectId: 'p', sessionId: 's', chatId: 'c' }, '/p/p/s/s/c/c'],
])('%j is written as %s and read back', (address, path) => {
  expect(addressOf(address)).toBe(path)
  expect(parseAddress(path)).toEqual(address)
})

test('other pages name nothing', () => {
  expect(parseAddress('/settings')).toEqual({})
  expect(parseAddress('/p/p/s')).toEqual({})
})
