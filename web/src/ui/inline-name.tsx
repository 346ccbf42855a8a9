import { useState } from 'react'
import { TextInput } from './field'

interface InlineNameProps {
  name: string
  label: string
  /** Called with the new name, trimmed and not empty; not when nothing changed. */
  onRename: (name: string) => void
  onDone: () => void
}

/** A name being changed in place: Enter or leaving keeps it, Escape does not. */
export function InlineName({ name, label, onRename, onDone }: InlineNameProps) {
  const [text, setText] = useState(name)
  const keep = () => {
    const wanted = text.trim()
    if (wanted && wanted !== name) onRename(wanted)
    onDone()
  }
  return (
    <TextInput
      aria-label={label}
      value={text}
      maxLength={200}
      autoFocus
      onFocus={(event) => event.target.select()}
      onChange={(event) => setText(event.target.value)}
      onBlur={keep}
      onClick={(event) => event.stopPropagation()}
      onKeyDown={(event) => {
        event.stopPropagation()
        if (event.key === 'Enter') keep()
        if (event.key === 'Escape') onDone()
      }}
      className="h-[24px] rounded-sm px-1.5 text-xs"
    />
  )
}
