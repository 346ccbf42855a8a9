/** Worktrees by project, those without a session first: they are what a clean-up is about. Removed ones come last. Pure. */
import type { Worktree } from '~/wire/types'

export interface WorktreeGroup {
  title: string
  worktrees: Worktree[]
}

export function byOwner(worktrees: readonly Worktree[]): WorktreeGroup[] {
  const there = worktrees.filter(({ state, kind }) => state !== 'removed' && kind !== 'project')
  const orphans = there.filter(({ session_id }) => session_id === null)
  const projects = new Map<string, WorktreeGroup>()
  for (const worktree of there) {
    if (worktree.session_id === null) continue
    const group = projects.get(worktree.project_id) ?? { title: worktree.project_name, worktrees: [] }
    group.worktrees.push(worktree)
    projects.set(worktree.project_id, group)
  }
  const removed = worktrees.filter(({ state }) => state === 'removed')
  return [
    { title: 'Kept without a session', worktrees: orphans },
    ...[...projects.values()].sort((a, b) => a.title.localeCompare(b.title)),
    { title: 'Removed, but a ref keeps their work', worktrees: removed },
  ].filter((group) => group.worktrees.length > 0)
}
