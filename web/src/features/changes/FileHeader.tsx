import { ChevronRight, Pencil } from 'lucide-react'
import { useDesk, setDesk, toggleSheet, unitKey } from '~/connection/changes-desk'
import { isOpen, openChangeOf, sheetOf, unitsOf, WHOLE, type Sheet, type Unit } from '~/connection/changes-review'
import type { Change } from '~/wire/types'
import { cn } from '~/lib/cn'
import { Button } from '~/ui/button'
import { Tip } from '~/ui/tooltip'
import { Maker } from './Maker'
import { Counts, OpIcon, PathText, StateIcon } from './Marks'
import { decideSheet, startHandwork } from './review-actions'
import { factsOf, STATE_WORDS } from './words'

/** The line above a file's diff; it stays in sight while the file is read. */
export function FileHeader({ sessionId, sheetKey }: { sessionId: string; sheetKey: string }) {
  const sheet = useDesk(sessionId, (desk) => sheetOf(desk, sheetKey))
  const paths = useDesk(sessionId, (desk) => desk.paths)
  const isCollapsed = useDesk(sessionId, (desk) => desk.collapsed.has(sheetKey))
  const isFocused = useDesk(sessionId, (desk) => desk.focus?.sheet === sheetKey)
  const isDecidedHere = useDesk(sessionId, (desk) => desk.focus?.sheet === sheetKey && (desk.focus.id === WHOLE || isCollapsed))
  if (!sheet) return null
  const open = openChangeOf(sheet, paths)
  const change = open ?? sheet.change
  const path = change.new_path ?? change.path
  return (
    <div
      role="group"
      aria-label={path}
      className={cn(
        'flex h-[38px] items-center gap-1.5 border-t border-b border-line bg-bg-0 pr-2 pl-1 font-sans max-md:h-[52px] max-md:pr-0.5 max-md:pl-3',
        isDecidedHere && 'shadow-[inset_3px_0_0_var(--accent)]',
      )}
      onFocusCapture={({ target }) => !isFocused && target.matches(':focus-visible') && setDesk(sessionId, { focus: { sheet: sheetKey, id: firstUnit(unitsOf(sheet, paths)) } })}
    >
      <Tip label={isCollapsed ? 'Unfold' : 'Fold'} keys="x">
        <Button size="iconSm" className="max-md:hidden" aria-expanded={!isCollapsed} onClick={() => toggleSheet(sessionId, sheetKey)}>
          <ChevronRight className={cn('transition-transform duration-100', !isCollapsed && 'rotate-90')} />
        </Button>
      </Tip>
      <span className="flex min-w-0 items-center gap-2 [&>svg]:size-[15px] [&>svg]:shrink-0">
        <OpIcon change={change} />
        <PathText path={path} className={cn('text-sm font-[530]', isFocused && 'text-fg-1')} />
        <Counts change={sheet.change} />
        <Facts change={change} />
      </span>
      <span className="flex-1" />
      <Maker sessionId={sessionId} by={change.by} className="max-md:size-11" />
      <span className="flex shrink-0 items-center gap-1 max-md:hidden">
        <Actions sessionId={sessionId} sheet={sheet} open={open} units={unitsOf(sheet, paths)} />
      </span>
    </div>
  )
}

const firstUnit = (units: readonly Unit[]) => (units.find(isOpen) ?? units[0])?.id ?? ''

/** Letters of a fact that is never cut: the path gives way. */
const SHORT_FACT = 10

function Facts({ change }: { change: Change }) {
  const facts = factsOf(change)
  return (
    <>
      {facts.map((fact) => (
        <span key={fact} className={cn('min-w-0 truncate rounded-sm bg-bg-2 px-1.5 text-2xs leading-[18px] text-fg-2', fact.length <= SHORT_FACT ? 'shrink-0' : 'shrink')} title={fact}>
          {fact}
        </span>
      ))}
      {change.stale && change.state === 'pending' && (
        <span className="min-w-0 shrink truncate rounded-sm bg-warn-soft px-1.5 text-2xs leading-[18px] text-warn" title="The file changed on disk; applying will merge.">
          changed on disk
        </span>
      )}
    </>
  )
}

interface ActionsProps {
  sessionId: string
  sheet: Sheet
  open: Change | undefined
  units: readonly Unit[]
}

/** What can be done with the file as a whole. */
function Actions({ sessionId, sheet, open, units }: ActionsProps) {
  const isAsked = useDesk(sessionId, (desk) => units.some((unit) => desk.asked[unitKey(unit.changeId, unit.id)]))
  if (!open) return <Outcome units={units} />
  if (open.state === 'conflict') {
    return (
      <>
        <Button size="xs" className="hover:text-err" onClick={() => decideSheet(sessionId, sheet.key, 'reject')}>
          Reject file
        </Button>
        <Button size="xs" kind="soft" onClick={() => startHandwork(sessionId, sheet.key)}>
          Solve conflict
        </Button>
      </>
    )
  }
  const isEditable = open.op !== 'delete' && !open.binary && !open.cut
  return (
    <>
      {isEditable && (
        <Tip label="Edit the proposed text" keys="e">
          <Button size="iconSm" onClick={() => startHandwork(sessionId, sheet.key)}>
            <Pencil />
          </Button>
        </Tip>
      )}
      <Button size="xs" className="hover:text-err" disabled={isAsked} onClick={() => decideSheet(sessionId, sheet.key, 'reject')}>
        Reject file
      </Button>
      <Button size="xs" kind="soft" disabled={isAsked} onClick={() => decideSheet(sessionId, sheet.key, 'apply')}>
        Apply file
      </Button>
    </>
  )
}

/** How a file was decided: one word, or how many of each. */
export function Outcome({ units }: { units: readonly Unit[] }) {
  const states = [...new Set(units.map((unit) => unit.state))]
  return (
    <span className="flex items-center gap-2.5 pr-1 text-2xs text-fg-2 tnum">
      {states.map((state) => (
        <span key={state} className="flex items-center gap-1 [&_svg]:size-[13px]">
          <StateIcon state={state} />
          {states.length > 1 && `${units.filter((unit) => unit.state === state).length} `}
          {states.length > 1 ? STATE_WORDS[state].toLowerCase() : STATE_WORDS[state]}
        </span>
      ))}
    </span>
  )
}
