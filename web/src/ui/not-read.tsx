import { CloudOff, RefreshCw } from 'lucide-react'
import { Button } from '~/ui/button'
import { Empty } from '~/ui/empty'

interface NotReadProps {
  /** What was to be read, as a sentence: `The inbox was not read`. */
  title: string
  query: { error: Error | null; isFetching: boolean; refetch: () => Promise<unknown> }
}

/** What a page is about could not be read: why, and another try. */
export function NotRead({ title, query }: NotReadProps) {
  return (
    <div role="alert">
      <Empty icon={<CloudOff />} title={title} actions={<TryAgain query={query} />}>
        <p>{query.error?.message}</p>
      </Empty>
    </div>
  )
}

/** One part of a page could not be read: the same in a line. */
export function PartNotRead({ query }: Pick<NotReadProps, 'query'>) {
  return (
    <div role="alert" className="flex flex-wrap items-center gap-x-3 gap-y-1.5 py-1 text-xs text-fg-2">
      <CloudOff className="size-4 shrink-0 text-fg-3" />
      <span className="min-w-0 [overflow-wrap:anywhere]">{query.error?.message}</span>
      <TryAgain query={query} />
    </div>
  )
}

function TryAgain({ query }: Pick<NotReadProps, 'query'>) {
  return (
    <Button kind="soft" size="md" className="pointer-coarse:h-11 max-md:h-11" disabled={query.isFetching} onClick={() => void query.refetch()}>
      <RefreshCw />
      {query.isFetching ? 'Trying…' : 'Try again'}
    </Button>
  )
}
