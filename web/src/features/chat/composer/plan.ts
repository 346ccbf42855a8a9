/** Which plan is worth showing, and how far it is. Pure. */
import { isEnded, type ChatState } from '~/connection/chat-reducer'
import type { PlanItem } from '~/wire/types'

/** The plan of the task in view; one that was carried out to its end has nothing more to say. */
export function shownPlan({ plan, task }: Pick<ChatState, 'plan' | 'task'>): readonly PlanItem[] | null {
  if (!plan?.items.length || plan.taskId !== (task?.id ?? null)) return null
  const isDone = plan.items.every(({ state }) => state === 'done')
  return isDone && isEnded(task) ? null : plan.items
}

export function progressOf(items: readonly PlanItem[]): { done: number; total: number; current: PlanItem | undefined } {
  const done = items.filter(({ state }) => state === 'done').length
  const current = items.find(({ state }) => state === 'running') ?? items.find(({ state }) => state === 'pending')
  return { done, total: items.length, current }
}
