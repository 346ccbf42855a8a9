import { Fragment } from 'react'
import type { SearchResult } from '~/wire/search'

/** The words around a place, with what answers lit up. */
export function Snippet({ snippet, marks }: Pick<SearchResult, 'snippet' | 'marks'>) {
  return (
    <>
      {marks.map(([start = 0, end = 0], index) => (
        <Fragment key={start}>
          {snippet.slice(marks[index - 1]?.[1] ?? 0, start)}
          <mark className="rounded-xs bg-accent-soft font-[560] text-fg-1">{snippet.slice(start, end)}</mark>
        </Fragment>
      ))}
      {snippet.slice(marks.at(-1)?.[1] ?? 0)}
    </>
  )
}
