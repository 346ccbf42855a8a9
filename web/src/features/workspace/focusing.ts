/** Where the keyboard goes on after a tab or a group was changed. */
import { create } from 'zustand'
import { isPhone } from '~/lib/media'
import { currentAddress } from '~/panes/address'
import { activePane } from '~/panes/tree'
import { workspaceOf } from '~/panes/workspaces'

/** The pane that is to take the focus; the number makes the same one wanted again. */
export const useWantedFocus = create<{ sessionId: string; paneId: string; count: number }>(() => ({ sessionId: '', paneId: '', count: 0 }))

export const wantFocus = (sessionId: string, paneId: string): void => useWantedFocus.setState(({ count }) => ({ sessionId, paneId, count: count + 1 }))

/** The tab that had the focus is closed, or was drawn anew somewhere else: the pane in view takes it. */
export function goOnIfLost(sessionId: string): void {
  requestAnimationFrame(() => {
    const shown = activePane(workspaceOf(sessionId).tree)
    const isLost = document.activeElement === document.body && currentAddress().sessionId === sessionId
    if (shown && isLost && !isPhone()) wantFocus(sessionId, shown.id)
  })
}

/** What one writes in first, then what a pane is about. */
const WANTED = ['[data-composer]', '.xterm-helper-textarea', '[data-review]', 'input', 'button', '[tabindex]']

/** Gives the focus to what is in a pane, or else to its tab. Where it is in the pane already it stays. */
export function focusInside(content: Element | null, tab: HTMLElement | null): void {
  if (content?.contains(document.activeElement)) return
  const found = WANTED.map((selector) => content?.querySelector<HTMLElement>(selector)).find(Boolean)
  ;(found ?? tab)?.focus({ preventScroll: true })
}
