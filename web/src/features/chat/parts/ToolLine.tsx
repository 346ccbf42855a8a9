import { Ban, CircleAlert, CircleDashed } from 'lucide-react'
import { createElement, memo } from 'react'
import { cn } from '~/lib/cn'
import { durationText } from '~/lib/format'
import type { PartOf } from '~/wire/types'
import { useDisclosure } from '../disclosure'
import { isSameCall, type Call } from '../rows'
import { Fold } from './Fold'
import { ToolCard } from './ToolCard'
import { lastLine } from './terminal-text'
import { iconOf, verbOf } from './tool-names'

/** A tool call as one line; it opens to a card a person can read. */
export const ToolLine = memo(
  function ToolLine({ call, result }: Call) {
    const [open, toggle] = useDisclosure(call.id)
    const running = call.state === 'running' || call.state === 'pending'
    return (
      <Fold
        open={open}
        onToggle={toggle}
        data-call={call.id}
        head={
          <>
            <StateIcon call={call} failed={result?.is_error ?? false} />
            <span className={cn('shrink-0 font-[530] text-fg-1', running && 'working')}>{verbOf(call.tool, call.kind)}</span>{' '}
            <span className="min-w-0 flex-1 truncate font-mono text-[11.5px]">{titleOf(call)}</span>{' '}
            {running && <LastLine text={result?.text ?? ''} />}
            <span className={cn('shrink-0 text-2xs tnum', call.state === 'waiting' ? 'text-warn' : 'text-fg-3')}>{endOf(call, result)}</span>
          </>
        }
      >
        <ToolCard call={call} result={result} />
      </Fold>
    )
  },
  (a, b) => isSameCall(a, b),
)

/** What a running command printed last. */
function LastLine({ text }: { text: string }) {
  const line = lastLine(text)
  if (!line) return null
  return <span className="max-w-[45%] min-w-0 shrink truncate font-mono text-[11px] text-fg-3 max-md:hidden">{line}</span>
}

function StateIcon({ call, failed }: { call: PartOf<'tool_call'>; failed: boolean }) {
  if (call.state === 'failed' || failed) return <CircleAlert className="!text-err" aria-label="Failed" />
  if (call.state === 'cancelled' || call.state === 'interrupted') return <Ban aria-label="Stopped" />
  if (call.state === 'running') return <CircleDashed className="animate-spin !text-accent-ink [animation-duration:2s]" aria-label="Running" />
  return createElement(iconOf(call.tool, call.kind), { 'aria-hidden': true })
}

/** The title without the verb that already stands in front of it. */
function titleOf(call: PartOf<'tool_call'>): string {
  const title = call.title === call.tool ? '' : call.title
  return title.startsWith(`${call.tool} `) ? title.slice(call.tool.length + 1) : title
}

function endOf(call: PartOf<'tool_call'>, result: PartOf<'tool_result'> | null): string {
  switch (call.state) {
    case 'pending':
    case 'running':
      return ''
    case 'waiting':
      return 'waits for you'
    case 'cancelled':
      return 'stopped'
    case 'interrupted':
      return 'interrupted'
    case 'failed':
      return 'failed'
    case 'completed':
      return tookText(call, result)
  }
}

function tookText(call: PartOf<'tool_call'>, result: PartOf<'tool_result'> | null): string {
  const end = call.ended_at ?? result?.ended_at
  const ms = end ? Date.parse(end) - Date.parse(call.created_at) : 0
  return ms > 0 ? durationText(ms) : ''
}
