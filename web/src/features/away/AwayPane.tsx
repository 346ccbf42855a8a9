import { useInfiniteQuery } from '@tanstack/react-query'
import { MoonStar } from 'lucide-react'
import { useState } from 'react'
import { durationText } from '~/lib/format'
import { Button } from '~/ui/button'
import { Empty } from '~/ui/empty'
import { Loading } from '~/ui/loading'
import { NotRead } from '~/ui/not-read'
import { Segmented } from '~/ui/segmented'
import { toastError } from '~/ui/toast'
import { awayQuery, putDigestAway } from '~/wire/away'
import type { AwayDigest } from '~/wire/types'
import { Happened } from './Happened'
import { mergedPages } from './merging'
import { summary } from './words'

const SPANS = [
  { value: 'away', label: 'While away' },
  { value: 'day', label: '24 hours' },
  { value: 'week', label: '7 days' },
] as const
type Span = (typeof SPANS)[number]['value']

const DAY_MS = 24 * 3_600_000
const MINUTE_MS = 60_000
const DAYS = { day: 1, week: 7 }

/** What happened while nobody looked, or lately. */
export function AwayPane() {
  const [span, setSpan] = useState<Span>('away')
  const [since, setSince] = useState<string | null>(null)
  const look = (chosen: Span) => {
    setSpan(chosen)
    setSince(chosen === 'away' ? null : new Date(Date.now() - DAYS[chosen] * DAY_MS).toISOString())
  }
  const away = useInfiniteQuery(awayQuery(since))
  const digest = away.data?.pages[0]
  return (
    <div className="h-full overflow-y-auto bg-bg-1">
      <div className="mx-auto w-full max-w-[46rem] px-3 pt-5 pb-12">
        <header className="flex flex-wrap items-center gap-x-3 gap-y-2 px-2 pb-3">
          <div className="min-w-0 flex-1 basis-52">
            <h1 className="text-lg font-[600] tracking-[-.01em]">While you were away</h1>
            <p className="text-xs text-fg-2">{digest ? spanText(digest) : ' '}</p>
          </div>
          <Segmented label="What to look back at" value={span} options={SPANS} onChange={look} />
        </header>
        {away.isPending && <Loading label="Looking back" className="h-32 *:px-2 *:pt-2" />}
        {away.isLoadingError && <NotRead title="What happened was not read" query={away} />}
        {digest && digest.total === 0 && <Nothing digest={digest} />}
        {digest && digest.total > 0 && (
          <>
            <p className="px-2 pb-2">{summary(digest.counts)}</p>
            <Happened projects={mergedPages(away.data?.pages ?? [])} />
          </>
        )}
        {away.hasNextPage && (
          <div className="mt-3 text-center">
            <Button kind="soft" size="md" className="max-md:h-11" disabled={away.isFetching} onClick={() => void away.fetchNextPage()}>
              {away.isFetching ? 'Loading…' : 'Show more'}
            </Button>
          </div>
        )}
        {span === 'away' && digest && digest.total > 0 && !digest.put_away && (
          <div className="mt-4 px-2">
            <Button kind="soft" size="md" className="max-md:h-11" onClick={putAway}>
              Done with it
            </Button>
          </div>
        )}
      </div>
    </div>
  )
}

function Nothing({ digest }: { digest: AwayDigest }) {
  return (
    <Empty icon={<MoonStar />} title={digest.since ? 'Nothing happened' : 'You were not away yet'}>
      <p>Answers, failures, questions, changes and terminals that ended while you did not look are told here.</p>
    </Empty>
  )
}

/** Puts the digest away, in every window. */
export function putAway(): void {
  putDigestAway().catch((error: unknown) => toastError('It was not put away', error))
}

/** `8 h 12 min, until 09:30`. */
export function spanText({ since, until }: AwayDigest): string {
  if (!since) return ''
  const length = Date.parse(until) - Date.parse(since)
  const time = new Date(until).toLocaleTimeString(undefined, { hour: '2-digit', minute: '2-digit' })
  const day = new Date(until).toDateString() === new Date().toDateString() ? '' : `${new Date(until).toLocaleDateString()}, `
  const words = length >= 2 * DAY_MS ? `${Math.round(length / DAY_MS)} days` : length < MINUTE_MS ? 'Under a minute' : durationText(length - (length % MINUTE_MS)).replace(' 0 s', '')
  return `${words}, until ${day}${time}`
}
