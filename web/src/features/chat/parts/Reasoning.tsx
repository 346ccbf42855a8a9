import { Brain } from 'lucide-react'
import { memo } from 'react'
import { cn } from '~/lib/cn'
import { durationText } from '~/lib/format'
import type { PartOf } from '~/wire/types'
import { useDisclosure } from '../disclosure'
import { Fold } from './Fold'

/** What the model thought, folded to one line; live while it is open. */
export const Reasoning = memo(function Reasoning({ part }: { part: PartOf<'reasoning'> }) {
  const [open, toggle] = useDisclosure(part.id)
  const thinking = part.state === 'open'
  return (
    <Fold
      open={open}
      onToggle={toggle}
      head={
        <>
          <Brain />
          <span className={cn('min-w-0 flex-1 truncate', thinking && 'working')}>{headline(part)}</span>
        </>
      }
    >
      <div className="mt-0.5 mb-1.5 ml-[7px] border-l-2 border-line pl-4 text-sm [overflow-wrap:anywhere] whitespace-pre-wrap text-fg-2">
        {part.text.trim()}
      </div>
    </Fold>
  )
})

function headline(part: PartOf<'reasoning'>): string {
  if (part.state === 'open') return 'Thinking'
  if (part.state === 'interrupted') return 'Thinking was interrupted'
  const ms = part.ended_at ? Date.parse(part.ended_at) - Date.parse(part.created_at) : 0
  if (ms >= 1000) return `Thought for ${durationText(ms)}`
  return ms > 0 ? 'Thought for a moment' : 'Thought'
}
