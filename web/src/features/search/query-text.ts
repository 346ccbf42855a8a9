/** The filters that stand in the text of a search. The text is all there is: chips read it and write into it. Pure. */

const KEYS = ['project', 'session', 'provider', 'kind', 'before', 'after'] as const
export type FilterKey = (typeof KEYS)[number]

// As the server takes a query apart.
const TOKEN = /(-)?(?:([a-z]+):)?(?:"([^"]*)"?|(\S+))/gi

interface Token {
  key: FilterKey | null
  value: string
  text: string
}

function tokensOf(text: string): Token[] {
  return [...text.matchAll(TOKEN)].map(([whole, minus, key = '', quoted, bare = '']) => {
    const isBegun = !minus && !key && quoted === undefined && bare.endsWith(':')
    const name = (isBegun ? bare.slice(0, -1) : key).toLowerCase()
    const known = minus ? undefined : KEYS.find((one) => one === name)
    return { key: known ?? null, value: known && isBegun ? '' : (quoted ?? bare), text: whole }
  })
}

/** What a filter is set to: of several the last counts. Empty where it is not there. */
export function filterIn(text: string, key: FilterKey): string {
  return tokensOf(text).findLast((token) => token.key === key)?.value ?? ''
}

/** The values of a filter that may have several, in small letters. */
export function valuesIn(text: string, key: FilterKey): string[] {
  const given = tokensOf(text).filter((token) => token.key === key)
  return [...new Set(given.flatMap(({ value }) => value.toLowerCase().split(',')))].filter(Boolean)
}

/** The text with a filter set to `value`, or without it. Filters stand before the words, whose last may go on to be typed. */
export function withFilter(text: string, key: FilterKey, value: string): string {
  const tokens = tokensOf(text)
  const others = tokens.filter((token) => token.key && token.key !== key).map((token) => token.text)
  const words = tokens.filter((token) => !token.key).map((token) => token.text)
  const all = [...others, ...(value ? [`${key}:${quoted(value)}`] : []), ...words]
  const end = !words.length || /\s$/.test(text) ? ' ' : ''
  return all.length ? all.join(' ') + end : ''
}

/** Whether there are words to look for, and not only where. */
export const hasWords = (text: string): boolean => tokensOf(text).some((token) => !token.key && !token.text.startsWith('-'))

const quoted = (value: string): string => (/[\s"]/.test(value) ? `"${value.replaceAll('"', '')}"` : value)
