import { ShieldQuestion } from 'lucide-react'
import { useRef } from 'react'
import type { Request, RequestOption } from '~/wire/types'
import { Button } from '~/ui/button'
import { giveAnswer, useAnswering } from './answering'
import { useInvitedFocus } from './use-invited-focus'

const looks: Record<RequestOption['kind'], 'primary' | 'outline' | 'danger'> = {
  allow_once: 'primary', allow_always: 'outline', reject_once: 'danger', reject_always: 'danger', choice: 'outline',
}

/** Something that needs a yes or no: Enter takes the first that allows, Escape the first that rejects. */
export function PermissionCard({ request }: { request: Request }) {
  const { sending, problem } = useAnswering(request.id)
  const card = useRef<HTMLElement>(null)
  useInvitedFocus(card)
  const say = (option: RequestOption | undefined) => option && !sending && void giveAnswer(request.id, { option_id: option.id })
  const first = (prefix: string) => request.options.find((option) => option.kind.startsWith(prefix))
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- keys are a shortcut for the buttons inside
    <section
      ref={card}
      tabIndex={-1}
      aria-label={request.title}
      className="my-1.5 rounded-lg border border-warn/40 bg-warn-soft p-3 outline-none"
      onKeyDown={(event) => {
        if (event.target !== card.current) return
        if (event.key === 'Enter') say(first('allow'))
        if (event.key === 'Escape') say(first('reject'))
      }}
    >
      <h3 className="flex items-center gap-2 text-base font-[560]">
        <ShieldQuestion className="size-4 text-warn" />
        {request.title}
      </h3>
      {request.detail && (
        <pre className="mt-2 max-h-60 overflow-auto rounded-md border border-line bg-bg-1 px-2.5 py-1.5 font-mono text-xs whitespace-pre-wrap">{request.detail}</pre>
      )}
      {problem && (
        <p role="alert" className="mt-2 text-xs text-err">
          {problem}
        </p>
      )}
      <div className="mt-2.5 flex flex-wrap gap-1.5">
        {request.options.map((option) => (
          <Button key={option.id} kind={looks[option.kind]} size="md" className="pointer-coarse:h-11" disabled={sending} title={option.description} onClick={() => say(option)}>
            {option.label}
          </Button>
        ))}
      </div>
    </section>
  )
}
