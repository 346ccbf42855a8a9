/** Where a session's agents work, in words. Pure. */
import type { SessionWorkplace, Worktree } from '~/wire/types'

export interface PlaceWords {
  /** For a chip. */
  label: string
  /** Something wants attention there. */
  isTroubled: boolean
}

export function placeWords({ choice, available, worktree, setup }: SessionWorkplace): PlaceWords {
  const isTroubled = worktree !== null && worktree.state !== 'removed' && isInTrouble(worktree)
  const waits = setup !== null && !setup.trusted
  if (choice === 'project') return { label: 'Project directory', isTroubled }
  const kind = worktree?.kind === 'copy' || !available.includes('worktree') ? 'copy' : 'worktree'
  if (!worktree || worktree.state === 'removed') {
    return { label: kind === 'copy' ? 'New private copy' : 'New worktree', isTroubled: waits }
  }
  if (worktree.state === 'making') return { label: kind === 'copy' ? 'Private copy, being made' : 'Worktree, being made', isTroubled }
  return { label: kind === 'copy' ? 'Private copy' : `Worktree ${worktree.branch ?? ''}`.trim(), isTroubled }
}

const isInTrouble = (worktree: Worktree) => worktree.state === 'broken' || worktree.problem !== null || worktree.needs_new_base

/** What each choice means, for somebody who never heard of worktrees. */
export function choiceWords(available: SessionWorkplace['available']): { value: SessionWorkplace['choice']; label: string; description: string }[] {
  const isCopy = !available.includes('worktree')
  return [
    {
      value: 'worktree',
      label: isCopy ? 'A private copy' : 'A worktree of its own',
      description: `Agents change files in ${isCopy ? 'a copy that BooCode keeps' : 'a second checkout'}. Nothing reaches your project until you apply it.`,
    },
    {
      value: 'project',
      label: 'The project’s directory',
      description: 'Agents change your files at once. You see what they did and can take it back.',
    },
  ]
}

export const shortCommit = (commit: string): string => commit.slice(0, 10)
