import { useLayoutEffect, useRef, useState } from 'react'
import { toastError } from '~/ui/toast'
import { EditorArea } from './EditorArea'
import { HandworkFrame, leaveEditor } from './HandworkFrame'

interface TextEditorProps {
  sessionId: string
  title: string
  hint: string
  text: string
  /** Where the caret starts. */
  line: number
  action: string
  onSave: (text: string) => Promise<void>
}

/** The whole proposed text, to be changed by hand. */
export function TextEditor({ sessionId, title, hint, text, line, action, onSave }: TextEditorProps) {
  const [value, setValue] = useState(text)
  const [isSaving, setSaving] = useState(false)
  const area = useRef<HTMLTextAreaElement>(null)
  const isDirty = value !== text
  useLayoutEffect(() => placeCaret(area.current, text, line), [text, line])
  const save = async () => {
    if (isSaving) return
    setSaving(true)
    try {
      await onSave(value)
    } catch (error) {
      toastError('The text was not saved', error)
      setSaving(false)
    }
  }
  return (
    <HandworkFrame sessionId={sessionId} title={title} hint={hint} isDirty={isDirty} save={{ action, isBlocked: isSaving || !isDirty, run: () => void save() }}>
      <EditorArea area={area} label={`Proposed text of ${title}`} value={value} onChange={setValue} onSave={() => isDirty && void save()} onLeave={() => void leaveEditor(sessionId, isDirty)} />
    </HandworkFrame>
  )
}

const LINE_PX = 20

/** Puts the caret at the start of a line, and the line into the upper third. */
export function placeCaret(area: HTMLTextAreaElement | null, text: string, line: number): void {
  if (!area) return
  const at = text.split('\n').slice(0, line - 1).reduce((sum, one) => sum + one.length + 1, 0)
  area.focus({ preventScroll: true })
  area.setSelectionRange(at, at)
  area.scrollTop = Math.max(0, (line - 1) * LINE_PX - area.clientHeight / 3)
}
