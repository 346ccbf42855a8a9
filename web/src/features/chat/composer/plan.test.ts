import { describe, expect, it } from 'vitest'
import { task } from '~/connection/chat-samples'
import { progressOf, shownPlan } from './plan'

const items = [
  { text: 'Look', state: 'done' as const },
  { text: 'Fix', state: 'running' as const },
  { text: 'Test', state: 'pending' as const },
]
const done = items.map((item) => ({ ...item, state: 'done' as const }))

describe('a plan', () => {
  it('is shown for its own task only', () => {
    expect(shownPlan({ plan: { taskId: 't', items }, task: task('t') })).toBe(items)
    expect(shownPlan({ plan: { taskId: 't', items }, task: task('t2') })).toBeNull()
  })
  it('stays when the task ended before it was done, and goes when nothing is left', () => {
    const ended = task('t', { state: 'cancelled' })
    expect(shownPlan({ plan: { taskId: 't', items }, task: ended })).toBe(items)
    expect(shownPlan({ plan: { taskId: 't', items: done }, task: ended })).toBeNull()
    expect(shownPlan({ plan: { taskId: 't', items: done }, task: task('t') })).toBe(done)
  })
  it('counts what is done and names what is being done', () => {
    expect(progressOf(items)).toEqual({ done: 1, total: 3, current: items[1] })
    expect(progressOf(done).current).toBeUndefined()
  })
})
