import { ArrowRightLeft, CircleAlert, Info, Repeat, RotateCw, Scissors, Timer, type LucideIcon } from 'lucide-react'
import { createElement } from 'react'
import { useChat } from '~/connection/chat-store'
import { isEnded } from '~/connection/chat-reducer'
import { cn } from '~/lib/cn'
import type { Message, PartOf } from '~/wire/types'
import { ContinueButton } from './AnswerEnd'

type Notice = PartOf<'notice'>

const icons: Partial<Record<Notice['kind'], LucideIcon>> = {
  cap_hit: Timer, doom_loop: Repeat, retry: RotateCw, error: CircleAlert, cut: Scissors, handover: ArrowRightLeft,
}

/** A word from BooCode inside an answer; never sent to the model. */
export function NoticeRow({ part, message }: { part: Notice; message: Message }) {
  const task = useChat(message.chat_id, ({ log }) => (message.task_id ? log.tasks[message.task_id] : undefined) ?? null)
  const isLast = useChat(message.chat_id, ({ log }) => log.messages.at(-1)?.id === message.id)
  const isWeighty = part.kind === 'cap_hit' || part.kind === 'doom_loop'
  const mayContinue = (isWeighty || part.kind === 'cut') && isLast && isEnded(task)
  return (
    <div
      role="note"
      className={cn(
        'flex items-start gap-2 py-1 text-xs text-fg-2 [&>svg]:mt-[1.5px] [&>svg]:size-[15px] [&>svg]:shrink-0 [&>svg]:text-fg-3',
        isWeighty && 'my-1.5 items-center rounded-lg border border-line-2 px-3 py-2 text-sm',
        part.kind === 'error' && 'text-sm text-err [&>svg]:mt-[2.5px] [&>svg]:text-err',
      )}
    >
      {createElement(icons[part.kind] ?? Info)}
      <p className="min-w-0 flex-1 [overflow-wrap:anywhere] whitespace-pre-wrap">{part.text}</p>
      {mayContinue && task && <ContinueButton task={task} primary={isWeighty} />}
    </div>
  )
}

/** What the person said while the answer was being made. */
export function SteerRow({ part }: { part: Notice }) {
  return (
    <article aria-label="You, meanwhile" className="flex justify-end py-2">
      <div className="max-w-[min(100%,40rem)] rounded-xl bg-bg-2 px-3.5 py-2 text-base [overflow-wrap:anywhere] whitespace-pre-wrap">
        {part.text}
        <span className="mt-0.5 block text-right text-2xs text-fg-3">said meanwhile</span>
      </div>
    </article>
  )
}
