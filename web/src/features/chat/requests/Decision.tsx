import { Ban, ShieldCheck } from 'lucide-react'
import { cn } from '~/lib/cn'
import { Words } from '~/ui/words'
import type { Request } from '~/wire/types'
import { verdictOf } from './permission'

/** A permission that was decided: one line in the place of its card. Below its call it need not say what it was about. */
export function Decision({ request, isBelowCall = false }: { request: Request; isBelowCall?: boolean }) {
  const { isAllowed, words, feedback } = verdictOf(request)
  const Icon = isAllowed ? ShieldCheck : Ban
  return (
    <p className={cn('flex min-h-[24px] items-start gap-2 py-[3px] text-xs text-fg-2 [overflow-wrap:anywhere]', isBelowCall && 'pl-[22px]')}>
      <Icon className={`mt-[1.5px] size-[15px] shrink-0 ${isAllowed ? 'text-ok' : 'text-fg-3'}`} />
      <span className="min-w-0">
        {isBelowCall ? (
          words
        ) : (
          <>
            <span className="font-[530]">{words}:</span> <Words text={request.title} />
          </>
        )}
        {feedback && <span className="block text-fg-3">You said: {feedback}</span>}
      </span>
    </p>
  )
}
