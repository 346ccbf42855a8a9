/** The inbox by keyboard: single letters, where nobody types. */
import { decideByKey } from './InboxList'

const STEPS: Record<string, 1 | -1> = { j: 1, ArrowDown: 1, k: -1, ArrowUp: -1 }

/** Follows the keys pressed in a list of rows (`data-inbox-row`). Returns what ends it. */
export function listenInInbox(pane: HTMLElement): () => void {
  const onKeyDown = (event: KeyboardEvent) => {
    if (isTyping(event) || event.ctrlKey || event.metaKey || event.altKey) return
    const step = STEPS[event.key]
    const row = document.activeElement?.closest<HTMLElement>('[data-inbox-row]')
    if (step) stepRows(pane, step)
    else if (row && (event.key === 'a' || event.key === 'r')) decideByKey(row.dataset.inboxRow ?? '', event.key)
    else return
    event.preventDefault()
  }
  pane.addEventListener('keydown', onKeyDown)
  return () => pane.removeEventListener('keydown', onKeyDown)
}

const isTyping = ({ target }: KeyboardEvent): boolean =>
  target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName))

function stepRows(pane: HTMLElement, step: 1 | -1): void {
  const rows = [...pane.querySelectorAll<HTMLElement>('[data-inbox-row]')]
  const at = rows.findIndex((row) => row.contains(document.activeElement))
  const next = at === -1 ? rows.at(step === 1 ? 0 : -1) : rows[Math.min(Math.max(at + step, 0), rows.length - 1)]
  next?.querySelector<HTMLElement>('[data-inbox-main]')?.focus()
  next?.scrollIntoView({ block: 'nearest' })
}
