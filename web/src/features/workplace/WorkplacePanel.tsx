import { Copy, RefreshCw, TriangleAlert } from 'lucide-react'
import { useState, type ReactNode } from 'react'
import { agoText, bytesText } from '~/lib/format'
import { Button } from '~/ui/button'
import { toastError, toasts } from '~/ui/toast'
import { Words } from '~/ui/words'
import { chooseWorkplace, makeWorktree, stashWork, takeNewBase } from '~/wire/agents'
import { ApiError, sentenceOf } from '~/wire/client'
import type { SessionWorkplace, SetupScript, Worktree } from '~/wire/types'
import { choiceWords, shortCommit } from './place-words'

interface Props {
  sessionId: string
  workplace: SessionWorkplace
  onReadSetup: () => void
}

/** Where a session's agents work: what was chosen, what is there, and what is wrong with it. */
export default function WorkplacePanel({ sessionId, workplace, onReadSetup }: Props) {
  const { choice, available, explanation, setup } = workplace
  const worktree = workplace.worktree?.state === 'removed' ? null : workplace.worktree
  const [problem, setProblem] = useState<ApiError | Error | null>(null)
  const [isBusy, setBusy] = useState(false)
  /** What was chosen and is not known to hold yet. */
  const [wanted, setWanted] = useState<SessionWorkplace['choice'] | null>(null)
  const attempt = async (action: () => Promise<unknown>) => {
    setBusy(true)
    setProblem(null)
    try {
      await action()
    } catch (error) {
      setProblem(error instanceof Error ? error : new Error(sentenceOf(error)))
    } finally {
      setBusy(false)
      setWanted(null)
    }
  }
  const switchTo = (next: SessionWorkplace['choice']) => {
    setWanted(next)
    void attempt(() => chooseWorkplace(sessionId, next))
  }
  const setAside = async () => {
    const kept = await stashWork(sessionId)
    toasts.add({ title: 'Set aside', description: kept.restore, type: 'success', timeout: 15_000 })
    await chooseWorkplace(sessionId, choice === 'project' ? 'worktree' : 'project')
  }
  const isAtRisk = problem instanceof ApiError && problem.code === 'worktree_at_risk'
  return (
    <div className="flex flex-col gap-3">
      <div>
        <h2 className="font-[600]">Where agents work</h2>
        <p className="text-xs text-fg-2">
          <Words text={explanation} />
        </p>
      </div>
      <fieldset disabled={isBusy} className="flex flex-col gap-1.5">
        <legend className="sr-only">Where agents work</legend>
        {choiceWords(available).map((each) => (
          <label
            key={each.value}
            className="grid min-h-11 grid-cols-[auto_1fr] gap-x-2.5 rounded-md border border-line-2 px-2.5 py-1.5 select-none has-checked:border-accent has-focus-visible:outline-2 has-focus-visible:outline-accent"
          >
            <input
              type="radio"
              name={`workplace-${sessionId}`}
              checked={(wanted ?? choice) === each.value}
              onChange={() => switchTo(each.value)}
              className="row-span-2 mt-[4px] self-start accent-[var(--accent)]"
            />
            <span className="font-[530]">{each.label}</span>
            <span className="text-xs text-fg-2">{each.description}</span>
          </label>
        ))}
      </fieldset>
      {problem && (
        <Warning>
          <Words text={problem.message} />
          {isAtRisk && (
            <Button kind="soft" size="xs" className="mt-1.5 max-md:h-11" disabled={isBusy} onClick={() => void attempt(setAside)}>
              Set the work aside and switch
            </Button>
          )}
        </Warning>
      )}
      {worktree && <Trouble worktree={worktree} isBusy={isBusy} attempt={attempt} />}
      {worktree && <Facts worktree={worktree} />}
      {!worktree && choice === 'worktree' && (
        <Button kind="soft" size="md" className="w-fit max-md:h-11" disabled={isBusy} onClick={() => void attempt(() => makeWorktree(sessionId))}>
          {isBusy ? 'Making it…' : 'Make it now'}
        </Button>
      )}
      {setup && choice === 'worktree' && <Setup setup={setup} onRead={onReadSetup} />}
    </div>
  )
}

function Warning({ children }: { children: ReactNode }) {
  return (
    <div role="alert" className="flex gap-2 rounded-md bg-warn-soft px-2.5 py-2 text-xs">
      <TriangleAlert className="mt-[2px] size-[14px] shrink-0 text-warn" />
      <div className="min-w-0 flex-1 [overflow-wrap:anywhere]">{children}</div>
    </div>
  )
}

type TroubleProps = { worktree: Worktree; isBusy: boolean; attempt: (action: () => Promise<unknown>) => Promise<void> }

/** What is wrong with it, and the one thing to do about it. */
function Trouble({ worktree, isBusy, attempt }: TroubleProps) {
  const { session_id: sessionId, needs_new_base: isStranded, problem, state } = worktree
  if (!sessionId || (!isStranded && !problem && state !== 'broken')) return null
  const act = isStranded && state !== 'broken' ? takeNewBase : makeWorktree
  return (
    <Warning>
      <Words text={problem ?? (isStranded ? 'The project’s history no longer leads up to where this began. Take the project as it is now as the new beginning; work that was not applied stays.' : 'It cannot be used.')} />
      <Button kind="soft" size="xs" className="mt-1.5 flex max-md:h-11" disabled={isBusy} onClick={() => void attempt(() => act(sessionId))}>
        <RefreshCw />
        {act === takeNewBase ? 'Begin from the project as it is now' : 'Try to mend it'}
      </Button>
    </Warning>
  )
}

function Facts({ worktree }: { worktree: Worktree }) {
  return (
    <dl className="grid grid-cols-[auto_minmax(0,1fr)_auto] items-center gap-x-3 gap-y-0.5 text-xs">
      <Fact name="Path" value={worktree.path} canCopy />
      {worktree.branch && <Fact name="Branch" value={worktree.branch} canCopy />}
      <Fact name="Begun from" value={shortCommit(worktree.base_commit)} canCopy />
      {worktree.size_bytes !== null && <Fact name="Size" value={bytesText(worktree.size_bytes)} />}
      <Fact name="Last used" value={agoText(worktree.used_at)} />
      {worktree.rescue_refs.map((ref) => (
        <Fact key={ref} name="Rescued" value={ref} canCopy />
      ))}
    </dl>
  )
}

function Fact({ name, value, canCopy = false }: { name: string; value: string; canCopy?: boolean }) {
  const copy = () =>
    navigator.clipboard.writeText(value).then(
      () => toasts.add({ title: `${name} copied`, type: 'success' }),
      (error: unknown) => toastError(`${name} was not copied`, error),
    )
  return (
    <>
      <dt className="text-fg-3">{name}</dt>
      <dd className={canCopy ? 'truncate font-mono text-[11.5px]' : ''} title={value}>
        {value}
      </dd>
      <dd>
        {canCopy && (
          <Button size="iconSm" aria-label={`Copy ${name.toLowerCase()}`} className="max-md:size-11" onClick={() => void copy()}>
            <Copy />
          </Button>
        )}
      </dd>
    </>
  )
}

function Setup({ setup, onRead }: { setup: SetupScript; onRead: () => void }) {
  return (
    <div className="flex items-center gap-2 border-t border-line pt-2.5 text-xs">
      <p className="min-w-0 flex-1 text-fg-2">
        Setup <code className="font-mono text-[11.5px]">{setup.path}</code>
        <span className="block text-fg-3">{setup.trusted ? 'Trusted: it runs in new worktrees.' : 'It does not run until you trust it.'}</span>
      </p>
      <Button kind={setup.trusted ? 'ghost' : 'soft'} size="sm" className="max-md:h-11" onClick={onRead}>
        {setup.trusted ? 'Look at it' : 'Read and trust…'}
      </Button>
    </div>
  )
}
