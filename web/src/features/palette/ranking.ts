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
  /** It cannot be done now: it comes after what can, and only when it is asked for. */
  isHindered?: boolean
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

/**
 * The same for letters that occur in this order, with others between them: `ncr` answers "New chat to the right". The fewer
 * pieces, and the more of them begin words, the better; always less than `scoreOf`.
 */
export function looseScoreOf(text: string, query: string): number {
  const letters = query.toLowerCase().replace(/\s+/g, '')
  const haystack = text.toLowerCase()
  if (letters.length < 2) return 0
  let [at, pieces, begun] = [-1, 0, 0]
  for (const letter of letters) {
    const next = nextPlace(haystack, letter, at)
    if (next < 0) return 0
    if (next !== at + 1 || at < 0) {
      pieces += 1
      if (beginsWord(haystack, next)) begun += 1
    }
    at = next
  }
  // Letters from all over the place answer nothing.
  return pieces - begun > 1 ? 0 : 3 + begun / pieces - pieces / letters.length
}

/** Where the letter comes next: right here, else at the beginning of a word, else anywhere. */
function nextPlace(text: string, letter: string, after: number): number {
  if (text[after + 1] === letter && after >= 0) return after + 1
  for (let at = text.indexOf(letter, after + 1); at >= 0; at = text.indexOf(letter, at + 1)) if (beginsWord(text, at)) return at
  return text.indexOf(letter, after + 1)
}

const beginsWord = (text: string, at: number): boolean => at === 0 || !/[\p{L}\p{N}]/u.test(text[at - 1] ?? '')

function escaped(word: string): string {
  return word.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
}

/** Groups of what answers the query, the group with the best answer first. Without a query everything, as it came. */
export function ranked<T extends Rankable>(items: readonly T[], query: string, perGroup = PER_GROUP): RankedGroup<T>[] {
  const isSearch = query.trim() !== ''
  const scored = items
    .filter(({ isHindered }) => isSearch || !isHindered)
    .map((item) => ({ item, score: isSearch && !item.isServerFound ? itemScore(item, query) : 1 }))
    .filter(({ score }) => score > 0)
  const groups = [...groupedBy(scored, ({ item }) => item.group)].map(([value, found]) => {
    if (found[0]?.item.isServerFound) return { value, items: found.map(({ item }) => item), best: 0 }
    const sorted = isSearch ? found.toSorted((a, b) => b.score - a.score).slice(0, perGroup) : found
    return { value, items: sorted.map(({ item }) => item), best: sorted[0]?.score ?? 0 }
  })
  const ordered = isSearch ? groups.toSorted((a, b) => b.best - a.best) : groups
  return ordered.map(({ value, items: found }) => ({ value, items: found }))
}

function itemScore(item: Rankable, query: string): number {
  const score = scoreOf(item.title, query) * 2 || scoreOf(`${item.title} ${item.group} ${item.keywords ?? ''}`, query) || looseScoreOf(item.title, query)
  return item.isHindered ? score / 100 : score
}
