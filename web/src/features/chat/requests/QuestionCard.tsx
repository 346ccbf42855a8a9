import { CircleHelp } from 'lucide-react'
import { useRef, type KeyboardEvent } from 'react'
import type { Request } from '~/wire/types'
import { Button } from '~/ui/button'
import { Kbd } from '~/ui/kbd'
import { chosenOf, isAnswered, isImmediate, toggleOption, valuesOf, writeText, type Chosen } from './answers'
import { choose, giveAnswer, useAnswering } from './answering'
import { QuestionFields } from './QuestionFields'
import { useInvitedFocus } from './use-invited-focus'

/** Questions of the model, open: options by mouse, touch or number key, free text, several at once. */
export function QuestionCard({ request }: { request: Request }) {
  const { chosen, sending, problem } = useAnswering(request.id)
  const card = useRef<HTMLFormElement>(null)
  useInvitedFocus(card)
  const { questions } = request
  const open = questions.filter((question) => !isAnswered(chosen, question))
  const answer = (next: Chosen) => void giveAnswer(request.id, { values: valuesOf(next, questions) })

  const pick = (questionAt: number, optionId: string) => {
    const question = questions[questionAt]
    if (!question || sending) return
    const next = toggleOption(chosen, question, optionId)
    choose(request.id, next)
    if (isImmediate(request) && chosenOf(next, question).options.length) answer(next)
  }

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing || event.altKey || event.ctrlKey || event.metaKey) return
    const isTyping = event.target instanceof HTMLTextAreaElement
    if (event.key === 'Enter' && !event.shiftKey && !(event.target instanceof HTMLButtonElement)) {
      event.preventDefault()
      if (!open.length && !sending) answer(chosen)
      return
    }
    if (isTyping || !/^[1-9]$/.test(event.key)) return
    const at = questionAt(event.target as HTMLElement, questions.length, questions.findIndex((question) => open.includes(question)))
    const option = questions[at]?.options[Number(event.key) - 1]
    if (!option) return
    event.preventDefault()
    pick(at, option.id)
  }

  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- keys are a shortcut for the fields inside
    <form
      ref={card}
      tabIndex={-1}
      aria-label={`Question: ${request.title}`}
      className="my-1.5 rounded-lg border border-accent/35 bg-accent-soft/60 p-3 outline-none"
      onKeyDown={onKeyDown}
      onSubmit={(event) => {
        event.preventDefault()
        answer(chosen)
      }}
    >
      <div className="flex flex-col gap-3">
        {questions.map((question, i) => (
          <QuestionFields
            key={question.id}
            question={question}
            at={i}
            showIcon={i === 0 ? <CircleHelp className="mt-[3px] size-4 shrink-0 text-accent-ink" /> : null}
            chosen={chosenOf(chosen, question)}
            disabled={sending}
            onPick={(optionId) => pick(i, optionId)}
            onText={(text) => choose(request.id, writeText(chosen, question, text))}
          />
        ))}
      </div>
      {problem && (
        <p role="alert" className="mt-2 text-xs text-err">
          {problem}
        </p>
      )}
      <div className="mt-2.5 flex items-center gap-2">
        <Button kind="primary" type="submit" size="md" className="pointer-coarse:h-11 pointer-coarse:px-4" disabled={open.length > 0 || sending}>
          {sending ? 'Sending…' : 'Answer'} <Kbd keys="Enter" className="text-accent-fg/80 pointer-coarse:hidden" />
        </Button>
        {questions.length > 1 && open.length > 0 && <span className="text-xs text-fg-3">{open.length} to go</span>}
      </div>
    </form>
  )
}

/** The question that has the focus, else the first one that is open. */
function questionAt(target: HTMLElement, count: number, firstOpen: number): number {
  const given = Number(target.closest<HTMLElement>('[data-question]')?.dataset.question ?? Number.NaN)
  return given >= 0 && given < count ? given : Math.max(0, firstOpen)
}
