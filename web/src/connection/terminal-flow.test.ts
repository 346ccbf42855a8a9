import { describe, expect, it } from 'vitest'
import { busyWith } from './terminal-busy'
import { Acknowledgements, afterClose, frames, waitBefore } from './terminal-flow'

describe('acknowledgements', () => {
  it('add up to what was taken in, long before the credit is used up', () => {
    const acknowledgements = new Acknowledgements(800)
    expect([40, 59, 1, 30, 500].map((bytes) => acknowledgements.taken(bytes))).toEqual([0, 0, 100, 0, 530])
  })
})

describe('coming back', () => {
  it('waits longer each time, within bounds, and not in step with others', () => {
    const waits = [0, 1, 2, 3, 20].map((attempt) => waitBefore(attempt, 0))
    expect(waits).toEqual([200, 340, 578, 983, 8000])
    expect(waitBefore(20, 1)).toBe(6400)
  })
  it('is tried after a cut, not after a refusal', () => {
    expect([1006, 1012, 1001].map(afterClose)).toEqual(['again', 'again', 'again'])
    expect([1000, 4401, 4403, 4404].map(afterClose)).toEqual(['rest', 'signed-out', 'refused', 'gone'])
  })
})

it('cuts a long paste into frames without losing a byte', () => {
  const bytes = Uint8Array.from({ length: 10 }, (_, at) => at)
  expect(frames(bytes, 4).map((frame) => [...frame])).toEqual([[0, 1, 2, 3], [4, 5, 6, 7], [8, 9]])
  expect(frames(new Uint8Array())).toEqual([])
})

it('calls a shell at its prompt idle', () => {
  expect(busyWith({ state: 'running', command: null })).toBeNull()
  expect(busyWith({ state: 'running', command: 'vim' })).toBe('vim')
  expect(busyWith({ state: 'exited', command: 'vim' })).toBeNull()
})
