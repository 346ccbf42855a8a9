import { ArrowDownToLine, ArrowRightLeft, CircleAlert, Info, Link2, Repeat, RotateCw, Scissors, Timer, type LucideIcon } from 'lucide-react'
import { createElement } from 'react'
import { useChat } from '~/connection/chat-store'
import { isEnded } from '~/connection/chat-reducer'
import { cn } from '~/lib/cn'
import type { Message, PartOf } from '~/wire/types'
import { ContinueButton } from './AnswerEnd'
import { Told } from './Told'

type Notice = PartOf<'notice'>

const icons: Partial<Record<Notice['kind'], LucideIcon>> = {
  cap_hit: Timer, doom_loop: Repeat, retry: RotateCw, error: CircleAlert, cut: Scissors,
}

/** A word from BooCode inside an answer; never sent to the model. */
export function NoticeRow({ part, message }: { part: Notice; message: Message }) {
  const task = useChat(message.chat_id, ({ log }) => (message.task_id ? log.tasks[message.task_id] : undefined) ?? null)
  const isLast = useChat(message.chat_id, ({ log }) => log.messages.at(-1)?.id === message.id)
  if (part.kind === 'handover') return <Handover part={part} />
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
      <div className="min-w-0 flex-1">
        <NoticeText part={part} />
      </div>
      {mayContinue && task && <ContinueButton task={task} primary={isWeighty} />}
    </div>
  )
}

const handoverIcons: Record<string, LucideIcon> = { resumed: Link2, caught_up: ArrowDownToLine, fresh: ArrowRightLeft }

/** Another agent goes on from here, or the same one in a fresh session: a calm line across. */
function Handover({ part }: { part: Notice }) {
  return (
    <div role="note" className="flex items-center gap-2.5 py-2 text-2xs text-fg-3">
      <span className="h-px min-w-3 flex-1 bg-line" />
      {createElement(handoverIcons[String(part.data.how)] ?? ArrowRightLeft, { className: 'size-[13px] shrink-0', 'aria-hidden': true })}
      <p className="max-w-[80%] text-center [overflow-wrap:anywhere]">{part.text}</p>
      <span className="h-px min-w-3 flex-1 bg-line" />
    </div>
  )
}

/** The words; what a program said at its end and long lists open below them. */
function NoticeText({ part }: { part: Notice }) {
  const { stderr, paths } = part.data
  const more = typeof stderr === 'string' ? stderr : Array.isArray(paths) ? paths.map(String).join('\n') : ''
  return <Told text={part.text} more={more} label={typeof stderr === 'string' ? 'What it said at last' : 'Which files'} />
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
