import { Search } from 'lucide-react'
import { useRef, useState, type ComponentProps, type KeyboardEvent } from 'react'
import { useSearch } from 'wouter'
import { navigate } from 'wouter/use-browser-location'
import { useDebounced } from '~/lib/use-debounced'
import { goToPlace } from '~/panes/show-place'
import { Button } from '~/ui/button'
import { Empty } from '~/ui/empty'
import { TextInput } from '~/ui/field'
import { Loading } from '~/ui/loading'
import { NotRead } from '~/ui/not-read'
import { toastError } from '~/ui/toast'
import { ApiError } from '~/wire/client'
import { KIND_WORDS, useFound, type DocumentKind } from '~/wire/search'
import { Filters } from './Filters'
import { hasWords } from './query-text'
import { Results } from './Results'
import { timeText } from './times'

/** Everything that was said, done and changed, by its words. */
export function SearchPage() {
  const asked = new URLSearchParams(useSearch()).get('q') ?? ''
  return <SearchIn key={asked} asked={asked} />
}

function SearchIn({ asked }: { asked: string }) {
  const [text, setText] = useState(asked)
  const [active, setActive] = useState(0)
  const field = useRef<HTMLInputElement>(null)
  const q = useDebounced(text, 150)
  const isAsked = hasWords(q)
  const { search, results, goesOn, lookedUntil } = useFound({ q }, isAsked)
  const change = (next: string) => {
    setText(next)
    setActive(0)
  }
  // Filters stand before the words: these stay in sight.
  const changeFilter = (next: string) => {
    change(next)
    requestAnimationFrame(() => field.current && (field.current.scrollLeft = field.current.scrollWidth))
  }
  const open = (index: number) => {
    const result = results[index]
    if (!result) return
    // Who comes back finds what was asked.
    navigate(`/search?q=${encodeURIComponent(text)}`, { replace: true })
    goToPlace(result).catch((error: unknown) => toastError('The place was not opened', error))
  }
  const onKeyDown = (event: KeyboardEvent) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key]
    if (step) setActive((at) => Math.max(0, Math.min(results.length - 1, at + step)))
    else if (event.key === 'Enter' && !event.nativeEvent.isComposing) open(active)
    else return
    event.preventDefault()
  }
  return (
    <div className="h-full overflow-y-auto bg-bg-1">
      <div className="mx-auto flex w-full max-w-[46rem] flex-col gap-3 px-5 pt-6 pb-12 max-md:px-3.5">
        <h1 className="text-lg font-[600] tracking-[-.01em]">Search everywhere</h1>
        <div className="relative">
          <Search className="pointer-events-none absolute top-1/2 left-2.5 size-[15px] -translate-y-1/2 text-fg-3" />
          <TextInput
            ref={field}
            type="search"
            // oxlint-disable-next-line jsx-a11y/no-autofocus -- the page is for typing here
            autoFocus
            role="combobox"
            aria-label="Search everywhere"
            aria-expanded={results.length > 0}
            aria-controls="search-results"
            aria-activedescendant={results[active] ? `found-${active}` : undefined}
            placeholder={'Words, "phrases", -without, path/to/file.py'}
            value={text}
            onChange={(event) => change(event.target.value)}
            onKeyDown={onKeyDown}
            className="pl-8 max-md:h-11"
          />
        </div>
        <Filters text={text} onText={changeFilter} />
        {!isAsked && <Hint />}
        {isAsked && search.isError && <NotSearched query={search} />}
        {search.isLoading && <Loading label="Searching" className="h-32 *:px-2.5 *:pt-3" />}
        {goesOn && lookedUntil && (
          <output className="block px-2.5 py-3 text-center text-xs text-fg-3">Nothing since {timeText(lookedUntil)}. Looking further back…</output>
        )}
        {search.isSuccess && isAsked && !goesOn && results.length === 0 && <Empty title={`Nothing has “${q.trim()}” in it`} />}
        {!search.isError && <Results results={results} active={active} onOpen={open} />}
        {search.hasNextPage && results.length > 0 && !search.isError && (
          <Button kind="soft" size="md" className="self-center max-md:h-11" disabled={search.isFetching} onClick={() => void search.fetchNextPage()}>
            {search.isFetching ? 'Searching…' : lookedUntil ? `Look further back than ${timeText(lookedUntil)}` : 'Show more'}
          </Button>
        )}
        <StillReading since={search.data?.pages[0]?.indexed_until ?? null} />
      </div>
    </div>
  )
}

/** A refusal says what to write instead; anything else may pass. */
function NotSearched({ query }: { query: ComponentProps<typeof NotRead>['query'] }) {
  const isRefused = query.error instanceof ApiError && query.error.status >= 400 && query.error.status < 500
  if (!isRefused) return <NotRead title="Nothing was searched" query={query} />
  return <p role="alert" className="px-2.5 py-3 text-fg-2">{query.error?.message}</p>
}

function Hint() {
  const kinds = (Object.keys(KIND_WORDS) as DocumentKind[]).map((kind) => `kind:${kind}`).join(' ')
  return (
    <Empty icon={<Search />} title="Titles, messages, tool output and changes">
      <p>All words have to be there. The last one may be unfinished.</p>
      <p className="font-mono text-2xs text-fg-3">project: session: provider: before:2026-01-31 after: {kinds}</p>
    </Empty>
  )
}

function StillReading({ since }: { since: string | null }) {
  if (!since) return null
  return <p className="text-center text-2xs text-fg-3">What is older than {timeText(since)} is still being read and cannot be found yet.</p>
}
