import { useQuery } from '@tanstack/react-query'
import { Columns2, Files, MessageSquareQuote, Rows2, Search, X } from 'lucide-react'
import { useState } from 'react'
import { setFilter, shownSheets, shownUnits, useDesk } from '~/connection/changes-desk'
import { changesQuery } from '~/connection/changes-query'
import { isOpen, unitsOf } from '~/connection/changes-review'
import { cn } from '~/lib/cn'
import { Button } from '~/ui/button'
import { CommandButton } from '~/ui/command-button'
import { TextInput } from '~/ui/field'
import { Popover } from '~/ui/popover'
import { Tip } from '~/ui/tooltip'
import { CommentList } from './CommentList'
import { setDiffStyle, useDiffStyle } from './diff-style'
import { FileList } from './FileList'
import { MakerFilter } from './MakerFilter'
import { MoreMenu } from './MoreMenu'
import { decideShown, rejectShown } from './review-actions'
import { countWords } from './words'

/** How much waits, what of it is shown, and the decisions about all of it. */
export function Toolbar({ sessionId }: { sessionId: string }) {
  const desk = useDesk(sessionId, (state) => state)
  const waiting = shownUnits(desk).filter((unit) => unit.state === 'pending').length
  const isBusy = Object.keys(desk.asked).length > 0
  return (
    <div role="toolbar" aria-label="Review" className="flex h-[40px] shrink-0 items-center gap-1 border-b border-line pr-2 pl-1.5">
      <FilesButton sessionId={sessionId} />
      <Summary sessionId={sessionId} />
      <span className="flex-1" />
      <PathFilter sessionId={sessionId} />
      <MakerFilter sessionId={sessionId} />
      <CommentsButton sessionId={sessionId} />
      <StyleButton />
      <CommandButton id="changes.undo" target={sessionId} size="icon" />
      <MoreMenu sessionId={sessionId} />
      <span className="mx-1 h-4 w-px bg-line" />
      <Button className="hover:text-err" disabled={waiting === 0 || isBusy} onClick={() => void rejectShown(sessionId)}>
        Reject all
      </Button>
      <Button kind="primary" disabled={waiting === 0 || isBusy} onClick={() => decideShown(sessionId, 'apply')}>
        Apply all
      </Button>
    </div>
  )
}

export function Summary({ sessionId, className }: { sessionId: string; className?: string }) {
  const desk = useDesk(sessionId, (state) => state)
  const units = shownUnits(desk).filter(isOpen)
  const files = shownSheets(desk).filter((sheet) => unitsOf(sheet, desk.paths).some(isOpen))
  const added = files.reduce((sum, sheet) => sum + sheet.change.added, 0)
  const removed = files.reduce((sum, sheet) => sum + sheet.change.removed, 0)
  return (
    <span role="status" className={cn('flex min-w-0 items-center gap-2 truncate px-1 text-xs text-fg-2 tnum', className)}>
      <span className="truncate">{units.length === 0 ? 'Everything is decided' : `${countWords(units.length, 'change')} in ${countWords(files.length, 'file')}`}</span>
      {added + removed > 0 && (
        <span className="font-mono text-2xs">
          <span className="text-ok">+{added}</span> <span className="text-err">−{removed}</span>
        </span>
      )}
    </span>
  )
}

/** The list of files, where the pane is too narrow to show it beside the diff. */
function FilesButton({ sessionId }: { sessionId: string }) {
  const [isOpened, setOpened] = useState(false)
  return (
    <span className="contents @min-[46rem]:hidden">
      <Popover
        label="Files"
        open={isOpened}
        onOpenChange={setOpened}
        className="max-h-[60vh] w-72 overflow-y-auto"
        trigger={
          <Button size="icon" aria-label="Files">
            <Files />
          </Button>
        }
      >
        <FileList sessionId={sessionId} onOpen={() => setOpened(false)} />
      </Popover>
    </span>
  )
}

function PathFilter({ sessionId }: { sessionId: string }) {
  const text = useDesk(sessionId, (desk) => desk.filter.text)
  const [isWanted, setWanted] = useState(text !== '')
  if (!isWanted) {
    return (
      <Tip label="Find a file">
        <Button size="icon" onClick={() => setWanted(true)}>
          <Search />
        </Button>
      </Tip>
    )
  }
  const leave = () => {
    setFilter(sessionId, { text: '' })
    setWanted(false)
  }
  return (
    <span className="relative flex w-40 min-w-24 items-center">
      <TextInput
        autoFocus
        aria-label="Find a file"
        placeholder="Path"
        value={text}
        className="h-[26px] pr-7 text-xs max-md:h-11"
        onChange={(event) => setFilter(sessionId, { text: event.target.value })}
        onBlur={() => text === '' && setWanted(false)}
        onKeyDown={(event) => event.key === 'Escape' && leave()}
      />
      <Button size="iconSm" aria-label="Show all files" className="absolute right-0.5" onClick={leave}>
        <X />
      </Button>
    </span>
  )
}

export function CommentsButton({ sessionId }: { sessionId: string }) {
  const count = useQuery(changesQuery(sessionId)).data?.comments.filter((comment) => comment.state !== 'resolved').length ?? 0
  const [isOpened, setOpened] = useState(false)
  return (
    <Popover
      label="Comments"
      open={isOpened}
      onOpenChange={setOpened}
      className="max-h-[60vh] w-96 overflow-y-auto p-2"
      trigger={
        <Button className="tnum max-md:h-11 max-md:min-w-11" aria-label={count === 0 ? 'Comments' : `Comments, ${count} open`}>
          <MessageSquareQuote />
          {count > 0 && count}
        </Button>
      }
    >
      <CommentList sessionId={sessionId} onLeave={() => setOpened(false)} />
    </Popover>
  )
}

function StyleButton() {
  const style = useDiffStyle((state) => state.style)
  const isSplit = style === 'split'
  return (
    <Tip label={isSplit ? 'Show unified' : 'Show side by side'} keys="s">
      <Button size="icon" aria-pressed={isSplit} onClick={() => setDiffStyle(isSplit ? 'unified' : 'split')}>
        {isSplit ? <Rows2 /> : <Columns2 />}
      </Button>
    </Tip>
  )
}

