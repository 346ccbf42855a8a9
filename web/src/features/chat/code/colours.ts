/** Colours for code, remembered; the highlighter itself arrives with the first code that is shown. */
import { grammarOf } from '~/lib/grammars'
import type { Lines } from './highlight'

const MAX_CACHED = 300
const MAX_LENGTH = 200_000
const cache = new Map<string, Lines>()

/** Lines already coloured, if this code was seen before. */
export function coloured(code: string, language: string): Lines | null {
  return cache.get(`${grammarOf(language)}\n${code}`) ?? null
}

/** Colours code; null where there is no grammar for it. `growing` code is not remembered. */
export async function colour(code: string, language: string, growing = false): Promise<Lines | null> {
  const grammar = grammarOf(language)
  if (!grammar || code.length > MAX_LENGTH) return null
  const { highlight } = await import('./highlight')
  const lines = await highlight(code, grammar)
  if (!growing) remember(`${grammar}\n${code}`, lines)
  return lines
}

function remember(key: string, lines: Lines): void {
  cache.set(key, lines)
  const oldest = cache.keys().next().value
  if (cache.size > MAX_CACHED && oldest !== undefined) cache.delete(oldest)
}
