/** Brings the line of a change that a search found into sight, and lights its words up. */
import type { CodeViewHandle } from '@pierre/diffs/react'
import { useEffect, type RefObject } from 'react'
import { setDesk, useDesk } from '~/connection/changes-desk'
import type { Side } from '~/connection/changes-review'
import { keepInPlace, lightUp, placesIn, rangesIn, type Sought } from '~/lib/found-words'
import type { Hunk } from '~/wire/types'

interface Line {
  side: Side
  number: number
}

const firstOf = (start: number, lines: number) => (lines === 0 ? start + 1 : start)

/** The changed line that has most of the words, the first of them; null where none has any. */
export function soughtLine(hunks: readonly Hunk[], sought: Sought): Line | null {
  let [best, most]: [Line | null, number] = [null, 0]
  for (const hunk of hunks) {
    const at = { old: firstOf(hunk.old_start, hunk.old_lines), new: firstOf(hunk.new_start, hunk.new_lines) }
    for (const { kind, text } of hunk.lines) {
      const side = kind === 'remove' ? 'old' : 'new'
      const count = kind === 'context' ? 0 : sought.words.filter((word) => placesIn(text, { words: [word], around: '' }).length > 0).length
      if (count > most) [best, most] = [{ side, number: at[side] }, count]
      if (kind !== 'add') at.old++
      if (kind !== 'remove') at.new++
    }
  }
  return best
}

/** Where in a view what is sought stands: the item of the view, its hunks, and what it is drawn in. */
type Find = (changeId: string) => { item: string; hunks: readonly Hunk[]; host: () => Element | null | undefined } | null

type View = Pick<CodeViewHandle<undefined, undefined>, 'scrollTo'>

/** Shows what is sought on the desk of a session, in this view, as soon as it is drawn there. */
export function useSought(sessionId: string, view: RefObject<View | null>, box: RefObject<HTMLElement | null>, find: Find): void {
  const sought = useDesk(sessionId, (desk) => desk.sought)
  const place = sought && find(sought.changeId)
  const item = place?.item
  useEffect(() => {
    const element = box.current
    const line = sought && place && soughtLine(place.hunks, sought)
    if (!sought || !element || !item) return
    const forget = () => setDesk(sessionId, { sought: null })
    if (!line) {
      forget()
      return
    }
    const firstLit = lightUp(() => {
      const row = rowOf(place.host(), line)
      if (row) row.dataset.sought = ''
      return row ? rangesIn(row, sought) : []
    })
    const step = () => {
      const row = rowOf(place.host(), line)
      // What the view was told before it had a height it takes for done: from where the row is drawn the box goes on by itself.
      if (row && !isInSight(row, element)) {
        row.scrollIntoView({ block: 'center' })
        return false
      }
      if (!row) {
        view.current?.scrollTo({ type: 'line', id: item, lineNumber: line.number, side: line.side === 'old' ? 'deletions' : 'additions', align: 'center' })
        return false
      }
      return firstLit() !== undefined
    }
    return keepInPlace(element, step, forget)
    // oxlint-disable-next-line react-hooks/exhaustive-deps -- the hunks of an item do not change while it is sought
  }, [sessionId, sought, item])
}

function rowOf(host: Element | null | undefined, { side, number }: Line): HTMLElement | null {
  const type = side === 'old' ? 'change-deletion' : 'change-addition'
  return host?.shadowRoot?.querySelector<HTMLElement>(`[data-line="${number}"][data-line-type="${type}"]`) ?? null
}

function isInSight(row: HTMLElement, box: HTMLElement): boolean {
  const [at, view] = [row.getBoundingClientRect(), box.getBoundingClientRect()]
  return at.top > view.top && at.bottom < view.bottom
}
