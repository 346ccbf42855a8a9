import { useQuery } from '@tanstack/react-query'
import { Check, Pencil, RotateCcw, Trash2 } from 'lucide-react'
import { useEffect, useRef, useState } from 'react'
import { editComment, removeComment, saveComment } from '~/connection/changes-decisions'
import { deskOf, setDesk, useDesk } from '~/connection/changes-desk'
import { changesQuery } from '~/connection/changes-query'
import { openChangeOf, serverLine, sheetOf, unitsOf } from '~/connection/changes-review'
import type { Comment } from '~/wire/types'
import { cn } from '~/lib/cn'
import { Button } from '~/ui/button'
import { Kbd } from '~/ui/kbd'
import { toastError } from '~/ui/toast'
import { Tip } from '~/ui/tooltip'

const STATES: Record<Comment['state'], string> = {
  draft: 'Draft: goes with your next message',
  sent: 'Sent to the agent',
  resolved: 'Resolved',
}

/** A remark below the line that it is about. */
export function CommentNote({ sessionId, commentId }: { sessionId: string; commentId: string }) {
  const comment = useQuery(changesQuery(sessionId)).data?.comments.find((one) => one.id === commentId)
  if (!comment) return null
  return (
    <div className="max-w-[44rem] px-3 py-1.5 font-sans">
      <CommentCard sessionId={sessionId} comment={comment} />
    </div>
  )
}

/** A comment, and what can be done with it. */
export function CommentCard({ sessionId, comment }: { sessionId: string; comment: Comment }) {
  const [isEditing, setEditing] = useState(false)
  if (isEditing) {
    return <CommentBox text={comment.text} action="Save" onSave={(text) => editComment(sessionId, comment.id, { text })} onDone={() => setEditing(false)} />
  }
  const change = (call: Promise<void>) => void call.catch((error: unknown) => toastError('The comment was not changed', error))
  const isResolved = comment.state === 'resolved'
  return (
    <article aria-label="Comment" className={cn('rounded-lg border border-line bg-bg-0 px-3 py-2', comment.state === 'draft' && 'border-l-2 border-l-accent')}>
      <p className={cn('text-sm [overflow-wrap:anywhere] whitespace-pre-wrap', isResolved && 'text-fg-2')}>{comment.text}</p>
      <footer className="mt-1 -mb-0.5 flex items-center gap-0.5 text-2xs text-fg-3">
        <span className="min-w-0 flex-1 truncate">{STATES[comment.state]}</span>
        {comment.state === 'draft' && <IconButton label="Edit" icon={<Pencil />} onClick={() => setEditing(true)} />}
        {comment.state === 'sent' && <IconButton label="Resolve" icon={<Check />} onClick={() => change(editComment(sessionId, comment.id, { state: 'resolved' }))} />}
        {isResolved && <IconButton label="Open again" icon={<RotateCcw />} onClick={() => change(editComment(sessionId, comment.id, { state: 'draft' }))} />}
        <IconButton label="Delete comment" icon={<Trash2 />} onClick={() => change(removeComment(sessionId, comment.id))} />
      </footer>
    </article>
  )
}

function IconButton({ label, icon, onClick }: { label: string; icon: React.ReactNode; onClick: () => void }) {
  return (
    <Tip label={label}>
      <Button size="iconSm" className="max-md:size-11" onClick={onClick}>
        {icon}
      </Button>
    </Tip>
  )
}

/** Where a new comment is written. */
export function WritingNote({ sessionId }: { sessionId: string }) {
  const writing = useDesk(sessionId, (desk) => desk.writing)
  if (!writing) return null
  const save = async (text: string) => {
    const desk = deskOf(sessionId)
    const sheet = sheetOf(desk, writing.sheet)
    const open = sheet && openChangeOf(sheet, desk.paths)
    if (!sheet || !open) throw new Error('This file is decided by now: there is nothing left to comment on.')
    const line = serverLine(sheet, unitsOf(sheet, desk.paths), writing.side, writing.line)
    await saveComment(sessionId, open.id, { side: writing.side, line }, text)
  }
  return (
    <div className="max-w-[44rem] px-3 py-1.5 font-sans">
      <CommentBox text="" action="Comment" onSave={save} onDone={() => setDesk(sessionId, { writing: null })} />
    </div>
  )
}

interface CommentBoxProps {
  text: string
  action: string
  onSave: (text: string) => Promise<void>
  onDone: () => void
}

function CommentBox({ text, action, onSave, onDone }: CommentBoxProps) {
  const [value, setValue] = useState(text)
  const [isSaving, setSaving] = useState(false)
  const box = useRef<HTMLDivElement>(null)
  const save = async () => {
    if (!value.trim() || isSaving) return
    setSaving(true)
    try {
      await onSave(value.trim())
      onDone()
    } catch (error) {
      toastError('The comment was not saved', error)
      setSaving(false)
    }
  }
  // The diff view gives it its place only after it is drawn.
  useEffect(() => {
    const frame = requestAnimationFrame(() => box.current?.scrollIntoView({ block: 'nearest' }))
    return () => cancelAnimationFrame(frame)
  }, [])
  return (
    <div ref={box} className="scroll-my-12 rounded-lg border border-line-2 bg-bg-1 p-2 focus-within:border-accent">
      <textarea
        autoFocus
        aria-label="Comment"
        rows={2}
        value={value}
        placeholder="What should be different here?"
        className="field-sizing-content max-h-60 w-full resize-none bg-transparent px-1 text-sm outline-none placeholder:text-fg-3 max-md:text-lg"
        onChange={(event) => setValue(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === 'Escape') onDone()
          else if (event.key === 'Enter' && (event.metaKey || event.ctrlKey)) void save()
          else return
          event.preventDefault()
          event.stopPropagation()
        }}
      />
      <div className="mt-1 flex items-center gap-1.5">
        <Button kind="primary" disabled={!value.trim() || isSaving} className="max-md:h-11 max-md:px-4" onClick={() => void save()}>
          {action} <Kbd keys="$mod+Enter" className="text-accent-fg max-md:hidden" />
        </Button>
        <Button className="max-md:h-11 max-md:px-4" onClick={onDone}>
          Cancel
        </Button>
        <span className="ml-1 text-2xs text-fg-3">The agent gets it with your next message.</span>
      </div>
    </div>
  )
}
