import { expect, test } from 'vitest'
import { ranked, scoreOf } from './ranking'

test('every word has to occur', () => {
  expect(scoreOf('New chat to the right', 'chat right')).toBeGreaterThan(0)
  expect(scoreOf('New chat to the right', 'chat left')).toBe(0)
})

test('the beginning of a word is better than its middle', () => {
  expect(scoreOf('Close pane', 'pane')).toBeGreaterThan(scoreOf('Open trapaned', 'pane'))
})

test('what is typed is text, not a pattern', () => {
  expect(scoreOf('a.b (c)', 'b (c')).toBeGreaterThan(0)
  expect(scoreOf('abc', '.*')).toBe(0)
})

test('without a query everything is shown as it came', () => {
  const items = [
    { title: 'B', group: 'two' },
    { title: 'A', group: 'one' },
    { title: 'C', group: 'two' },
  ]
  expect(ranked(items, '').map((group) => [group.value, group.items.length])).toEqual([
    ['two', 2],
    ['one', 1],
  ])
})

test('what the server found comes last, as it came, whatever its words are', () => {
  const items = [
    { title: 'zebra crossing', group: 'Found', isServerFound: true },
    { title: 'zebra', group: 'Found', isServerFound: true },
    { title: 'A herd with one zebra', group: 'Chats' },
  ]
  expect(ranked(items, 'zebra').map((group) => group.items.map((item) => item.title))).toEqual([
    ['A herd with one zebra'],
    ['zebra crossing', 'zebra'],
  ])
})

test('the group with the best answer comes first, and keywords find too', () => {
  const items = [
    { title: 'Switch theme', group: 'General', keywords: 'dark light' },
    { title: 'Dark corners of the parser', group: 'Chats' },
  ]
  expect(ranked(items, 'dark').map((group) => group.value)).toEqual(['Chats', 'General'])
})
