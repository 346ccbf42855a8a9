import { useQuery } from '@tanstack/react-query'
import { Button } from '~/ui/button'
import { inboxQuery } from '~/wire/queries'
import { InboxList, markAllSeen } from './InboxList'

/** The inbox on a page or in a pane of its own. */
export function InboxPane() {
  const { data } = useQuery(inboxQuery)
  return (
    <div className="h-full overflow-y-auto bg-bg-1">
      <div className="mx-auto w-full max-w-[46rem] px-3 pt-5 pb-12">
        <header className="flex items-center gap-2 px-4">
          <h1 className="flex-1 text-lg font-[600] tracking-[-.01em]">Inbox</h1>
          {(data?.tasks.length ?? 0) > 1 && (
            <Button size="md" className="max-md:h-11" onClick={() => void markAllSeen()}>
              Mark all as seen
            </Button>
          )}
        </header>
        <InboxList />
      </div>
    </div>
  )
}
