import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { Button } from '~/ui/button'
import { Dialog, DialogActions } from '~/ui/dialog'
import { Code } from '~/ui/words'
import { distrustSetup, trustSetup } from '~/wire/agents'
import { sentenceOf } from '~/wire/client'
import { sessionQuery } from '~/wire/queries'
import type { SetupScript } from '~/wire/types'

/** What the project wants done in every new worktree. Nothing of it runs before it was read and trusted. */
export default function SetupDialog({ sessionId, setup, onClose }: { sessionId: string; setup: SetupScript; onClose: () => void }) {
  const projectId = useQuery(sessionQuery(sessionId)).data?.project_id
  const [copyEnv, setCopyEnv] = useState(setup.copies_env)
  const [problem, setProblem] = useState<string | null>(null)
  const act = async (action: (projectId: string) => Promise<void>) => {
    if (!projectId) return
    try {
      await action(projectId)
      onClose()
    } catch (error) {
      setProblem(sentenceOf(error))
    }
  }
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={setup.trusted ? 'Setup of new worktrees' : 'Trust this setup?'}
      description={
        <>
          <Code>{setup.path}</Code> of the project runs as you, in every new worktree. If its content changes, it has to be trusted again.
        </>
      }
      className="w-[min(42rem,calc(100vw-24px))]"
    >
      <div className="min-h-0 flex-1 overflow-y-auto px-4 pb-3">
        {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- a scrolling region has to be reachable by keyboard */}
        <pre tabIndex={0} aria-label="The script" className="max-h-[45dvh] overflow-auto overscroll-contain rounded-md border border-line bg-code px-3 py-2 font-mono text-xs whitespace-pre-wrap">
          {setup.content}
        </pre>
        {setup.env_files.length > 0 && (
          <label className="mt-3 flex min-h-[28px] items-start gap-2.5 select-none max-md:min-h-11">
            <input type="checkbox" checked={copyEnv} onChange={(event) => setCopyEnv(event.target.checked)} className="mt-[3px] size-4 accent-[var(--accent)]" />
            <span>
              Copy its environment files too
              <span className="block text-xs text-fg-2">
                {setup.env_files.join(', ')}: agents can read them there.
              </span>
            </span>
          </label>
        )}
        {problem && (
          <p role="alert" className="mt-2 text-xs text-err">
            {problem}
          </p>
        )}
      </div>
      <DialogActions>
        {setup.trusted && (
          <Button kind="danger" size="md" onClick={() => void act(distrustSetup)}>
            Do not run it any more
          </Button>
        )}
        <Button kind="soft" size="md" onClick={onClose}>
          Not now
        </Button>
        {(!setup.trusted || copyEnv !== setup.copies_env) && (
          <Button kind="primary" size="md" onClick={() => void act((id) => trustSetup(id, setup.sha256, copyEnv))}>
            {setup.trusted ? 'Save' : 'Trust and run in new worktrees'}
          </Button>
        )}
      </DialogActions>
    </Dialog>
  )
}
