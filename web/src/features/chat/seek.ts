/** Brings what a search found into sight, however deep in a row it is. */
import { lightUp, rangesIn, type Sought } from '~/lib/found-words'

const MARGIN = 24

/** Gives a step for `keepInPlace`: whether the words are in sight. Words that are not drawn, because something shows its beginning only, are asked for. */
export function seeking(box: HTMLElement, rowOf: () => HTMLElement | null, sought: Sought): () => boolean {
  const firstLit = lightUp(() => {
    const row = rowOf()
    return row ? rangesIn(row, sought) : []
  })
  return () => {
    const row = rowOf()
    if (!row) return false
    const first = firstLit()
    return first ? bringIn(first, box) : !hasMore(row)
  }
}

/** Presses what shows more of it, one after the other. */
function hasMore(row: HTMLElement): boolean {
  const more = row.querySelector<HTMLButtonElement>('[data-more]')
  if (more && !more.disabled) more.click()
  return more !== null
}

/** Scrolls everything around a range, up to `box`, by as much as it takes. */
function bringIn(range: Range, box: HTMLElement): boolean {
  let isThere = true
  let element = range.startContainer.parentElement
  for (; element && box.contains(element); element = element.parentElement) {
    const { overflowY } = getComputedStyle(element)
    if (overflowY !== 'auto' && overflowY !== 'scroll') continue
    const [at, view] = [range.getBoundingClientRect(), element.getBoundingClientRect()]
    const margin = Math.min(MARGIN, view.height / 4)
    if (at.top < view.top + margin || at.bottom > view.bottom - margin) {
      const before = element.scrollTop
      element.scrollTop += (at.top + at.bottom - view.top - view.bottom) / 2
      isThere &&= element.scrollTop === before
    }
    if (at.left < view.left || at.right > view.right) element.scrollLeft += at.left - view.left - MARGIN
  }
  return isThere
}
