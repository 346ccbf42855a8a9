import { lazy, Suspense } from 'react'
import { useDesk } from '~/connection/changes-desk'
import { isShown } from '~/connection/changes-review'
import { Empty } from '~/ui/empty'
import { CommentNote, WritingNote } from './CommentNotes'
import { FileHeader } from './FileHeader'
import { HunkBar } from './HunkBar'
import type { Note } from './notes'

const load = () => import('./DiffView')
const DiffView = lazy(async () => ({ default: (await load()).DiffView }))
// The list of files does not wait for it, and it does not wait for the list.
load().catch(() => undefined)

/** Every file that waits, one below the other; on a phone only the one that was opened. */
export function Review({ sessionId, only }: { sessionId: string; only?: string }) {
  const sheets = useDesk(sessionId, (desk) => desk.sheets)
  const filter = useDesk(sessionId, (desk) => desk.filter)
  const shown = sheets.filter((sheet) => (only ? sheet.key === only : isShown(sheet.change, filter)))
  if (shown.length > 0) {
    return (
      <Suspense fallback={null}>
        <DiffView
          sessionId={sessionId}
          sheets={shown}
          header={(key) => <FileHeader sessionId={sessionId} sheetKey={key} />}
          between={(key, note) => <NoteView sessionId={sessionId} sheetKey={key} note={note} />}
        />
      </Suspense>
    )
  }
  if (sheets.length > 0) return <Empty title="No file matches the filter" />
  return (
    <Empty title="Everything is decided">
      <p>What was applied can be taken back: pick it among the decided files.</p>
    </Empty>
  )
}

function NoteView({ sessionId, sheetKey, note }: { sessionId: string; sheetKey: string; note: Note }) {
  switch (note.kind) {
    case 'unit':
      return <HunkBar sessionId={sessionId} sheetKey={sheetKey} unitId={note.id} />
    case 'comment':
      return <CommentNote sessionId={sessionId} commentId={note.id} />
    case 'writing':
      return <WritingNote sessionId={sessionId} />
  }
}
