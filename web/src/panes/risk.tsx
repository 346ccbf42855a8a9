/** Work in a worktree that nobody took yet: what it is, and the ways to keep it. */
import type { Keep } from '~/wire/agents'
import type { SessionKeep } from '~/wire/mutations'
import type { Kept, WorktreeRisk } from '~/wire/types'
import type { Way } from '~/ui/confirm'
import { toastError, toasts } from '~/ui/toast'

const FILES_SHOWN = 6
const counted = (count: number, one: string, many: string) => `${count} ${count === 1 ? one : many}`

/** What would be lost, one fact a line. Pure. */
export function riskFacts(risk: Partial<WorktreeRisk>): string[] {
  const files = risk.changed_files?.length ?? 0
  return [
    files > 0 ? `${counted(files, 'file differs', 'files differ')} from what you applied` : '',
    risk.commits ? `${counted(risk.commits, 'commit is', 'commits are')} on its branch only` : '',
    risk.untracked_ignored ? `${counted(risk.untracked_ignored, 'ignored file', 'ignored files')}, which nothing here can keep` : '',
  ].filter(Boolean)
}

/** Says how work that was kept comes back. */
export function tellKept(kept: readonly Kept[]): void {
  for (const { ref, restore } of kept) {
    if (!ref) continue
    const copy = () => void navigator.clipboard.writeText(restore).catch((error: unknown) => toastError('The command was not copied', error))
    toasts.add({
      title: 'The work was kept',
      description: `Bring it back with: ${restore}`,
      type: 'success',
      timeout: 20_000,
      actionProps: { children: 'Copy', onClick: copy },
    })
  }
}

/** The refusal's facts as a person reads them. */
export function RiskBody({ risk, intro }: { risk: Partial<WorktreeRisk>; intro: string }) {
  const files = risk.changed_files ?? []
  return (
    <>
      <p>{intro}</p>
      <ul className="mt-1.5 list-disc pl-5">
        {riskFacts(risk).map((fact) => (
          <li key={fact}>{fact}</li>
        ))}
      </ul>
      {files.length > 0 && (
        <ul aria-label="Changed files" className="mt-1.5 font-mono text-xs break-all text-fg-2">
          {files.slice(0, FILES_SHOWN).map((file) => (
            <li key={file}>{file}</li>
          ))}
          {files.length > FILES_SHOWN && <li className="font-sans">and {files.length - FILES_SHOWN} more</li>}
        </ul>
      )}
    </>
  )
}

export const KEEP_WAYS: readonly Way<Keep>[] = [
  { value: 'stash', label: 'Put it into a git stash', description: 'It is in the repository’s list of stashes; git stash pop brings it back.' },
  { value: 'rescue', label: 'Keep it as a rescue commit', description: 'Everything, with its commits, under a ref of its own. The command that brings it back is shown.' },
  { value: 'discard', label: 'Throw it away', description: 'It is gone for good.', kind: 'destroy' },
]

/** For a session that goes while its worktree may stay. */
export const SESSION_WAYS: readonly Way<SessionKeep>[] = [
  { value: 'worktree', label: 'Keep the worktree', description: 'It stays on the disk without its session. Settings, Worktrees lists it.' },
  ...KEEP_WAYS,
]
