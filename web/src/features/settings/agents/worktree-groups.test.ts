import { expect, it } from 'vitest'
import type { Worktree } from '~/wire/types'
import { byOwner } from './worktree-groups'

const worktree = (id: string, over: Partial<Worktree> = {}): Worktree => ({
  id, session_id: `s${id}`, session_name: id, project_id: 'p', project_name: 'Harbour', kind: 'worktree', path: '', branch: null, base_commit: '',
  state: 'ready', problem: null, needs_new_base: false, size_bytes: null, rescue_refs: [], created_at: '', used_at: '', ...over,
})

it('worktrees stand by project, the orphaned first, removed ones last', () => {
  const groups = byOwner([
    worktree('a', { project_id: 'q', project_name: 'Zoo' }),
    worktree('b'),
    worktree('c', { session_id: null }),
    worktree('d', { state: 'removed' }),
    worktree('e', { kind: 'project' }),
  ])
  expect(groups.map(({ title, worktrees }) => [title, worktrees.map(({ id }) => id)])).toEqual([
    ['Kept without a session', ['c']],
    ['Harbour', ['b']],
    ['Zoo', ['a']],
    ['Removed, but a ref keeps their work', ['d']],
  ])
})
