import { useEffect } from 'react'
import { useOverlay } from './palette-state'

let typed = ''

/** Keeps what is typed until the palette's field has the focus, so that it does not end up in what had it before. */
export function EarlyTyping() {
  useEffect(() => {
    typed = ''
    window.addEventListener('keydown', keep, true)
  }, [])
  return null
}

/** What was typed before the field had the focus. From now on it gets everything itself. */
export function takeEarlyTyping(): string {
  window.removeEventListener('keydown', keep, true)
  const text = typed
  typed = ''
  return text
}

function keep(event: KeyboardEvent): void {
  if (useOverlay.getState().palette === null) return void takeEarlyTyping()
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return
  if (event.key === 'Escape') useOverlay.setState({ palette: null })
  else if (event.key === 'Backspace') typed = typed.slice(0, -1)
  else if (event.key.length === 1) typed += event.key
  else return
  event.preventDefault()
  event.stopImmediatePropagation()
}
