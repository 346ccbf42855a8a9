import { useEffect, useRef, type KeyboardEvent } from 'react'
import { Button } from '~/ui/button'
import { Kbd } from '~/ui/kbd'
import type { Message } from '~/wire/types'
import { Attachments } from './Attachments'
import { sendEdit, stopEditing, useEditing, writeEdit } from './editing'

type Props = { message: Message; editing: NonNullable<ReturnType<typeof useEditing>> }

/** A prompt being changed in its place; sending makes another version of it. */
export function PromptEditor({ message, editing }: Props) {
  const box = useRef<HTMLTextAreaElement>(null)
  useEffect(() => {
    const area = box.current
    area?.focus()
    area?.setSelectionRange(area.value.length, area.value.length)
  }, [])
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return
    if (event.key === 'Escape') {
      event.stopPropagation()
      stopEditing(message)
    }
    if (event.key !== 'Enter' || event.shiftKey) return
    event.preventDefault()
    void sendEdit(message)
  }
  return (
    <div className="flex flex-col gap-1.5 pt-5 pb-1">
      <Attachments parts={message.parts.filter((part) => part.type === 'attachment')} />
      <div className="rounded-xl border border-accent bg-bg-1">
        <textarea
          ref={box}
          value={editing.text}
          aria-label="Edit the message"
          disabled={editing.sending}
          onChange={(event) => writeEdit(message.id, event.target.value)}
          onKeyDown={onKeyDown}
          className="block field-sizing-content max-h-[50dvh] min-h-16 w-full resize-none bg-transparent px-3.5 pt-2 text-base outline-none pointer-coarse:text-lg"
        />
        <div className="flex items-center justify-end gap-1.5 px-2 pt-1 pb-2">
          {editing.problem ? (
            <p role="alert" className="min-w-0 flex-1 px-1.5 text-xs text-err">
              {editing.problem}
            </p>
          ) : (
            <p className="min-w-0 flex-1 truncate px-1.5 text-xs text-fg-3">The earlier version is kept.</p>
          )}
          <Button kind="soft" className="pointer-coarse:h-11" onClick={() => stopEditing(message)}>
            Cancel
          </Button>
          <Button
            kind="primary"
            className="pointer-coarse:h-11"
            disabled={editing.sending || !editing.text.trim()}
            onClick={() => void sendEdit(message)}
          >
            Send <Kbd keys="Enter" className="text-accent-fg/80 pointer-coarse:hidden" />
          </Button>
        </div>
      </div>
    </div>
  )
}
