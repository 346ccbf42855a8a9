/** Worktrees by project, those without a session first: they are what a clean-up is about. Pure. */
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
  const kept = orphans.length > 0 ? [{ title: 'Kept without a session', worktrees: orphans }] : []
  return [...kept, ...[...projects.values()].sort((a, b) => a.title.localeCompare(b.title))]
}
