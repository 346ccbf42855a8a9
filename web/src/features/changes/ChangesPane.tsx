import { useQuery } from '@tanstack/react-query'
import { FileCheck2 } from 'lucide-react'
import { lazy, Suspense, useEffect, useRef } from 'react'
import { useDesk } from '~/connection/changes-desk'
import { changesQuery } from '~/connection/changes-query'
import { subscribeChanges } from '~/connection/socket'
import { useIsPhone } from '~/lib/media'
import { Empty } from '~/ui/empty'
import { NotRead } from '~/ui/not-read'
import { DecidedChange } from './DecidedChange'
import { FileList } from './FileList'
import { PhoneReview } from './PhoneReview'
import { Review } from './Review'
import { Toolbar } from './Toolbar'

const Handwork = lazy(async () => ({ default: (await import('./Handwork')).Handwork }))
const RefusalDialog = lazy(async () => ({ default: (await import('./RefusalDialog')).RefusalDialog }))

/** What agents want to do to the files of a session, decided file by file or hunk by hunk. */
export function ChangesPane({ sessionId }: { sessionId: string }) {
  const pane = useRef<HTMLElement>(null)
  const query = useQuery(changesQuery(sessionId))
  useEffect(() => subscribeChanges(`session:${sessionId}`), [sessionId])
  useEffect(() => pane.current?.focus({ preventScroll: true }), [])
  return (
    <section ref={pane} data-review={sessionId} tabIndex={-1} aria-label="Changes" aria-busy={query.isPending} className="@container flex h-full min-h-0 flex-col bg-bg-1 outline-none">
      {query.isPending && <Skeleton />}
      {query.isLoadingError && <NotRead title="The changes were not read" query={query} />}
      {query.data && <Body sessionId={sessionId} />}
      <Refused sessionId={sessionId} />
    </section>
  )
}

function Body({ sessionId }: { sessionId: string }) {
  const isPhone = useIsPhone()
  const looking = useDesk(sessionId, (desk) => desk.looking)
  const handwork = useDesk(sessionId, (desk) => desk.handwork)
  const isEmpty = useDesk(sessionId, (desk) => desk.changes.every((change) => change.state === 'superseded'))
  if (isEmpty) return <NothingYet />
  if (handwork) {
    return (
      <Suspense fallback={<Skeleton />}>
        <Handwork key={`${handwork.changeId}:${handwork.kind}`} sessionId={sessionId} {...handwork} />
      </Suspense>
    )
  }
  if (isPhone) return <PhoneReview sessionId={sessionId} />
  return (
    <>
      <Toolbar sessionId={sessionId} />
      <div className="flex min-h-0 flex-1">
        <aside aria-label="Files" className="hidden w-64 shrink-0 overflow-y-auto border-r border-line @min-[46rem]:block">
          <FileList sessionId={sessionId} />
        </aside>
        <div className="min-h-0 min-w-0 flex-1">{looking ? <DecidedChange key={looking} sessionId={sessionId} changeId={looking} /> : <Review sessionId={sessionId} />}</div>
      </div>
    </>
  )
}

function Refused({ sessionId }: { sessionId: string }) {
  const isRefused = useDesk(sessionId, (desk) => desk.refused !== null)
  if (!isRefused) return null
  return (
    <Suspense fallback={null}>
      <RefusalDialog sessionId={sessionId} />
    </Suspense>
  )
}

function NothingYet() {
  return (
    <Empty icon={<FileCheck2 />} title="No changes yet">
      <p>What an agent wants to do to the files of this session waits here. Nothing touches the files until you apply it.</p>
    </Empty>
  )
}

function Skeleton() {
  return (
    <div className="flex flex-col gap-3 p-4" aria-hidden>
      {[72, 40, 88, 56, 64].map((width) => (
        <div key={width} className="h-3 rounded-sm bg-bg-2" style={{ width: `${width}%` }} />
      ))}
    </div>
  )
}
