/** For tests: changes and hunks with everything that a test does not care about. */
import type { Change, Comment, Hunk } from '~/wire/types'

const AROUND = 3

/**
 * A hunk from a sketch such as `-old +new`: words with a sign are changed lines, others context. Both sides start at
 * `start`; `shift` is how many lines earlier hunks have added.
 */
export function hunk(id: string, start: number, sketch: string, { shift = 0, by = [maker('t1')] } = {}): Hunk {
  const lines = sketch.split(' ').map((word) => {
    const kind = word.startsWith('-') ? ('remove' as const) : word.startsWith('+') ? ('add' as const) : ('context' as const)
    return { kind, text: kind === 'context' ? word : word.slice(1), newline: true }
  })
  const old_lines = lines.filter((line) => line.kind !== 'add').length
  const new_lines = lines.filter((line) => line.kind !== 'remove').length
  const at = (from: number, count: number) => (count === 0 ? from - 1 : from)
  return { id, old_start: at(start, old_lines), old_lines, new_start: at(start + shift, new_lines), new_lines, lines, by }
}

export function maker(task: string, chat = 'c1', provider = 'boocode') {
  return { task_id: task, chat_id: chat, provider, call_ids: [] }
}

/** Context lines `prefix1 prefix2 …` for a sketch. */
export const context = (prefix: string) => Array.from({ length: AROUND }, (_, index) => `${prefix}${index + 1}`).join(' ')

export function change(id: string, path: string, given: Partial<Change> = {}): Change {
  const hunks = given.hunks ?? []
  const count = (kind: string) => hunks.reduce((sum, one) => sum + one.lines.filter((line) => line.kind === kind).length, 0)
  return {
    id,
    session_id: 's1',
    path,
    new_path: null,
    op: 'edit',
    state: 'pending',
    binary: false,
    language: null,
    added: count('add'),
    removed: count('remove'),
    old_mode: '100644',
    new_mode: '100644',
    hunks,
    cut: false,
    conflict: given.state === 'conflict',
    by: [maker('t1')],
    stale: false,
    reason: null,
    created_at: '2026-01-01T00:00:00.000Z',
    updated_at: '2026-01-01T00:00:00.000Z',
    decided_at: null,
    ...given,
  }
}

export function decided(id: string, path: string, state: Change['state'], hunks: Hunk[], decided_at = '2026-01-01T00:01:00.000Z'): Change {
  return change(id, path, { state, hunks, decided_at })
}

export function comment(id: string, change_id: string, given: Partial<Comment> = {}): Comment {
  return {
    id,
    session_id: 's1',
    change_id,
    path: 'a.py',
    side: 'new',
    line: 1,
    quote: '',
    text: 'Why?',
    state: 'draft',
    outdated: false,
    created_at: '2026-01-01T00:00:00.000Z',
    updated_at: '2026-01-01T00:00:00.000Z',
    ...given,
  }
}
