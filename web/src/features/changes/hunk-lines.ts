/** Where the lines of a hunk are. Pure. */
import type { Side } from '~/connection/changes-review'
import type { Hunk } from '~/wire/types'

/** The last changed line of a hunk, where its buttons are. */
export function anchorOf(hunk: Hunk): { side: Side; line: number } {
  let [old, new_] = [firstOf(hunk.old_start, hunk.old_lines), firstOf(hunk.new_start, hunk.new_lines)]
  let anchor: { side: Side; line: number } = { side: 'new', line: new_ }
  for (const { kind } of hunk.lines) {
    if (kind === 'remove') anchor = { side: 'old', line: old }
    if (kind === 'add') anchor = { side: 'new', line: new_ }
    if (kind !== 'add') old++
    if (kind !== 'remove') new_++
  }
  return anchor
}

/** Of an empty side `start` is the line before it. */
const firstOf = (start: number, lines: number) => (lines === 0 ? start + 1 : start)

/** First and last changed line of a hunk on each side; null where a side has none. */
export function changedLines(hunk: Hunk): Record<Side, [number, number] | null> {
  const ranges: Record<Side, [number, number] | null> = { old: null, new: null }
  const at = { old: firstOf(hunk.old_start, hunk.old_lines), new: firstOf(hunk.new_start, hunk.new_lines) }
  for (const { kind } of hunk.lines) {
    if (kind !== 'context') {
      const side = kind === 'remove' ? 'old' : 'new'
      ranges[side] = [ranges[side]?.[0] ?? at[side], at[side]]
    }
    if (kind !== 'add') at.old++
    if (kind !== 'remove') at.new++
  }
  return ranges
}
