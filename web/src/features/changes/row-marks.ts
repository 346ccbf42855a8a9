/** Marks rows of the drawn diff: which hunk has the focus, and which are decided. No row is drawn again for that. */
import { unitOf, type ByPath, type Sheet, type Side } from '~/connection/changes-review'
import { changedLines } from './hunk-lines'

/** Which hunk a changed line belongs to, by side and number. */
type Owners = Readonly<Record<Side, ReadonlyMap<number, string>>>

const owners = new WeakMap<Sheet, Owners>()

function ownersOf(sheet: Sheet): Owners {
  const known = owners.get(sheet)
  if (known) return known
  const made = { old: new Map<number, string>(), new: new Map<number, string>() }
  for (const hunk of sheet.change.hunks) {
    const ranges = changedLines(hunk)
    for (const side of ['old', 'new'] as const) {
      const [first, last] = ranges[side] ?? [0, -1]
      for (let line = first; line <= last; line++) made[side].set(line, hunk.id)
    }
  }
  owners.set(sheet, made)
  return made
}

/** Sets `data-decided` and `data-focused` on the changed rows that are drawn. */
export function markRows(container: HTMLElement, sheet: Sheet, paths: ByPath, focus: string | null): void {
  const known = ownersOf(sheet)
  for (const row of container.shadowRoot?.querySelectorAll<HTMLElement>('[data-line-type^=change]') ?? []) {
    const number = Number(row.dataset.line ?? row.dataset.columnNumber)
    const side: Side = row.dataset.lineType === 'change-deletion' ? 'old' : 'new'
    const unit = known[side].get(number)
    const state = unit ? unitOf(sheet, paths, unit)?.state : undefined
    setMark(row, 'decided', state && state !== 'pending' && state !== 'conflict' ? state : null)
    setMark(row, 'focused', unit !== undefined && unit === focus ? '' : null)
  }
}

function setMark(row: HTMLElement, name: 'decided' | 'focused', value: string | null): void {
  if (value === null) delete row.dataset[name]
  else if (row.dataset[name] !== value) row.dataset[name] = value
}
