import { ChevronRight, Circle, CircleCheck, CircleDashed, ListChecks } from 'lucide-react'
import { useId } from 'react'
import { useChat } from '~/connection/chat-store'
import { isLive } from '~/connection/chat-reducer'
import { cn } from '~/lib/cn'
import type { PlanItem } from '~/wire/types'
import { useDisclosure } from '../disclosure'
import { progressOf, shownPlan } from './plan'

/** What the agent means to do, ticked off as it goes: one line that opens. */
export function PlanList({ chatId }: { chatId: string }) {
  const plan = useChat(chatId, ({ log }) => shownPlan(log))
  const live = useChat(chatId, ({ log }) => isLive(log.task))
  const [open, toggle] = useDisclosure(`plan:${chatId}`)
  const id = useId()
  if (!plan) return null
  const { done, total, current } = progressOf(plan)
  return (
    <section aria-label="Plan" className="mb-1.5 rounded-lg border border-line bg-bg-1">
      <button
        type="button"
        aria-expanded={open}
        aria-controls={open ? id : undefined}
        onClick={toggle}
        className="flex min-h-[30px] w-full items-center gap-2 rounded-lg px-3 text-left text-xs hover:bg-bg-2 pointer-coarse:min-h-11 [&>svg]:size-[15px] [&>svg]:shrink-0 [&>svg]:text-fg-3"
      >
        <ListChecks />
        <span className="shrink-0 font-[530] tnum">
          {done} of {total}
        </span>
        <span className={cn('min-w-0 flex-1 truncate text-fg-2', live && current && 'working')}>{current?.text ?? (done === total ? 'All done' : '')}</span>
        <ChevronRight className={cn('!size-[13px] transition-[rotate] duration-100', open && '-rotate-90')} />
      </button>
      {open && (
        <ol id={id} className="max-h-[30dvh] overflow-y-auto overscroll-contain px-3 pb-2">
          {plan.map((item, i) => (
            // oxlint-disable-next-line react/no-array-index-key -- the steps of a plan have no other identity
            <Step key={i} item={item} />
          ))}
        </ol>
      )}
    </section>
  )
}

const STATES = { pending: 'to do', running: 'being done', done: 'done' } as const

function Step({ item }: { item: PlanItem }) {
  const Icon = item.state === 'done' ? CircleCheck : item.state === 'running' ? CircleDashed : Circle
  return (
    <li className="flex items-start gap-2 py-[3px] text-xs">
      <Icon
        aria-label={STATES[item.state]}
        className={cn('mt-[2px] size-[14px] shrink-0', item.state === 'done' ? 'text-ok' : item.state === 'running' ? 'text-accent-ink' : 'text-fg-3')}
      />
      <span className={cn('min-w-0 [overflow-wrap:anywhere]', item.state === 'done' ? 'text-fg-3' : item.state === 'running' ? 'font-[530]' : 'text-fg-2')}>
        {item.text}
      </span>
    </li>
  )
}
