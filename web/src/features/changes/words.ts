/** What a change is, in words. */
import type { UnitState } from '~/connection/changes-review'
import type { Change } from '~/wire/types'

export function splitPath(path: string): { directory: string; name: string } {
  const at = path.lastIndexOf('/') + 1
  return { directory: path.slice(0, at), name: path.slice(at) }
}

/** Facts beside the lines: `new`, `moved from …`, `mode 644 → 755`, `binary`. */
export function factsOf(change: Change): string[] {
  const { op, old_mode: before, new_mode: after } = change
  return [
    op === 'create' ? 'new' : '',
    op === 'delete' ? 'deleted' : '',
    change.new_path ? `moved from ${change.path}` : '',
    before && after && before !== after ? `mode ${shortMode(before)} → ${shortMode(after)}` : '',
    op === 'create' && after?.endsWith('755') ? 'executable' : '',
    after === '120000' || before === '120000' ? 'symbolic link' : '',
    change.binary ? 'binary, no lines to show' : '',
    change.cut && !change.binary ? 'too large to show' : '',
    op === 'create' && !change.binary && !change.cut && change.hunks.length === 0 ? 'empty' : '',
  ].filter(Boolean)
}

const shortMode = (mode: string) => mode.slice(-3)

export const STATE_WORDS: Record<UnitState, string> = {
  pending: 'Waiting',
  conflict: 'Conflict',
  applied: 'Applied',
  rejected: 'Rejected',
  rewound: 'Taken back',
  superseded: 'Replaced',
  gone: 'Replaced',
}

export function countWords(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`
}
