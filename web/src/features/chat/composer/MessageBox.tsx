// oxlint-disable jsx-a11y/prefer-tag-over-role -- a text of several lines with a list is a combobox, which HTML has not
import { useId, useLayoutEffect, useRef, useState, type KeyboardEvent, type RefObject } from 'react'
import { draftKeeper } from '~/connection/chat-draft'
import { runCommand } from '~/lib/commands'
import { Suggestions } from './Suggestions'
import { takePaste } from './taking-files'
import { replaceTrigger, triggerAt } from './triggers'
import { useSuggestions, type Suggestion } from './use-suggestions'

type Props = {
  chatId: string
  area: RefObject<HTMLTextAreaElement | null>
  text: string
  placeholder: string
  enterSends: boolean
  onSubmit: (other: boolean) => void
  onStop: (() => void) | null
}

/** The text itself, with completion of commands and files at the caret. */
export function MessageBox({ chatId, area, text, placeholder, enterSends, onSubmit, onStop }: Props) {
  const id = useId()
  const [caret, setCaret] = useState(0)
  const [dismissed, setDismissed] = useState<number | null>(null)
  const jump = useRef<number | null>(null)
  const found = triggerAt(text, Math.min(caret, text.length))
  const trigger = found && found.from !== dismissed ? found : null
  const suggestions = useSuggestions(chatId, trigger)
  const isOpen = trigger !== null && (suggestions.items.length > 0 || suggestions.note !== null)

  // The caret can only go where it belongs once the new text is drawn.
  useLayoutEffect(() => {
    if (jump.current === null) return
    area.current?.setSelectionRange(jump.current, jump.current)
    jump.current = null
  })

  /** Replaces all up to `to` after `from`, as if it was typed: it can be undone. */
  const put = (from: number, to: number, by: string, at: number) => {
    const element = area.current
    element?.focus()
    element?.setSelectionRange(from, to)
    // Deprecated, and the only way into the browser's undo history; there is none where it is missing.
    const isTyped = document.execCommand?.('insertText', false, by) ?? false
    if (!isTyped) draftKeeper(chatId).write(text.slice(0, from) + by + text.slice(to))
    jump.current = at
    setCaret(at)
  }

  const pick = (item: Suggestion) => {
    if (!trigger) return
    if (item.kind === 'file') {
      const done = replaceTrigger(text, trigger, `@${item.path}${item.isDirectory && !item.path.endsWith('/') ? '/' : ''}`)
      if (!item.isDirectory) draftKeeper(chatId).refer(item.path)
      put(trigger.from, trigger.to, done.text.slice(trigger.from, done.text.length - (text.length - trigger.to)), done.caret)
    } else if (item.kind === 'client' && !item.takesArgument) {
      put(0, text.length, `/${item.name}`, item.name.length + 1)
      onSubmit(false)
    } else {
      put(0, text.length, `/${item.name} `, item.name.length + 2)
    }
    suggestions.setAt(0)
  }

  const onListKey = (event: KeyboardEvent): boolean => {
    const item = suggestions.items[suggestions.at]
    if (event.key === 'Escape') setDismissed(trigger?.from ?? null)
    else if (event.key === 'ArrowDown' && item) suggestions.move(1)
    else if (event.key === 'ArrowUp' && item) suggestions.move(-1)
    else if ((event.key === 'Enter' || event.key === 'Tab') && item && !event.shiftKey) pick(item)
    else return false
    return true
  }

  const onKeyDown = (event: KeyboardEvent<HTMLTextAreaElement>) => {
    // While an input method composes, its keys are not ours. Safari ends a composition with key code 229.
    if (event.nativeEvent.isComposing || event.keyCode === 229) return
    const done = (isOpen && onListKey(event)) || onTextKey(event)
    if (!done) return
    event.preventDefault()
    event.stopPropagation()
  }

  const onTextKey = (event: KeyboardEvent<HTMLTextAreaElement>): boolean => {
    const withCommand = event.ctrlKey || event.metaKey
    if (event.key === 'Enter' && (withCommand || (enterSends && !event.shiftKey))) onSubmit(enterSends ? withCommand : event.shiftKey)
    else if (event.key === 'Escape' && onStop) onStop()
    else if (event.key === 'ArrowUp' && !text && !event.altKey) runCommand('chat.edit', chatId)
    else return false
    return true
  }

  return (
    <>
      {isOpen && (
        <Suggestions
          id={id}
          label={trigger.kind === 'file' ? 'Files' : 'Commands'}
          items={suggestions.items}
          at={suggestions.at}
          note={suggestions.note}
          onHover={suggestions.setAt}
          onPick={pick}
        />
      )}
      <textarea
        ref={area}
        data-composer
        value={text}
        rows={1}
        role="combobox"
        aria-label="Message"
        aria-autocomplete="list"
        aria-expanded={isOpen}
        aria-controls={isOpen ? id : undefined}
        aria-activedescendant={isOpen && suggestions.items.length ? `${id}-${suggestions.at}` : undefined}
        autoComplete="off"
        placeholder={placeholder}
        enterKeyHint={enterSends ? 'send' : 'enter'}
        onChange={(event) => {
          setCaret(event.target.selectionStart)
          setDismissed(null)
          suggestions.setAt(0)
          draftKeeper(chatId).write(event.target.value)
        }}
        onSelect={(event) => setCaret(event.currentTarget.selectionStart)}
        onKeyDown={onKeyDown}
        onPaste={(event) => takePaste(chatId, event)}
        className="block field-sizing-content max-h-[min(40dvh,22rem)] min-h-[34px] pointer-coarse:min-h-11 w-full resize-none bg-transparent [unicode-bidi:plaintext] px-3.5 pt-2.5 pb-1 text-base outline-none placeholder:text-fg-3 pointer-coarse:text-lg"
      />
    </>
  )
}
