import { Layers } from 'lucide-react'
import { useDisclosure } from '../disclosure'
import type { Row } from '../rows'
import { Fold } from './Fold'
import { ToolLine } from './ToolLine'

type Batch = Extract<Row, { kind: 'calls' }>

/**
 * The tool calls of one step. With a summary they fold under it; a batch that was seen while it ran stays open, so
 * that nothing moves under the reader.
 */
export function ToolBatch({ batch }: { batch: Batch }) {
  const [open, toggle] = useDisclosure(`batch:${batch.key}`, batch.summary === null || batch.calls.length === 1)
  const lines = batch.calls.map((call) => <ToolLine key={call.call.id} {...call} />)
  if (batch.summary === null) return <div className="py-0.5">{lines}</div>
  const failed = batch.calls.filter(({ call, result }) => call.state === 'failed' || result?.is_error).length
  return (
    <Fold
      open={open}
      onToggle={toggle}
      className="py-0.5"
      head={
        <>
          <Layers />
          <span className="min-w-0 flex-1 truncate font-[530] text-fg-1">{batch.summary}</span>{' '}
          <span className="shrink-0 text-2xs text-fg-3 tnum">
            {batch.calls.length === 1 ? '1 call' : `${batch.calls.length} calls`}
            {failed > 0 && <span className="text-err">, {failed} failed</span>}
          </span>
        </>
      }
    >
      <div className="ml-[7px] border-l border-line pl-[14px]">{lines}</div>
    </Fold>
  )
}
