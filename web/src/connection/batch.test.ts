import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { Batch } from './batch'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

test('the first item goes at once, the next ones together after the gap', () => {
  const batches: number[][] = []
  const batch = new Batch<number>((items) => batches.push(items), 50)
  batch.push(1)
  batch.push(2)
  batch.push(3)
  expect(batches).toEqual([[1]])
  vi.advanceTimersByTime(50)
  expect(batches).toEqual([[1], [2, 3]])
})

test('after a quiet while the first item goes at once again', () => {
  const batches: number[][] = []
  const batch = new Batch<number>((items) => batches.push(items), 50)
  batch.push(1)
  vi.advanceTimersByTime(200)
  batch.push(2)
  expect(batches).toEqual([[1], [2]])
})

test('nothing comes after it was disposed of', () => {
  const batches: number[][] = []
  const batch = new Batch<number>((items) => batches.push(items), 50)
  batch.push(1)
  batch.push(2)
  batch.dispose()
  vi.advanceTimersByTime(200)
  expect(batches).toEqual([[1]])
})
