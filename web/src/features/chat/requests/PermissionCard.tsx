import { ShieldQuestion } from 'lucide-react'
import { useRef, type KeyboardEvent } from 'react'
import { useProviderLabel } from '~/connection/providers'
import type { PartOf, Request, RequestOption } from '~/wire/types'
import { Button } from '~/ui/button'
import { Kbd } from '~/ui/kbd'
import { Words } from '~/ui/words'
import { DiffLines } from '../parts/DiffLines'
import { giveAnswer, startFeedback, stopFeedback, useAnswering, writeFeedback } from './answering'
import { choicesOf, headOf, optionForKey, subjectOf, type Subject } from './permission'
import { goToNextCard, useInvitedFocus } from './use-invited-focus'

type Props = {
  request: Request
  kind?: PartOf<'tool_call'>['kind']
  /** Where it was asked, where that is not plain to see. */
  place?: string
}

/** Something that needs a yes or no. With the focus on the card: `a` allows, Shift `a` always, `r` rejects. */
export function PermissionCard({ request, kind, place }: Props) {
  const { sending, problem, feedback } = useAnswering(request.id)
  const card = useRef<HTMLElement>(null)
  const label = useProviderLabel(request.provider)
  useInvitedFocus(card)
  const head = headOf(request, kind)
  const subject = subjectOf(request.detail, kind)
  const say = (option: RequestOption | undefined, text?: string) => {
    if (!option || sending) return
    const hadFocus = card.current?.contains(document.activeElement) ?? false
    void giveAnswer(request.id, { option_id: option.id, ...(text ? { text } : {}) }).then(() => hadFocus && goToNextCard(card.current))
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.target !== card.current || event.ctrlKey || event.metaKey || event.altKey) return
    const option = optionForKey(request, event.key)
    if (!option) return
    event.preventDefault()
    event.stopPropagation()
    say(option)
  }
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- keys are a shortcut for the buttons inside
    <section
      ref={card}
      tabIndex={-1}
      data-request={request.id}
      aria-label={`Permission: ${head}`}
      className="my-1.5 rounded-lg border border-warn/40 bg-warn-soft p-3 outline-none focus-visible:border-accent"
      onKeyDown={onKeyDown}
    >
      <h3 className="flex items-start gap-2 text-base font-[560]">
        <ShieldQuestion className="mt-[3px] size-4 shrink-0 text-warn" />
        <span className="min-w-0 flex-1 [overflow-wrap:anywhere]">
          <Words text={head} />
        </span>
        <span className="shrink-0 text-2xs leading-[22px] font-[450] text-fg-2">{[label, place].filter(Boolean).join(' in ')}</span>
      </h3>
      {subject && <Detail subject={subject} />}
      {request.orphaned && (
        <p role="note" className="mt-2 text-xs text-fg-2">
          Its task was interrupted. Answering continues it in a new task; a yes holds for one day, for exactly this.
        </p>
      )}
      {problem && (
        <p role="alert" className="mt-2 text-xs text-err">
          {problem}
        </p>
      )}
      {feedback === undefined ? (
        <Choices request={request} sending={sending} onSay={say} />
      ) : (
        <Feedback request={request} text={feedback} sending={sending} onSay={say} />
      )}
    </section>
  )
}

/** What it is about, word for word. */
function Detail({ subject: { look, text } }: { subject: Subject }) {
  if (look === 'diff') {
    return (
      <div className="mt-2 overflow-hidden rounded-md border border-line bg-code">
        <DiffLines diff={text} />
      </div>
    )
  }
  return (
    <pre
      // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- a scrolling region has to be reachable by keyboard
      tabIndex={0}
      aria-label={look === 'command' ? 'Command' : 'Detail'}
      className="mt-2 max-h-60 overflow-auto overscroll-contain rounded-md border border-line bg-bg-1 px-2.5 py-1.5 font-mono text-xs [overflow-wrap:anywhere] whitespace-pre-wrap"
    >
      {look === 'command' && <span className="text-fg-3 select-none">$ </span>}
      {text}
    </pre>
  )
}

type SayProps = { request: Request; sending: boolean; onSay: (option: RequestOption | undefined, text?: string) => void }

/** The answers: in a row on a desktop; on a phone large and at the thumb, no to the left and yes to the right. */
function Choices({ request, sending, onSay }: SayProps) {
  const { once, always, reject, others } = choicesOf(request)
  return (
    <>
      <div className="mt-2.5 flex flex-wrap items-center gap-1.5 max-md:grid max-md:grid-cols-2 max-md:gap-2 max-md:[&>button]:h-12 max-md:[&>button]:text-base">
        {once && (
          <Button kind="primary" size="md" className="max-md:order-4" aria-keyshortcuts="a" disabled={sending} onClick={() => onSay(once)}>
            {once.label}
            <Kbd keys="a" className="text-accent-fg/80 pointer-coarse:hidden" />
          </Button>
        )}
        {always && (
          <Button kind="outline" size="md" className="max-md:order-1 max-md:col-span-2" aria-keyshortcuts="Shift+a" disabled={sending} onClick={() => onSay(always)}>
            {always.label}
            <Kbd keys="Shift+a" className="pointer-coarse:hidden" />
          </Button>
        )}
        {others.map((option) => (
          <Button
            key={option.id}
            kind="outline"
            size="md"
            className="max-md:order-2 max-md:col-span-2"
            disabled={sending}
            title={option.description}
            onClick={() => onSay(option)}
          >
            {option.label}
          </Button>
        ))}
        {reject && (
          <Button kind="outline" size="md" className="text-err max-md:order-3" aria-keyshortcuts="r" disabled={sending} onClick={() => onSay(reject)}>
            {reject.label}
            <Kbd keys="r" className="pointer-coarse:hidden" />
          </Button>
        )}
        {reject && (
          <Button size="md" className="max-md:order-5 max-md:col-span-2" disabled={sending} onClick={() => startFeedback(request.id)}>
            Reject with feedback…
          </Button>
        )}
      </div>
      {always && request.always && (
        <p className="mt-2 text-2xs text-fg-2">
          Always covers: <Words text={request.always} />. The settings list it and take it back.
        </p>
      )}
    </>
  )
}

/** What the agent should do instead. */
function Feedback({ request, text, sending, onSay }: SayProps & { text: string }) {
  const { reject } = choicesOf(request)
  const send = () => text.trim() && onSay(reject, text.trim())
  return (
    <div className="mt-2.5">
      <textarea
        value={text}
        rows={2}
        // oxlint-disable-next-line jsx-a11y/no-autofocus -- the person just asked to write it
        autoFocus
        aria-label="What should it do instead?"
        placeholder="What should it do instead?"
        disabled={sending}
        onChange={(event) => writeFeedback(request.id, event.target.value)}
        onKeyDown={(event) => {
          if (event.nativeEvent.isComposing) return
          event.stopPropagation()
          if (event.key === 'Escape') stopFeedback(request.id)
          if (event.key !== 'Enter' || event.shiftKey) return
          event.preventDefault()
          send()
        }}
        className="block field-sizing-content max-h-40 w-full resize-none rounded-md border border-line-2 bg-bg-1 px-2.5 py-1.5 text-sm outline-none placeholder:text-fg-3 focus:border-accent pointer-coarse:text-lg"
      />
      <div className="mt-2 flex gap-1.5 max-md:grid max-md:grid-cols-2 max-md:gap-2 max-md:[&>button]:h-12 max-md:[&>button]:text-base">
        <Button kind="soft" size="md" disabled={sending} onClick={() => stopFeedback(request.id)}>
          Back
        </Button>
        <Button kind="primary" size="md" disabled={sending || !text.trim()} onClick={send}>
          Reject and say so
        </Button>
      </div>
    </div>
  )
}
