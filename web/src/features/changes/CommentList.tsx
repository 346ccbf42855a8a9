import { useQuery } from '@tanstack/react-query'
import { deskOf, setDesk } from '~/connection/changes-desk'
import { changesQuery } from '~/connection/changes-query'
import { byPath, openChangeOf } from '~/connection/changes-review'
import type { Comment } from '~/wire/types'
import { CommentCard } from './CommentNotes'

/** All comments of a session, each a click away from its line. */
export function CommentList({ sessionId, onLeave }: { sessionId: string; onLeave: () => void }) {
  const comments = useQuery(changesQuery(sessionId)).data?.comments ?? []
  if (comments.length === 0) {
    return <p className="px-2 py-3 text-xs text-fg-2">No comments yet. Point at a line number and choose +, or press C on a change.</p>
  }
  const order: Comment['state'][] = ['draft', 'sent', 'resolved']
  const sorted = [...comments].sort((a, b) => order.indexOf(a.state) - order.indexOf(b.state) || a.path.localeCompare(b.path) || a.line - b.line)
  return (
    <ul className="flex flex-col gap-2">
      {sorted.map((comment) => (
        <li key={comment.id}>
          <button
            type="button"
            className="mb-0.5 block max-w-full truncate rounded-sm px-1 font-mono text-2xs text-fg-2 hover:text-fg-1 hover:underline max-md:h-11"
            onClick={() => {
              goTo(sessionId, comment)
              onLeave()
            }}
          >
            {comment.path}:{comment.line}
            {comment.outdated && ' (the line is gone)'}
          </button>
          <CommentCard sessionId={sessionId} comment={comment} />
        </li>
      ))}
    </ul>
  )
}

function goTo(sessionId: string, comment: Comment): void {
  const desk = deskOf(sessionId)
  const paths = byPath(desk.changes)
  const sheet = desk.sheets.find((one) => openChangeOf(one, paths)?.id === comment.change_id || one.change.path === comment.path)
  if (!sheet) return
  const inside = sheet.change.hunks.find((hunk) => {
    const [start, lines] = comment.side === 'old' ? [hunk.old_start, hunk.old_lines] : [hunk.new_start, hunk.new_lines]
    return start <= comment.line && comment.line < start + lines
  })
  const unit = inside ?? sheet.change.hunks[0]
  setDesk(sessionId, { looking: null, opened: sheet.key, focus: { sheet: sheet.key, id: unit?.id ?? '*' } })
}
