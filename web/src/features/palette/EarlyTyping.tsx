import { useEffect } from 'react'
import { useOverlay } from './palette-state'

let typed = ''

/** Keeps what is typed while the palette still loads, so that it does not end up in what had the focus. */
export function EarlyTyping() {
  useEffect(() => {
    typed = ''
    window.addEventListener('keydown', keep, true)
    return () => window.removeEventListener('keydown', keep, true)
  }, [])
  return null
}

/** What was typed before there was a field for it; only once. */
export function takeEarlyTyping(): string {
  const text = typed
  typed = ''
  return text
}

function keep(event: KeyboardEvent): void {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return
  if (event.key === 'Escape') useOverlay.setState({ palette: null })
  else if (event.key === 'Backspace') typed = typed.slice(0, -1)
  else if (event.key.length === 1) typed += event.key
  else return
  event.preventDefault()
  event.stopImmediatePropagation()
}
