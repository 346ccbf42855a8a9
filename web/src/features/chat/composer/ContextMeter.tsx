import { useQuery } from '@tanstack/react-query'
import { getContext, type ContextItem, type ContextLedger } from '~/connection/chat-api'
import { useChat } from '~/connection/chat-store'
import { cn } from '~/lib/cn'
import { countText } from '~/lib/format'
import { Button } from '~/ui/button'
import { Popover } from '~/ui/popover'
import { useChosenModel } from '../chosen-model'
import { groups } from './context-groups'

/** How full the model's context is; opens to what is in it. */
export function ContextMeter({ chatId }: { chatId: string }) {
  const usage = useChat(chatId, ({ log, chat }) => log.usage ?? chat?.usage ?? null)
  const { model } = useChosenModel(chatId)
  const answered = useChat(chatId, ({ log }) => log.task?.model)
  const used = usage?.context_tokens ?? 0
  const reported = answered === model?.id ? usage?.context_size : null
  const size = reported ?? model?.context_size ?? usage?.context_size ?? null
  if (used === 0 && size === null) return null
  const share = size ? Math.min(1, used / size) : 0
  const text = size ? `${countText(used)} of ${countText(size)}` : `${countText(used)} tokens`
  return (
    <Popover
      label="Context"
      side="top"
      align="end"
      className="w-[21rem] p-3"
      trigger={
        <Button className="gap-1.5 px-1.5 font-[450] text-fg-3 tnum pointer-coarse:h-11 pointer-coarse:min-w-11" aria-label={`Context: ${text}`}>
          <Ring share={share} />
          {used > 0 && <span className="text-2xs max-md:hidden">{text}</span>}
        </Button>
      }
    >
      <Ledger chatId={chatId} />
    </Popover>
  )
}

const RADIUS = 5.5
const ROUND = 2 * Math.PI * RADIUS

function Ring({ share }: { share: number }) {
  const tone = share > 0.9 ? 'text-err' : share > 0.75 ? 'text-warn' : 'text-fg-2'
  return (
    <svg viewBox="0 0 16 16" className={cn('-rotate-90', tone)} aria-hidden>
      <circle cx="8" cy="8" r={RADIUS} fill="none" stroke="var(--line-2)" strokeWidth="2.5" />
      <circle cx="8" cy="8" r={RADIUS} fill="none" stroke="currentColor" strokeWidth="2.5" strokeDasharray={`${share * ROUND} ${ROUND}`} />
    </svg>
  )
}

function Ledger({ chatId }: { chatId: string }) {
  const seq = useChat(chatId, ({ log }) => log.task?.state)
  const ledger = useQuery({ queryKey: ['chats', chatId, 'context', seq], queryFn: () => getContext(chatId) })
  if (ledger.error) return <p className="text-xs text-err">{ledger.error.message}</p>
  if (!ledger.data) return <p className="text-xs text-fg-3">Counting…</p>
  return <LedgerTable ledger={ledger.data} />
}

function LedgerTable({ ledger }: { ledger: ContextLedger }) {
  const { size, used, source, items } = ledger
  return (
    <>
      <h3 className="flex items-baseline justify-between gap-2 text-sm font-[560]">
        What the next request holds
        <span className="text-xs font-[450] text-fg-2 tnum">
          {countText(used)}
          {size !== null && ` of ${countText(size)}`}
        </span>
      </h3>
      <div className="mt-2 flex h-1.5 overflow-hidden rounded-full bg-bg-2" aria-hidden>
        {groups(items).map((group) => (
          <span key={group.kind} className={group.look} style={{ width: `${(group.tokens / Math.max(size ?? used, 1)) * 100}%` }} />
        ))}
      </div>
      <div className="mt-2.5 max-h-72 overflow-y-auto overscroll-contain">
        {groups(items).map((group) => (
          <details key={group.kind} className="text-xs">
            <summary className="flex min-h-[24px] items-center gap-2 rounded-sm hover:bg-bg-2 pointer-coarse:min-h-11">
              <span className={cn('size-2 rounded-[2px]', group.look)} />
              <span className="flex-1">{group.label}</span>
              <span className="text-fg-3">{group.items.length > 1 && `${group.items.length} ×`}</span>
              <span className="w-12 text-right tnum">{countText(group.tokens)}</span>
            </summary>
            {group.items.map((item) => (
              <Line key={`${item.message_id}${item.label}${item.tokens}`} item={item} />
            ))}
          </details>
        ))}
      </div>
      <p className="mt-2 text-2xs text-fg-3">
        {source === 'server' ? 'Counted by the model’s own tokenizer.' : 'Estimated: this server does not count tokens.'}
        {size === null && ' The size of its context is not known.'}
      </p>
    </>
  )
}

const Line = ({ item }: { item: ContextItem }) => (
  <p className="flex gap-2 py-0.5 pl-4 text-fg-2">
    <span className="min-w-0 flex-1 truncate">{item.label}</span>
    <span className="w-12 text-right text-fg-3 tnum">{countText(item.tokens)}</span>
  </p>
)
