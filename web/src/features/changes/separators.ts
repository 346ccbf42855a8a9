/** Finishes the lines between the hunks, which the library draws without names for their buttons. */
import type { Change } from '~/wire/types'

/** The server shows so many unchanged lines around a change, fewer only where the file ends. */
const AROUND = 3
const UNKNOWN_REST = 'More unchanged context may be available'

export function finishSeparators(container: HTMLElement, change: Change | undefined): void {
  const root = container.shadowRoot
  for (const button of root?.querySelectorAll<HTMLElement>('[data-expand-button]:not([aria-label])') ?? []) {
    button.addEventListener('keydown', pressByKey)
    button.setAttribute('aria-label', 'Show unchanged lines')
    button.setAttribute('role', 'button')
    button.setAttribute('tabindex', '0')
  }
  for (const words of root?.querySelectorAll('[data-unmodified-lines]') ?? []) {
    if (words.textContent !== UNKNOWN_REST) continue
    const isEnd = change !== undefined && endsInSight(change)
    words.textContent = isEnd ? 'End of file' : 'Rest of the file'
    words.closest('[data-separator]')?.toggleAttribute('data-end', isEnd)
  }
}

function pressByKey(event: KeyboardEvent): void {
  if (event.key !== 'Enter' && event.key !== ' ') return
  event.preventDefault()
  event.stopPropagation()
  if (event.currentTarget instanceof HTMLElement) event.currentTarget.click()
}

/** Whether the last hunk reaches the end of the file. */
export function endsInSight({ hunks }: Pick<Change, 'hunks'>): boolean {
  const lines = hunks.at(-1)?.lines ?? []
  return lines.length - 1 - lines.findLastIndex((line) => line.kind !== 'context') < AROUND
}
