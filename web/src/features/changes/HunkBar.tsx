import { Check, EyeOff, MessageSquarePlus, Undo2, X } from 'lucide-react'
import { memo, useMemo } from 'react'
import { decide, rewind } from '~/connection/changes-decisions'
import { setDesk, unitKey, useDesk, type Verb } from '~/connection/changes-desk'
import { sheetOf, unitOf, type Unit } from '~/connection/changes-review'
import type { Hunk } from '~/wire/types'
import { cn } from '~/lib/cn'
import { hiddenIn } from '~/lib/invisible'
import { useIsPhone } from '~/lib/media'
import { Button } from '~/ui/button'
import { Kbd } from '~/ui/kbd'
import { Tip } from '~/ui/tooltip'
import { Maker } from './Maker'
import { StateIcon } from './Marks'
import { startComment } from './review-actions'
import { STATE_WORDS } from './words'

interface HunkBarProps {
  sessionId: string
  sheetKey: string
  unitId: string
}

const ASKED: Record<Verb, string> = { apply: 'Applying', reject: 'Rejecting', rewind: 'Taking back' }

/**
 * Where a hunk is decided, at its end. It floats on the last line and takes no room, so that nothing moves when it
 * changes; on a phone it is a row of its own, as high before the decision as after it.
 */
export const HunkBar = memo(function HunkBar({ sessionId, sheetKey, unitId }: HunkBarProps) {
  const sheet = useDesk(sessionId, (desk) => sheetOf(desk, sheetKey))
  const unit = useDesk(sessionId, (desk) => sheet && unitOf(sheet, desk.paths, unitId))
  const isFocused = useDesk(sessionId, (desk) => desk.focus?.sheet === sheetKey && desk.focus.id === unitId)
  const asked = useDesk(sessionId, (desk) => (unit ? desk.asked[unitKey(unit.changeId, unit.id)] : undefined))
  const isPhone = useIsPhone()
  const index = useMemo(() => sheet?.change.hunks.findIndex((hunk) => hunk.id === unitId) ?? -1, [sheet, unitId])
  const hunk = sheet?.change.hunks[index]
  if (!sheet || !unit || !hunk) return null
  return (
    <div
      role="group"
      aria-label={`Change ${index + 1} of ${sheet.change.hunks.length} in ${sheet.change.path}`}
      className="relative h-0 font-sans max-md:h-[58px]"
      // By keyboard only: under a pointer the buttons must not grow between press and release.
      onFocusCapture={({ target }) => !isFocused && target.matches(':focus-visible') && setDesk(sessionId, { focus: { sheet: sheetKey, id: unitId } })}
    >
      <div
        className={cn(
          'absolute -top-[23px] right-3 z-[2] flex h-[26px] items-center overflow-hidden rounded-md border border-line bg-pop text-2xs transition-[border-color,box-shadow] duration-100',
          'max-md:inset-x-3 max-md:top-[6px] max-md:h-[46px] max-md:text-sm',
          isFocused && 'border-accent shadow-pop max-md:shadow-none',
        )}
      >
        <Hidden hunk={hunk} />
        {asked ? (
          <Word>{ASKED[asked]}…</Word>
        ) : (
          <Choice sessionId={sessionId} unit={unit} isFocused={isFocused && !isPhone} />
        )}
        {isFocused && !isPhone && <Maker sessionId={sessionId} by={hunk.by} className="rounded-none" />}
      </div>
    </div>
  )
})

const Word = ({ children }: { children: React.ReactNode }) => <span className="flex items-center gap-1.5 px-2 text-fg-2 [&_svg]:size-[13px]">{children}</span>

/** A shortcut to look at; the button is called by what it does. */
const Key = ({ keys }: { keys: string }) => (
  <span aria-hidden>
    <Kbd keys={keys} />
  </span>
)

interface ChoiceProps {
  sessionId: string
  unit: Unit
  isFocused: boolean
}

function Choice({ sessionId, unit, isFocused }: ChoiceProps) {
  const isPhone = useIsPhone()
  // Of the many that are in sight only the one with the focus is written out.
  const showsWords = isFocused || isPhone
  const touch = cn('h-full rounded-none max-md:flex-1 max-md:text-sm', !showsWords && 'w-7 px-0')
  if (unit.state === 'pending') {
    return (
      <>
        <Button size="xs" {...(!showsWords && { 'aria-label': 'Apply' })} className={touch} onClick={() => void decide(sessionId, 'apply', [unit])}>
          <Check className="text-ok" />
          {showsWords && 'Apply'}
          {isFocused && <Key keys="a" />}
        </Button>
        <span className="h-full w-px bg-line" />
        <Button size="xs" {...(!showsWords && { 'aria-label': 'Reject' })} className={touch} onClick={() => void decide(sessionId, 'reject', [unit])}>
          <X className="text-err" />
          {showsWords && 'Reject'}
          {isFocused && <Key keys="r" />}
        </Button>
        <span className={cn('h-full w-px bg-line', !isFocused && 'md:hidden')} />
        <Tip label="Comment on this change" keys="c">
          <Button size="xs" className={cn('h-full rounded-none max-md:w-12', !isFocused && 'md:hidden')} onClick={() => startComment(sessionId, unit)}>
            <MessageSquarePlus />
          </Button>
        </Tip>
      </>
    )
  }
  return (
    <>
      <Word>
        <StateIcon state={unit.state} />
        {STATE_WORDS[unit.state]}
      </Word>
      {unit.state === 'applied' && (
        <Button size="xs" className="h-full rounded-none max-md:px-4 max-md:text-sm" onClick={() => void rewind(sessionId, unit.changeId)}>
          <Undo2 />
          Take back
        </Button>
      )}
    </>
  )
}

/** Warns of characters that the eye would miss. */
function Hidden({ hunk }: { hunk: Hunk }) {
  const hidden = useMemo(() => hiddenIn(hunk.lines.filter((line) => line.kind === 'add').map((line) => line.text).join('\n')), [hunk])
  if (hidden.length === 0) return null
  return (
    <Tip label={`Hidden characters: ${hidden.join(', ')}`}>
      <span role="img" className="flex items-center gap-1 self-stretch rounded-l-md bg-warn-soft px-1.5 text-warn [&_svg]:size-[13px]">
        <EyeOff />
        <span className="max-md:hidden">Hidden characters</span>
      </span>
    </Tip>
  )
}
