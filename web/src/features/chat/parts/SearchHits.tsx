import type { ToolDetail } from '~/wire/types'
import { CardCode, CardHead } from './Card'
import { byFile, splitByMatch } from './search-hits'

type SearchDetail = Extract<ToolDetail, { type: 'search' }>

/** What a search found, by file. */
export function SearchHits({ detail, text }: { detail: SearchDetail; text: string }) {
  const head = (
    <CardHead title={detail.scope && detail.scope !== '.' ? `${detail.query}  in ${detail.scope}` : detail.query} hint={foundText(detail)} copy={text} />
  )
  if (!detail.hits.length) {
    return (
      <>
        {head}
        <CardCode text={text || 'Nothing was found.'} language="" wrap />
      </>
    )
  }
  return (
    <>
      {head}
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- a scrolling region has to be reachable by keyboard */}
      <section tabIndex={0} aria-label="Found" className="max-h-80 overflow-auto overscroll-contain px-3 py-2 font-mono text-[11.5px] leading-[18px]">
        {byFile(detail.hits).map(({ path, hits }) => (
          <div key={path} className="not-first:mt-1.5">
            <h4 className="truncate font-[500] text-fg-1">{path}</h4>
            {hits.map((hit) => hit.text && <Hit key={`${hit.line}:${hit.text}`} hit={hit} query={detail.query} />)}
          </div>
        ))}
      </section>
    </>
  )
}

function Hit({ hit, query }: { hit: SearchDetail['hits'][number]; query: string }) {
  return (
    <div className="flex text-fg-2">
      <span className="w-10 shrink-0 pr-3 text-right text-fg-3 tnum select-none">{hit.line}</span>
      <span className="min-w-0 [overflow-wrap:anywhere] whitespace-pre-wrap">
        {splitByMatch(hit.text, query).map((piece, i) =>
          piece.isMatch ? (
            // oxlint-disable-next-line react/no-array-index-key -- pieces have no other identity
            <mark key={i} className="rounded-[2px] bg-accent/20 text-fg-1">
              {piece.text}
            </mark>
          ) : (
            piece.text
          ),
        )}
      </span>
    </div>
  )
}

function foundText({ hits, total }: SearchDetail): string {
  const count = total ?? hits.length
  const found = count === 1 ? '1 result' : `${count.toLocaleString()} results`
  return count > hits.length ? `${found}, first ${hits.length}` : found
}
