import { memo, useEffect, useState } from 'react'
import { useChat } from '~/connection/chat-store'
import { isEnded } from '~/connection/chat-reducer'
import { NATIVE, useProviderLabel } from '~/connection/providers'
import { cn } from '~/lib/cn'
import { Slot } from '~/lib/slots'
import { costText, countText, durationText } from '~/lib/format'
import type { Message, Task } from '~/wire/types'
import { AnswerActions } from './AnswerActions'
import { AnswerEnd } from './AnswerEnd'
import { liveStatus, tookMs, usageDetail, WAITS_FOR_YOU } from './live-status'

/** Under an answer: what it is doing while it is made, then what it cost and what can be done with it. */
export const FootRow = memo(function FootRow({ message }: { message: Message }) {
  const task = useChat(message.chat_id, ({ log }) => (message.task_id ? log.tasks[message.task_id] : undefined) ?? null)
  const isLast = useChat(message.chat_id, ({ log }) => log.messages.at(-1)?.id === message.id)
  const sessionId = useChat(message.chat_id, (view) => view.chat?.session_id)
  const label = useProviderLabel(message.provider)
  const provider = message.provider && message.provider !== NATIVE ? label : ''
  if (task && !isEnded(task)) return <LiveFoot message={message} task={task} />
  return (
    <div className="group/foot">
      {sessionId && message.task_id && <Slot name="answer.end" sessionId={sessionId} taskId={message.task_id} />}
      {task && <AnswerEnd message={message} task={task} isLast={isLast} />}
      <div className="flex min-h-[28px] items-center gap-1 pt-0.5 pb-1 text-2xs text-fg-3 tnum select-none">
        <AnswerActions message={message} isLast={isLast} />
        <span className="min-w-0 flex-1 truncate text-right" title={task ? usageDetail(task) : undefined}>
          {[provider, message.model ?? task?.model, ...(task ? costs(task) : [])].filter(Boolean).join(' · ')}
        </span>
      </div>
    </div>
  )
})

function LiveFoot({ message, task }: { message: Message; task: Task }) {
  const now = useNow()
  const took = tookMs(task, now)
  const words = liveStatus(message, task)
  const rate = task.usage?.tokens_per_second
  return (
    <div className="flex min-h-[28px] items-center gap-2 pt-0.5 pb-1 text-xs text-fg-3 tnum select-none">
      <span className={cn('size-[7px] shrink-0 rounded-full', words === WAITS_FOR_YOU ? 'bg-warn' : 'animate-[breathe_1.6s_ease-in-out_infinite] bg-accent')} />
      <span className="truncate text-fg-2">{words}</span>
      <span className="flex-1" />
      {rate && task.state === 'running' ? <span>{rate.toFixed(rate < 10 ? 1 : 0)} tok/s</span> : null}
      {took !== null && took >= 1000 && <span>{took < 60_000 ? `${Math.floor(took / 1000)} s` : durationText(took)}</span>}
    </div>
  )
}

function costs(task: Task): string[] {
  const took = tookMs(task, 0)
  const { usage } = task
  return [
    usage?.completion_tokens ? `${usage.estimated ? '≈' : ''}${countText(usage.completion_tokens)} tokens` : '',
    usage?.tokens_per_second ? `${usage.tokens_per_second.toFixed(usage.tokens_per_second < 10 ? 1 : 0)} tok/s` : '',
    usage?.cost ? costText(usage.cost) : '',
    took ? durationText(took) : '',
  ]
}

function useNow(): number {
  const [now, setNow] = useState(() => Date.now())
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 1000)
    return () => clearInterval(timer)
  }, [])
  return now
}
