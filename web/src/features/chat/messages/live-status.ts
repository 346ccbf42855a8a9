/** What an answer that is being made is busy with, in words. Pure. */
import type { Message, Task } from '~/wire/types'
import { costText } from '~/lib/format'
import { verbOf } from '../parts/tool-names'

export const WAITS_FOR_YOU = 'Waits for your answer'

export function liveStatus(message: Message | null, task: Task): string {
  if (task.state === 'blocked') return WAITS_FOR_YOU
  if (message?.parts.some((part) => part.type === 'tool_call' && part.state === 'waiting')) return WAITS_FOR_YOU
  if (task.state === 'pending') return 'Starts as soon as it may'
  const running = message?.parts.filter((part) => part.type === 'tool_call' && part.state === 'running') ?? []
  const [first] = running
  if (running.length > 1) return `Running ${running.length} tools`
  if (first?.type === 'tool_call') return `${verbOf(first.tool, first.kind)}…`
  const last = message?.parts.at(-1)
  if (last?.type === 'reasoning' && last.state === 'open') return 'Thinking'
  if (last?.type === 'text' && last.state === 'open') return 'Writing'
  return task.model ? `Waiting for ${task.model}` : 'Waiting for an answer'
}

/** Milliseconds a task took or has taken so far; null before it started. */
export function tookMs(task: Task, now: number): number | null {
  if (!task.started_at) return null
  return Math.max(0, (task.ended_at ? Date.parse(task.ended_at) : now) - Date.parse(task.started_at))
}

/** `1.2k tokens`, and the parts of it for a tooltip. */
export function usageDetail(task: Task): string {
  const usage = task.usage
  if (!usage) return ''
  const counts = [
    [usage.prompt_tokens, 'read'],
    [usage.cached_tokens, 'of them cached'],
    [usage.completion_tokens, 'written'],
    [usage.reasoning_tokens, 'of them thinking'],
  ] as const
  const given = counts.filter(([count]) => count > 0).map(([count, word]) => `${count.toLocaleString()} ${word}`)
  const cost = usage.cost === null ? '' : `. Cost, as the agent tells it: ${costText(usage.cost)}`
  return `Tokens: ${given.join(', ') || 'none'}${usage.estimated ? ' (estimated)' : ''}${cost}`
}
