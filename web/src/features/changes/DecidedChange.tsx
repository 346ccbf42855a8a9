import { useQuery } from '@tanstack/react-query'
import { ArrowLeft, Undo2 } from 'lucide-react'
import { lazy, Suspense } from 'react'
import { rewind } from '~/connection/changes-decisions'
import { setDesk, useDesk } from '~/connection/changes-desk'
import { wholeQuery } from '~/connection/changes-query'
import { agoText } from '~/lib/format'
import { Button } from '~/ui/button'
import { StateIcon } from './Marks'
import { STATE_WORDS } from './words'

const PlainDiff = lazy(async () => ({ default: (await import('./PlainDiff')).PlainDiff }))

/** A change that was decided: what it was, and how to take it back. */
export function DecidedChange({ sessionId, changeId }: { sessionId: string; changeId: string }) {
  const listed = useDesk(sessionId, (desk) => desk.changes.find((change) => change.id === changeId))
  const whole = useQuery({ ...wholeQuery({ id: changeId, updated_at: listed?.updated_at ?? '' }), enabled: listed?.cut === true })
  const change = whole.data ?? listed
  const isAsked = useDesk(sessionId, (desk) => Object.keys(desk.asked).some((key) => key.startsWith(changeId)))
  if (!change) return null
  const when = agoText(change.decided_at ?? change.updated_at)
  return (
    <div className="flex h-full flex-col">
      <div className="flex min-h-[38px] shrink-0 flex-wrap items-center gap-2 border-b border-line px-2 py-1 text-xs">
        <Button className="max-md:h-11" onClick={() => setDesk(sessionId, { looking: null })}>
          <ArrowLeft />
          Back
        </Button>
        <span className="flex items-center gap-1.5 text-fg-2 [&_svg]:size-[14px]">
          <StateIcon state={change.state} />
          {STATE_WORDS[change.state]} {when === 'now' ? 'just now' : `${when} ago`}
        </span>
        <span className="min-w-0 flex-1 truncate text-fg-3">{change.reason}</span>
        {change.state === 'applied' && (
          <Button kind="soft" disabled={isAsked} className="max-md:h-11" onClick={() => void rewind(sessionId, change.id)}>
            <Undo2 />
            Take back
          </Button>
        )}
      </div>
      <div className="min-h-0 flex-1">
        <Suspense fallback={null}>
          <PlainDiff sessionId={sessionId} change={change} />
        </Suspense>
      </div>
    </div>
  )
}
