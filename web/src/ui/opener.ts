import { useState } from 'react'

/**
 * Where the focus goes when a dialog closes: to what had it when the dialog opened. The dialogs' own way looks too late where
 * a field inside takes the focus as soon as it is there.
 */
export function useOpener(open: boolean): () => HTMLElement | boolean {
  const [opener, setOpener] = useState<Element | null>(() => (open ? document.activeElement : null))
  const [wasOpen, setWasOpen] = useState(open)
  if (open !== wasOpen) {
    setWasOpen(open)
    if (open) setOpener(document.activeElement)
  }
  return () => backTo(opener)
}

/** That element, unless it is gone, or the focus has gone somewhere else since. */
export function backTo(opener: Element | null): HTMLElement | boolean {
  const focused = document.activeElement
  if (focused && focused !== document.body && !focused.closest('[role=dialog], [role=alertdialog]')) return false
  return opener instanceof HTMLElement && opener.isConnected && opener !== document.body ? opener : true
}

/** Whether somebody is answering a dialog: nothing else may take the focus. */
export const isInDialog = (): boolean => Boolean(document.activeElement?.closest('[role=dialog][data-open], [role=alertdialog][data-open]'))
