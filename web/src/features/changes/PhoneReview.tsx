import { ArrowLeft, Check, ChevronLeft, ChevronRight, Pencil, X } from 'lucide-react'
import { deskOf, setDesk, shownSheets, shownUnits, useDesk } from '~/connection/changes-desk'
import { isOpen, openChangeOf, sheetOf, unitsOf, type Sheet } from '~/connection/changes-review'
import { Button } from '~/ui/button'
import { Empty } from '~/ui/empty'
import { DecidedChange } from './DecidedChange'
import { Outcome } from './FileHeader'
import { FileList } from './FileList'
import { MoreMenu } from './MoreMenu'
import { Review } from './Review'
import { decideSheet, decideShown, rejectShown, startHandwork, stepFocus } from './review-actions'
import { CommentsButton, Summary } from './Toolbar'

/** The review for a thumb: the list of files, or one file with its decisions at the bottom. */
export function PhoneReview({ sessionId }: { sessionId: string }) {
  const looking = useDesk(sessionId, (desk) => desk.looking)
  const sheet = useDesk(sessionId, (desk) => sheetOf(desk, desk.opened ?? undefined))
  if (looking) return <DecidedChange key={looking} sessionId={sessionId} changeId={looking} />
  if (sheet) return <OneFile sessionId={sessionId} sheet={sheet} />
  return <AllFiles sessionId={sessionId} />
}

const actionClass = 'h-12 flex-1 text-base [&_svg]:size-[18px]'

function AllFiles({ sessionId }: { sessionId: string }) {
  const desk = useDesk(sessionId, (state) => state)
  const waiting = shownUnits(desk).filter((unit) => unit.state === 'pending').length
  return (
    <>
      <header className="flex h-12 shrink-0 items-center border-b border-line pr-1 pl-3">
        <Summary sessionId={sessionId} className="flex-1 text-sm" />
        <CommentsButton sessionId={sessionId} />
        <MoreMenu sessionId={sessionId} />
      </header>
      <div className="min-h-0 flex-1 overflow-y-auto overscroll-contain">
        {desk.sheets.length === 0 && <Empty title="Everything is decided" />}
        <FileList sessionId={sessionId} onOpen={(sheet) => setDesk(sessionId, { opened: sheet.key })} />
      </div>
      {waiting > 0 && (
        <footer className="flex gap-2 border-t border-line p-2">
          <Button kind="danger" className={actionClass} onClick={() => void rejectShown(sessionId)}>
            Reject all
          </Button>
          <Button kind="soft" className={actionClass} onClick={() => decideShown(sessionId, 'apply')}>
            Apply all
          </Button>
        </footer>
      )}
    </>
  )
}

function OneFile({ sessionId, sheet }: { sessionId: string; sheet: Sheet }) {
  const desk = useDesk(sessionId, (state) => state)
  const shown = shownSheets(desk)
  const at = shown.findIndex((one) => one.key === sheet.key)
  const units = unitsOf(sheet, desk.paths)
  const open = openChangeOf(sheet, desk.paths)
  const step = (by: 1 | -1) => {
    const next = shown[at + by]
    if (!next) return
    setDesk(sessionId, { opened: next.key, focus: { sheet: next.key, id: (unitsOf(next, desk.paths).find(isOpen) ?? { id: '*' }).id } })
  }
  return (
    <>
      <header className="flex h-12 shrink-0 items-center gap-1 border-b border-line px-1">
        <Button size="touch" aria-label="All files" onClick={() => setDesk(sessionId, { opened: null })}>
          <ArrowLeft />
        </Button>
        <span className="min-w-0 flex-1 truncate text-sm text-fg-2 tnum">
          File {at + 1} of {shown.length}
        </span>
        {open && open.op !== 'delete' && !open.binary && (
          <Button size="touch" aria-label={open.state === 'conflict' ? 'Solve conflict' : 'Edit the proposed text'} onClick={() => startHandwork(sessionId, sheet.key)}>
            <Pencil />
          </Button>
        )}
        <Button size="touch" aria-label="Previous file" disabled={at <= 0} onClick={() => step(-1)}>
          <ChevronLeft />
        </Button>
        <Button size="touch" aria-label="Next file" disabled={at >= shown.length - 1} onClick={() => step(1)}>
          <ChevronRight />
        </Button>
      </header>
      <div className="min-h-0 flex-1">
        <Review key={sheet.key} sessionId={sessionId} only={sheet.key} />
      </div>
      <footer className="flex min-h-16 shrink-0 items-center gap-2 border-t border-line p-2">
        {open?.state === 'pending' && (
          <>
            <Button kind="danger" className={actionClass} onClick={() => decideSheet(sessionId, sheet.key, 'reject')}>
              <X />
              Reject file
            </Button>
            <Button kind="soft" className={actionClass} onClick={() => decideSheet(sessionId, sheet.key, 'apply')}>
              <Check />
              Apply file
            </Button>
          </>
        )}
        {open?.state === 'conflict' && (
          <>
            <Button kind="danger" className={actionClass} onClick={() => decideSheet(sessionId, sheet.key, 'reject')}>
              Reject file
            </Button>
            <Button kind="soft" className={actionClass} onClick={() => startHandwork(sessionId, sheet.key)}>
              Solve conflict
            </Button>
          </>
        )}
        {!open && (
          <>
            <span className="flex-1 pl-2">
              <Outcome units={units} />
            </span>
            <Button kind="soft" className={actionClass} onClick={() => nextFile(sessionId)}>
              Next file
              <ChevronRight />
            </Button>
          </>
        )}
      </footer>
    </>
  )
}

/** Opens the next file that waits; the list when none does. */
function nextFile(sessionId: string): void {
  stepFocus(sessionId, 'sheet', 1)
  const desk = deskOf(sessionId)
  const isLeft = shownUnits(desk).some(isOpen)
  setDesk(sessionId, { opened: isLeft ? (desk.focus?.sheet ?? null) : null })
}
