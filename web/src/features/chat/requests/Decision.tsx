import { Ban, ShieldCheck } from 'lucide-react'
import type { Request } from '~/wire/types'
import { verdictOf } from './permission'

/** A permission that was decided: one line in the place of its card. */
export function Decision({ request }: { request: Request }) {
  const { isAllowed, words, feedback } = verdictOf(request)
  const Icon = isAllowed ? ShieldCheck : Ban
  return (
    <p className="flex min-h-[26px] items-start gap-2 py-[3px] text-xs text-fg-2 [overflow-wrap:anywhere]">
      <Icon className={`mt-[1.5px] size-[15px] shrink-0 ${isAllowed ? 'text-ok' : 'text-fg-3'}`} />
      <span className="min-w-0">
        <span className="font-[530]">{words}:</span> {request.title}
        {feedback && <span className="block text-fg-3">You said: {feedback}</span>}
      </span>
    </p>
  )
}
