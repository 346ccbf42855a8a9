import { ChevronRight } from 'lucide-react'
import { useState, type ReactNode } from 'react'
import { setDesk, shownSheets, useDesk } from '~/connection/changes-desk'
import { isOpen, isShown, unitsOf, type Sheet } from '~/connection/changes-review'
import type { Change } from '~/wire/types'
import { cn } from '~/lib/cn'
import { agoText } from '~/lib/format'
import { Counts, OpIcon, PathText, StateIcon } from './Marks'
import { STATE_WORDS } from './words'

interface FileListProps {
  sessionId: string
  /** On a phone a file fills the screen. */
  onOpen?: (sheet: Sheet) => void
}

/** The files: what cannot be applied as it is, what waits, what was decided. */
export function FileList({ sessionId, onOpen }: FileListProps) {
  const desk = useDesk(sessionId, (state) => state)
  const open = shownSheets(desk).filter((sheet) => unitsOf(sheet, desk.paths).some(isOpen))
  const conflicts = open.filter((sheet) => sheet.change.state === 'conflict')
  const waiting = open.filter((sheet) => sheet.change.state !== 'conflict')
  const decided = desk.changes.filter((change) => !isOpen(change) && change.state !== 'superseded' && isShown(change, desk.filter))
  const pick = (sheet: Sheet) => {
    const unit = unitsOf(sheet, desk.paths).find(isOpen)
    const collapsed = new Set(desk.collapsed)
    collapsed.delete(sheet.key)
    setDesk(sessionId, { focus: unit ? { sheet: sheet.key, id: unit.id } : desk.focus, looking: null, collapsed })
    onOpen?.(sheet)
  }
  const row = (sheet: Sheet) => (
    <WaitingRow key={sheet.key} sheet={sheet} left={leftIn(sheet, desk.paths)} isCurrent={!desk.looking && desk.focus?.sheet === sheet.key} onPick={() => pick(sheet)} />
  )
  return (
    <nav aria-label="Changed files" className="pb-4">
      {conflicts.length > 0 && <Group title="Conflicts" count={conflicts.length}>{conflicts.map(row)}</Group>}
      {waiting.length > 0 && <Group title="Waiting" count={waiting.length}>{waiting.map(row)}</Group>}
      {decided.length > 0 && (
        <Group title="Decided" count={decided.length} folds={open.length > 0}>
          {decided.map((change) => (
            <DecidedRow key={change.id} change={change} isCurrent={desk.looking === change.id} onPick={() => setDesk(sessionId, { looking: change.id })} />
          ))}
        </Group>
      )}
    </nav>
  )
}

function leftIn(sheet: Sheet, paths: Parameters<typeof unitsOf>[1]): string {
  const units = unitsOf(sheet, paths)
  const left = units.filter(isOpen).length
  return left === units.length ? '' : `${units.length - left} of ${units.length} decided`
}

/** The heading of a group; the long group of old decisions is folded while something waits. */
function Group({ title, count, folds = false, children }: { title: string; count: number; folds?: boolean; children: ReactNode }) {
  const [isOpened, setOpened] = useState(!folds)
  return (
    <section aria-label={title} className="pt-2">
      <button
        type="button"
        aria-expanded={isOpened}
        onClick={() => setOpened(!isOpened)}
        className="flex h-7 w-full items-center gap-1 px-2 text-2xs font-[560] text-fg-3 hover:text-fg-1 max-md:h-11 max-md:px-3 max-md:text-xs"
      >
        <ChevronRight className={cn('size-3.5', isOpened && 'rotate-90')} aria-hidden />
        {title}
        <span className="ml-auto font-[450] tnum">{count}</span>
      </button>
      {isOpened && <ul className="flex flex-col gap-px px-1">{children}</ul>}
    </section>
  )
}

const rowClass =
  'flex min-h-[28px] w-full min-w-0 items-center gap-2 rounded-md px-2 text-left text-xs hover:bg-bg-2 aria-current:bg-bg-2 max-md:min-h-[52px] max-md:text-base [&>svg]:size-[14px] [&>svg]:shrink-0 max-md:[&>svg]:size-[18px]'

function WaitingRow({ sheet, left, isCurrent, onPick }: { sheet: Sheet; left: string; isCurrent: boolean; onPick: () => void }) {
  const { change } = sheet
  return (
    <li>
      <button type="button" aria-current={isCurrent || undefined} onClick={onPick} className={rowClass} title={left || undefined}>
        <OpIcon change={change} />
        <PathText path={change.new_path ?? change.path} className={cn('flex-1', left && 'text-fg-2')} />
        {change.stale && <span className="size-1.5 shrink-0 rounded-full bg-warn" title="Changed on disk; applying will merge" />}
        <Counts change={change} />
      </button>
    </li>
  )
}

function DecidedRow({ change, isCurrent, onPick }: { change: Change; isCurrent: boolean; onPick: () => void }) {
  return (
    <li>
      <button type="button" aria-current={isCurrent || undefined} onClick={onPick} className={rowClass} title={STATE_WORDS[change.state]}>
        <StateIcon state={change.state} />
        <span className="sr-only">{STATE_WORDS[change.state]}</span>
        <PathText path={change.new_path ?? change.path} className="flex-1 text-fg-2" />
        <span className="shrink-0 text-2xs text-fg-3 tnum">{agoText(change.decided_at ?? change.updated_at)}</span>
      </button>
    </li>
  )
}
