import { useQuery } from '@tanstack/react-query'
import { Check, FileDiff, X } from 'lucide-react'
import { decide } from '~/connection/changes-decisions'
import { deskOf, setDesk, setFilter, unitKey, useDesk } from '~/connection/changes-desk'
import { changesQuery } from '~/connection/changes-query'
import { isOpen, unitIds, type Unit } from '~/connection/changes-review'
import { runCommand } from '~/lib/commands'
import { Button } from '~/ui/button'
import type { Change } from '~/wire/types'
import { Counts, OpIcon, PathText, StateIcon } from './Marks'
import { countWords, STATE_WORDS } from './words'

/** More files than this are counted, not listed. */
const FILES_SHOWN = 6

/** What an answer wants to do to the files, and the decision about it without leaving the chat. */
export function TaskCard({ sessionId, taskId }: { sessionId: string; taskId: string }) {
  const changes = useQuery(changesQuery(sessionId)).data?.changes
  const mine = (changes ?? []).filter((change) => change.state !== 'superseded' && change.by.some((by) => by.task_id === taskId))
  const open = mine.filter(isOpen)
  const files = byFile(mine)
  const isAsked = useDesk(sessionId, (desk) => open.some((change) => unitIds(change).some((id) => desk.asked[unitKey(change.id, id)])))
  if (files.length === 0) return null
  const waiting = open.filter((change) => change.state === 'pending')
  return (
    <section aria-label="Changes of this answer" className="my-1.5 overflow-hidden rounded-lg border border-line">
      <header className="flex min-h-[34px] items-center gap-2 bg-bg-0 py-1 pr-1.5 pl-3 max-md:flex-wrap">
        <FileDiff className="size-[15px] shrink-0 text-fg-3" aria-hidden />
        <span className="min-w-0 flex-1 truncate text-xs tnum">
          {open.length > 0 ? `${countWords(open.length, 'file')} waiting for review` : `${countWords(files.length, 'file')} decided`}
        </span>
        <span className="flex items-center gap-1 max-md:w-full max-md:pb-1 max-md:[&>button]:h-11 max-md:[&>button]:flex-1 max-md:[&>button]:text-sm">
          {waiting.length > 0 && (
            <>
              <Button size="xs" kind="danger" disabled={isAsked} onClick={() => decideAll(sessionId, waiting, 'reject')}>
                <X />
                Reject
              </Button>
              <Button size="xs" disabled={isAsked} onClick={() => decideAll(sessionId, waiting, 'apply')}>
                <Check className="text-ok" />
                Apply
              </Button>
            </>
          )}
          <Button size="xs" kind={open.length > 0 ? 'soft' : 'ghost'} onClick={() => review(sessionId, taskId, mine)}>
            Review
          </Button>
        </span>
      </header>
      <ul className="border-t border-line py-1">
        {files.slice(0, FILES_SHOWN).map((change) => (
          <li key={change.id}>
            <button
              type="button"
              className="flex min-h-[26px] w-full min-w-0 items-center gap-2 px-3 text-left text-xs hover:bg-bg-2 max-md:min-h-11 max-md:text-sm [&>svg]:size-[14px] [&>svg]:shrink-0"
              onClick={() => review(sessionId, taskId, [change])}
            >
              {isOpen(change) ? <OpIcon change={change} /> : <StateIcon state={change.state} />}
              <PathText path={change.new_path ?? change.path} className="flex-1" />
              {!isOpen(change) && <span className="text-2xs text-fg-3">{STATE_WORDS[change.state]}</span>}
              <Counts change={change} />
            </button>
          </li>
        ))}
        {files.length > FILES_SHOWN && <li className="px-3 py-0.5 text-2xs text-fg-3">and {countWords(files.length - FILES_SHOWN, 'more file', 'more files')}</li>}
      </ul>
    </section>
  )
}

/** One row per file: what of it still waits, else what was decided last. */
function byFile(changes: readonly Change[]): Change[] {
  const rows = new Map<string, Change>()
  for (const change of changes) {
    const known = rows.get(change.path)
    if (!known || (isOpen(change) && !isOpen(known))) rows.set(change.path, change)
  }
  return [...rows.values()].sort((a, b) => a.path.localeCompare(b.path))
}

function decideAll(sessionId: string, changes: readonly Change[], verb: 'apply' | 'reject'): void {
  const units = changes.flatMap((change): Unit[] => unitIds(change).map((id) => ({ sheet: change.id, id, state: change.state, changeId: change.id })))
  void decide(sessionId, verb, units)
}

/** Opens the review at the first of these changes. */
function review(sessionId: string, taskId: string, changes: readonly Change[]): void {
  const first = changes.find(isOpen)
  const desk = deskOf(sessionId)
  const sheet = desk.sheets.find((one) => one.change.path === (first ?? changes[0])?.path)
  const { maker } = desk.filter
  if (maker && !(maker.kind === 'task' && maker.id === taskId)) setFilter(sessionId, { maker: null })
  const unit = sheet && unitIds(sheet.change)[0]
  setDesk(sessionId, {
    looking: first ? null : (changes[0]?.id ?? null),
    opened: sheet?.key ?? null,
    handwork: null,
    ...(sheet && unit ? { focus: { sheet: sheet.key, id: unit } } : {}),
  })
  runCommand('changes.open')
}
