import { Check } from 'lucide-react'
import type { ReactNode } from 'react'
import { cn } from '~/lib/cn'
import type { Question } from '~/wire/types'

type Props = {
  question: Question
  at: number
  showIcon: ReactNode
  chosen: { options: readonly string[]; text: string }
  disabled: boolean
  onPick: (optionId: string) => void
  onText: (text: string) => void
}

/** One question: its options with their number keys, and a line for an answer of one's own. */
export function QuestionFields({ question, at, showIcon, chosen, disabled, onPick, onText }: Props) {
  return (
    <fieldset data-question={at} disabled={disabled} className="min-w-0">
      <legend className="mb-1.5 flex items-start gap-2 text-base font-[560] [overflow-wrap:anywhere]">
        {showIcon}
        <span>
          {question.question}
          {question.multi_select && <span className="ml-1.5 text-xs font-[450] text-fg-3">several possible</span>}
        </span>
      </legend>
      <div className="flex flex-col gap-1" role={question.multi_select ? 'group' : 'radiogroup'} aria-label={question.question}>
        {question.options.map((option, i) => (
          <Choice
            key={option.id}
            number={i + 1}
            label={option.label}
            description={option.description}
            isMulti={question.multi_select}
            isChosen={chosen.options.includes(option.id)}
            onPick={() => onPick(option.id)}
          />
        ))}
      </div>
      {question.allow_text && (
        <textarea
          rows={1}
          value={chosen.text}
          aria-label={question.options.length ? 'Something else' : 'Your answer'}
          placeholder={question.options.length ? 'Something else…' : 'Your answer'}
          onChange={(event) => onText(event.target.value)}
          className="mt-1 block field-sizing-content max-h-40 min-h-[32px] w-full resize-none rounded-md border border-line-2 bg-bg-1 px-2.5 py-[5px] text-sm outline-none placeholder:text-fg-3 focus:border-accent pointer-coarse:min-h-11 pointer-coarse:py-2.5 pointer-coarse:text-lg"
        />
      )}
    </fieldset>
  )
}

type ChoiceProps = {
  number: number
  label: string
  description: string
  isMulti: boolean
  isChosen: boolean
  onPick: () => void
}

function Choice({ number, label, description, isMulti, isChosen, onPick }: ChoiceProps) {
  return (
    <button
      type="button"
      role={isMulti ? 'checkbox' : 'radio'}
      aria-checked={isChosen}
      aria-keyshortcuts={number <= 9 ? String(number) : undefined}
      onClick={onPick}
      className={cn(
        'flex min-h-[32px] items-center gap-2.5 rounded-md border border-line-2 bg-bg-1 px-2 py-1 text-left hover:bg-bg-2 pointer-coarse:min-h-11',
        isChosen && 'border-accent',
      )}
    >
      <span
        className={cn(
          'grid size-[18px] shrink-0 place-items-center rounded-sm text-2xs tnum',
          isChosen ? 'bg-accent text-accent-fg' : 'bg-bg-2 text-fg-2',
        )}
      >
        {isChosen ? <Check className="size-3" /> : number}
      </span>
      <span className="min-w-0 [overflow-wrap:anywhere]">
        {label}
        {description && <span className="block text-xs text-fg-2">{description}</span>}
      </span>
    </button>
  )
}
