/** Which items answer what was typed, the best first. Pure. */

import { groupedBy } from '~/lib/grouped'

export interface Rankable {
  title: string
  /** Where it is found: the palette's heading. */
  group: string
  /** More words to find it by. */
  keywords?: string | undefined
  /** The server found it: its group comes after all others, in the order it came. */
  isServerFound?: boolean
}

export interface RankedGroup<T> {
  value: string
  items: T[]
}

const PER_GROUP = 8

/**
 * How well `text` answers `query`; 0 when it does not. Every word of the query has to occur; the beginning of a word
 * counts more than its middle, and an early place more than a late one.
 */
export function scoreOf(text: string, query: string): number {
  const haystack = text.toLowerCase()
  let score = 0
  for (const word of query.toLowerCase().split(/\s+/).filter(Boolean)) {
    const at = haystack.indexOf(word)
    if (at < 0) return 0
    const beginsWord = new RegExp(`(^|[^\\p{L}\\p{N}])${escaped(word)}`, 'u').test(haystack)
    score += (beginsWord ? 10 : 4) + (at === 0 ? 6 : 0) - Math.min(at, 40) / 40
  }
  return score
}

function escaped(word: string): string {
  return word.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
}

/** Groups of what answers the query, the group with the best answer first. Without a query everything, as it came. */
export function ranked<T extends Rankable>(items: readonly T[], query: string): RankedGroup<T>[] {
  const isSearch = query.trim() !== ''
  const scored = items
    .map((item) => ({ item, score: isSearch && !item.isServerFound ? itemScore(item, query) : 1 }))
    .filter(({ score }) => score > 0)
  const groups = [...groupedBy(scored, ({ item }) => item.group)].map(([value, found]) => {
    if (found[0]?.item.isServerFound) return { value, items: found.map(({ item }) => item), best: 0 }
    const sorted = isSearch ? found.toSorted((a, b) => b.score - a.score).slice(0, PER_GROUP) : found
    return { value, items: sorted.map(({ item }) => item), best: sorted[0]?.score ?? 0 }
  })
  const ordered = isSearch ? groups.toSorted((a, b) => b.best - a.best) : groups
  return ordered.map(({ value, items: found }) => ({ value, items: found }))
}

function itemScore(item: Rankable, query: string): number {
  return scoreOf(item.title, query) * 2 || scoreOf(`${item.title} ${item.group} ${item.keywords ?? ''}`, query)
}
