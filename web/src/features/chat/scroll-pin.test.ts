import { expect, test } from 'vitest'
import { isBack, staysPinned } from './scroll-pin'

const box = (scrollTop: number, scrollHeight = 1000, clientHeight = 400) => ({ scrollTop, scrollHeight, clientHeight })

test('what grows below does not let go of the end', () => {
  expect(staysPinned(true, 600, box(600, 1300))).toBe(true)
  expect(staysPinned(true, 600, box(600, 1000, 250))).toBe(true)
})

test('scrolling up lets go of it, being near it does not', () => {
  expect(staysPinned(true, 600, box(500))).toBe(false)
  expect(staysPinned(true, 600, box(570))).toBe(true)
})

test('who left the end is back only when it is in sight', () => {
  expect(staysPinned(false, 300, box(400))).toBe(false)
  expect(staysPinned(false, 300, box(590))).toBe(true)
})

test('what shrinks above or below leaves the reader at the end', () => {
  expect(staysPinned(true, 600, box(300, 700))).toBe(true)
})

test('who turned back by a few pixels is back only after going down again', () => {
  expect(isBack(600, box(580))).toBe(false)
  expect(isBack(580, box(580))).toBe(false)
  expect(isBack(580, box(590))).toBe(true)
  expect(isBack(200, box(300))).toBe(false)
})
