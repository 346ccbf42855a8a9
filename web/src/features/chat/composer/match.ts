/** Finding by a few letters. Pure. */

/** How well `query` fits `text`: 0 not at all; a beginning beats a word, a word beats letters in order. */
export function score(text: string, query: string): number {
  const wanted = query.trim().toLowerCase()
  if (!wanted) return 1
  const given = text.toLowerCase()
  if (given.startsWith(wanted)) return 4
  if (new RegExp(`[\\s/_.:-]${escaped(wanted)}`).test(given)) return 3
  if (given.includes(wanted)) return 2
  return hasInOrder(given, wanted) ? 1 : 0
}

/** Those that fit, best first, otherwise in the order given. */
export function best<T>(items: readonly T[], query: string, textOf: (item: T) => string): T[] {
  const scored = items.map((item, at) => ({ item, at, fit: score(textOf(item), query) }))
  return scored
    .filter(({ fit }) => fit > 0)
    .sort((a, b) => b.fit - a.fit || a.at - b.at)
    .map(({ item }) => item)
}

const escaped = (text: string) => text.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`)

function hasInOrder(text: string, letters: string): boolean {
  let from = 0
  for (const letter of letters) {
    const at = text.indexOf(letter, from)
    if (at < 0) return false
    from = at + 1
  }
  return true
}
