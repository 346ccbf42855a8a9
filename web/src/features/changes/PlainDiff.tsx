import { CodeView, type CodeViewHandle } from '@pierre/diffs/react'
import { useMemo, useRef } from 'react'
import type { Change } from '~/wire/types'
import { DiffWorkers } from './DiffWorkers'
import { fileDiffOf } from './diff-model'
import { Counts, OpIcon, PathText } from './Marks'
import { useSought } from './sought'
import { useLook } from './use-look'
import { factsOf } from './words'

/** The diff of one change, only to be read. */
export function PlainDiff({ sessionId, change }: { sessionId: string; change: Change }) {
  const look = useLook()
  const items = useMemo(() => [{ id: change.id, type: 'diff' as const, fileDiff: fileDiffOf({ key: `plain:${change.id}`, change, revision: 0 }) }], [change])
  const view = useRef<CodeViewHandle<undefined, undefined>>(null)
  const box = useRef<HTMLDivElement>(null)
  useSought(sessionId, view, box, (changeId) => {
    const host = () => box.current?.querySelector('diffs-container')
    return changeId === change.id ? { item: change.id, hunks: change.hunks, host } : null
  })
  return (
    <DiffWorkers>
      <div ref={box} className="h-full">
        <CodeView ref={view} className="diffs h-full overflow-auto overscroll-contain" items={items} options={look} renderCustomHeader={() => <Head change={change} />} />
      </div>
    </DiffWorkers>
  )
}

function Head({ change }: { change: Change }) {
  return (
    <div className="flex h-[38px] items-center gap-2 border-b border-line bg-bg-0 px-3 font-sans max-md:h-[52px] [&>svg]:size-[15px] [&>svg]:shrink-0">
      <OpIcon change={change} />
      <PathText path={change.new_path ?? change.path} className="text-sm font-[530]" />
      <Counts change={change} />
      <span className="truncate text-2xs text-fg-2">{factsOf(change).join(', ')}</span>
    </div>
  )
}
