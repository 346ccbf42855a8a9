import { useQuery } from '@tanstack/react-query'
import { useEffect, useRef, useState } from 'react'
import { Button } from '~/ui/button'
import { Kbd } from '~/ui/kbd'
import { Segmented } from '~/ui/segmented'
import { inboxQuery } from '~/wire/queries'
import { Earlier } from './Earlier'
import { InboxList, markAllSeen, type InboxFilter } from './InboxList'
import { listenInInbox } from './keys'

const VIEWS = [
  { value: 'all', label: 'All' },
  { value: 'questions', label: 'Questions' },
  { value: 'reviews', label: 'Reviews' },
  { value: 'problems', label: 'Problems' },
  { value: 'earlier', label: 'Earlier' },
] as const
type View = InboxFilter | 'earlier'

/** The inbox on a page or in a pane of its own: what waits, and what was told before. */
export function InboxPane() {
  const [view, setView] = useState<View>('all')
  const { data } = useQuery(inboxQuery)
  const pane = useRef<HTMLDivElement>(null)
  useEffect(() => {
    const element = pane.current
    if (!element) return undefined
    element.focus({ preventScroll: true }) // whoever comes by keyboard goes on by keyboard
    return listenInInbox(element)
  }, [])
  const hasTasks = (data?.tasks.length ?? 0) > 1 && (view === 'all' || view === 'problems')
  return (
    <div ref={pane} tabIndex={-1} className="h-full overflow-y-auto bg-bg-1 outline-none">
      <div className="mx-auto w-full max-w-[46rem] px-3 pt-5 pb-12">
        <header className="flex flex-wrap items-center gap-x-3 gap-y-2 px-4 pb-1">
          <h1 className="flex-1 text-lg font-[600] tracking-[-.01em]">Inbox</h1>
          {hasTasks && (
            <Button size="md" className="max-md:h-11" onClick={() => void markAllSeen()}>
              Mark all as seen
            </Button>
          )}
          <div className="max-w-full overflow-x-auto max-md:w-full">
            <Segmented label="What to show" value={view} options={VIEWS} onChange={setView} />
          </div>
        </header>
        {view === 'earlier' ? <Earlier /> : <InboxList filter={view} />}
        {view !== 'earlier' && (data?.count ?? 0) > 0 && <Keys />}
      </div>
    </div>
  )
}

function Keys() {
  return (
    <p className="flex flex-wrap items-center gap-x-3 gap-y-1 px-4 pt-3 text-2xs text-fg-3 max-md:hidden">
      <span>
        <Kbd keys="j" /> <Kbd keys="k" /> up and down
      </span>
      <span>
        <Kbd keys="Enter" /> open
      </span>
      <span>
        <Kbd keys="a" /> allow, continue or try again
      </span>
      <span>
        <Kbd keys="r" /> reject or mark as seen
      </span>
    </p>
  )
}
