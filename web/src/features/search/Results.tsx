import { useEffect, useRef } from 'react'
import { cn } from '~/lib/cn'
import { agoText } from '~/lib/format'
import { groupedBy } from '~/lib/grouped'
import { KIND_WORDS, type SearchResult } from '~/wire/search'
import { Snippet } from './Snippet'

interface ResultsProps {
  results: readonly SearchResult[]
  active: number
  onOpen: (index: number) => void
}

/** What was found, by chat, in the order of the best of each. */
export function Results({ results, active, onOpen }: ResultsProps) {
  const box = useRef<HTMLDivElement>(null)
  useEffect(() => {
    box.current?.querySelector(`#found-${active}`)?.scrollIntoView({ block: 'nearest' })
  }, [active])
  const groups = groupedBy(results.map((result, index) => ({ result, index })), ({ result }) => result.chat_id ?? result.session_id)
  return (
    <div ref={box} id="search-results" role="listbox" aria-label="Found" className="flex flex-col gap-3">
      {[...groups].map(([key, found]) => (
        <div key={key} role="group" aria-label={found[0]?.result.title ?? 'Found'}>
          <Heading result={found[0]?.result} />
          {found.map(({ result, index }) => (
            <Found key={index} result={result} index={index} isActive={index === active} onOpen={onOpen} />
          ))}
        </div>
      ))}
    </div>
  )
}

function Heading({ result }: { result: SearchResult | undefined }) {
  if (!result) return null
  const title = result.title ?? (result.chat_id ? 'New chat' : 'Changes by hand')
  const place = `${result.project_name} / ${result.session_name}`
  return (
    <div className="flex items-baseline gap-x-2 px-2.5 py-1 max-md:flex-col">
      <span className="max-w-full min-w-0 truncate font-[560]" title={title}>{title}</span>
      <span className="max-w-full min-w-24 truncate text-2xs text-fg-3" title={place}>
        {place}
      </span>
    </div>
  )
}

function Found({ result, index, isActive, onOpen }: { result: SearchResult; index: number; isActive: boolean; onOpen: (index: number) => void }) {
  return (
    // oxlint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/interactive-supports-focus -- the keys are those of the field above
    <div
      id={`found-${index}`}
      role="option"
      aria-selected={isActive}
      onClick={() => onOpen(index)}
      className={cn('flex cursor-pointer gap-2.5 rounded-md px-2.5 py-1.5 hover:bg-bg-2 max-md:min-h-11', isActive && 'bg-bg-2')}
    >
      <span className="w-14 shrink-0 text-2xs/5 text-fg-3">{KIND_WORDS[result.kind]}</span>
      <span className="line-clamp-3 min-w-0 flex-1 text-fg-2 [overflow-wrap:anywhere]">
        <Snippet {...result} />
      </span>
      <span className="shrink-0 text-2xs/5 text-fg-3 tnum">{agoText(result.at)}</span>
    </div>
  )
}
