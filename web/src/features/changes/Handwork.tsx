import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { deskOf } from '~/connection/changes-desk'
import { saveText, settleConflict } from '~/connection/changes-decisions'
import { conflictQuery, textQuery } from '~/connection/changes-query'
import type { Change } from '~/wire/types'
import { ConflictEditor } from './ConflictEditor'
import { TextEditor } from './TextEditor'
import { HandworkFrame } from './HandworkFrame'

interface HandworkProps {
  sessionId: string
  changeId: string
  kind: 'edit' | 'resolve'
  line: number
}

/** A change in the hands of the reader: its proposed text, or a conflict to be solved. */
export function Handwork({ sessionId, changeId, kind, line }: HandworkProps) {
  // As it was when the work began: what is being written is not pulled away when the change moves on elsewhere.
  const [change] = useState(() => deskOf(sessionId).changes.find((one) => one.id === changeId))
  if (!change) return <HandworkFrame sessionId={sessionId} title="This change is gone" note="It was decided elsewhere meanwhile." />
  return kind === 'edit' ? <Edit sessionId={sessionId} change={change} line={line} /> : <Resolve sessionId={sessionId} change={change} />
}

function Edit({ sessionId, change, line }: { sessionId: string; change: Change; line: number }) {
  const text = useQuery(textQuery(change))
  const title = change.new_path ?? change.path
  if (text.data?.new == null) return <HandworkFrame sessionId={sessionId} title={title} note={noteOf(text.error, text.isPending)} />
  return (
    <TextEditor
      sessionId={sessionId}
      title={title}
      hint="The proposed text. What you save waits for review like before."
      text={text.data.new}
      line={line}
      action="Save"
      onSave={(value) => saveText(sessionId, change.id, value, change.updated_at)}
    />
  )
}

function Resolve({ sessionId, change }: { sessionId: string; change: Change }) {
  const sides = useQuery(conflictQuery(change))
  if (!sides.data) return <HandworkFrame sessionId={sessionId} title={change.path} note={noteOf(sides.error, sides.isPending)} />
  return (
    <ConflictEditor
      sessionId={sessionId}
      title={change.path}
      sides={sides.data}
      onSave={(value) => settleConflict(sessionId, change.id, value)}
    />
  )
}

function noteOf(error: Error | null, isPending: boolean): string {
  if (error) return error.message
  return isPending ? 'Loading…' : 'This is not text: it can only be applied or rejected as it is.'
}
