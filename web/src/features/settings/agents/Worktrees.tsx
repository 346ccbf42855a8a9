import { useQuery } from '@tanstack/react-query'
import { HardDrive, Trash2, TriangleAlert } from 'lucide-react'
import { useState } from 'react'
import { agoText, bytesText } from '~/lib/format'
import { go } from '~/panes/address'
import { KEEP_WAYS, RiskBody, tellKept } from '~/panes/risk'
import { Button } from '~/ui/button'
import { choose, confirm } from '~/ui/confirm'
import { PartNotRead } from '~/ui/not-read'
import { toastError } from '~/ui/toast'
import { Words } from '~/ui/words'
import { measureWorktrees, removeWorktree, worktreesQuery } from '~/wire/agents'
import { ApiError } from '~/wire/client'
import type { Worktree } from '~/wire/types'
import { Section } from '../Section'
import { byOwner } from './worktree-groups'

/** Where agents work, on this machine: what it takes, and cleaning up. */
export function WorktreesSection() {
  const worktrees = useQuery(worktreesQuery)
  const [isMeasuring, setMeasuring] = useState(false)
  const measure = () => {
    setMeasuring(true)
    measureWorktrees()
      .catch((error: unknown) => toastError('They were not measured', error))
      .finally(() => setMeasuring(false))
  }
  const groups = byOwner(worktrees.data?.worktrees ?? [])
  const total = worktrees.data?.total_bytes ?? 0
  return (
    <Section
      title="Worktrees"
      intro={`Where agents work beside your projects.${total > 0 ? ` Together ${bytesText(total)}.` : ''}`}
      action={
        <Button kind="soft" size="md" className="max-md:h-11" disabled={isMeasuring} onClick={measure}>
          <HardDrive />
          {isMeasuring ? 'Measuring…' : 'Measure'}
        </Button>
      }
    >
      {worktrees.isLoadingError && <PartNotRead query={worktrees} />}
      {worktrees.isSuccess && groups.length === 0 && <p className="text-xs text-fg-3">There is none yet. One is made when an agent that needs it gets its first task.</p>}
      {groups.map((group) => (
        <section key={group.title} aria-label={group.title} className="mb-3 last:mb-0">
          <h3 className="pb-0.5 text-xs font-[560] text-fg-2">{group.title}</h3>
          <ul>
            {group.worktrees.map((worktree) => (
              <WorktreeRow key={worktree.id} worktree={worktree} />
            ))}
          </ul>
        </section>
      ))}
    </Section>
  )
}

const STATES: Record<Worktree['state'], string> = { making: 'being made', ready: '', broken: 'broken', removed: 'removed' }

function WorktreeRow({ worktree }: { worktree: Worktree }) {
  const { session_id: sessionId, project_id: projectId } = worktree
  const facts = [
    worktree.kind === 'copy' ? 'private copy' : worktree.branch,
    STATES[worktree.state],
    worktree.size_bytes === null ? '' : bytesText(worktree.size_bytes),
    `used ${agoText(worktree.used_at)}`,
  ].filter(Boolean)
  return (
    <li className="flex items-center gap-3 border-b border-line py-1.5 last:border-0">
      <span className="min-w-0 flex-1">
        {sessionId ? (
          <button type="button" className="max-w-full truncate rounded-sm text-left hover:underline max-md:min-h-11" onClick={() => go({ projectId, sessionId })}>
            {worktree.session_name}
          </button>
        ) : (
          <span className="block truncate">{worktree.session_name}</span>
        )}
        <span className="block text-xs [overflow-wrap:anywhere] text-fg-2 tnum">{facts.join(', ')}</span>
        <span className="block truncate font-mono text-2xs text-fg-3" title={worktree.path}>
          {worktree.state === 'removed' ? worktree.rescue_refs.join(', ') : worktree.path}
        </span>
        {worktree.problem && (
          <span className="mt-0.5 flex items-start gap-1.5 text-xs [overflow-wrap:anywhere] text-warn [&>svg]:mt-[2px] [&>svg]:size-[13px] [&>svg]:shrink-0">
            <TriangleAlert />
            <span>
              <Words text={worktree.problem} />
            </span>
          </span>
        )}
      </span>
      {worktree.state !== 'removed' && (
        <Button size="md" aria-label={`Remove the worktree of ${worktree.session_name}`} className="max-md:h-11" onClick={() => void remove(worktree)}>
          <Trash2 />
          Remove
        </Button>
      )}
    </li>
  )
}

/** Removes it; where it holds work, the person says what is to become of that. */
async function remove(worktree: Worktree): Promise<void> {
  const agreed = await confirm({
    title: `Remove the worktree of ${worktree.session_name}?`,
    body: 'The directory goes. What you applied is in your project; if it holds anything else, you are asked first.',
    action: 'Remove',
  })
  if (!agreed) return
  try {
    await removeWorktree(worktree.id)
  } catch (error) {
    if (!(error instanceof ApiError) || error.code !== 'worktree_at_risk') {
      toastError('The worktree was not removed', error)
      return
    }
    const keep = await choose({
      title: `The worktree of ${worktree.session_name} holds work`,
      body: <RiskBody risk={error.data} intro="This is nowhere else:" />,
      ways: KEEP_WAYS,
    })
    if (keep) await removeWorktree(worktree.id, keep).then((kept) => tellKept([kept]), (late: unknown) => toastError('The worktree was not removed', late))
  }
}
