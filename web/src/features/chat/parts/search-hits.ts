/** Search results grouped and marked. Pure. */
import type { ToolDetail } from '~/wire/types'

type Hit = Extract<ToolDetail, { type: 'search' }>['hits'][number]

/** Hits by file, in the order the files first appear. */
export function byFile(hits: readonly Hit[]): { path: string; hits: Hit[] }[] {
  const files = new Map<string, Hit[]>()
  for (const hit of hits) files.set(hit.path, [...(files.get(hit.path) ?? []), hit])
  return [...files].map(([path, found]) => ({ path, hits: found }))
}

/** A line in pieces, those that match the query marked. A query that is no pattern here is taken literally. */
export function splitByMatch(text: string, query: string): { text: string; isMatch: boolean }[] {
  const pattern = patternOf(query)
  const pieces: { text: string; isMatch: boolean }[] = []
  let from = 0
  for (const match of pattern ? text.matchAll(pattern) : []) {
    if (!match[0]) continue
    if (match.index > from) pieces.push({ text: text.slice(from, match.index), isMatch: false })
    pieces.push({ text: match[0], isMatch: true })
    from = match.index + match[0].length
  }
  if (from < text.length) pieces.push({ text: text.slice(from), isMatch: false })
  return pieces
}

function patternOf(query: string): RegExp | null {
  if (!query || query.length > 200) return null
  try {
    return new RegExp(query, 'gi')
  } catch {
    return new RegExp(query.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`), 'gi')
  }
}
