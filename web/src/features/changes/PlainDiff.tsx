import { CodeView } from '@pierre/diffs/react'
import { useMemo } from 'react'
import type { Change } from '~/wire/types'
import { DiffWorkers } from './DiffWorkers'
import { fileDiffOf } from './diff-model'
import { Counts, OpIcon, PathText } from './Marks'
import { useLook } from './use-look'
import { factsOf } from './words'

/** The diff of one change, only to be read. */
export function PlainDiff({ change }: { change: Change }) {
  const look = useLook()
  const items = useMemo(() => [{ id: change.id, type: 'diff' as const, fileDiff: fileDiffOf({ key: `plain:${change.id}`, change, revision: 0 }) }], [change])
  return (
    <DiffWorkers>
      <CodeView className="diffs h-full overflow-auto overscroll-contain" items={items} options={look} renderCustomHeader={() => <Head change={change} />} />
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
