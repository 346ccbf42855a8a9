/** Between what is set for a provider and the fields it is set in. Pure. */
import type { ProviderConfig } from '~/wire/types'

const UNSET: ProviderConfig = { enabled: null, label: null, account: null, command: null, env: null, model: null, mode: null, custom: false }

/** What is set, with some of it changed: everything is sent, because the server replaces the whole entry. */
export const changedConfig = (config: ProviderConfig | undefined, change: Partial<ProviderConfig>): ProviderConfig => ({
  ...UNSET, ...config, ...change,
})

/** A command line as words: quotes keep spaces together, a backslash keeps the next sign. Null: a quote is not closed. */
export function wordsOf(line: string): string[] | null {
  const words: string[] = []
  let word: string | null = null
  let quote = ''
  for (let at = 0; at < line.length; at++) {
    const sign = line.charAt(at)
    if (sign === '\\' && quote !== "'" && at + 1 < line.length) word = (word ?? '') + line.charAt(++at)
    else if (quote) {
      if (sign === quote) quote = ''
      else word = (word ?? '') + sign
    } else if (sign === '"' || sign === "'") {
      quote = sign
      word ??= ''
    } else if (/\s/.test(sign)) {
      if (word !== null) words.push(word)
      word = null
    } else word = (word ?? '') + sign
  }
  if (quote) return null
  return word === null ? words : [...words, word]
}

/** The other way round: a line that `wordsOf` reads as these words again. */
export const lineOf = (words: readonly string[]): string =>
  words.map((word) => (/^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`)).join(' ')

/** `NAME=value` lines as an environment; the first line that is none of that as a sentence. */
export function envOf(text: string): { env: Record<string, string> } | { problem: string } {
  const env: Record<string, string> = {}
  for (const line of text.split('\n')) {
    if (!line.trim() || line.trim().startsWith('#')) continue
    const match = /^\s*(?:export\s+)?([A-Za-z_]\w*)=(.*)$/.exec(line)
    if (!match) return { problem: `“${line.trim().slice(0, 40)}” is not of the form NAME=value.` }
    env[match[1] ?? ''] = match[2] ?? ''
  }
  return { env }
}

export const envText = (env: Record<string, string> | null | undefined): string =>
  Object.entries(env ?? {}).map(([name, value]) => `${name}=${value}`).join('\n')

/** An id for an agent out of its name: `My Agent` → `my-agent`. */
export const idOf = (label: string): string =>
  label.toLowerCase().normalize('NFKD').replaceAll(/\p{M}/gu, '').replaceAll(/[^a-z0-9]+/g, '-').replaceAll(/^-+|-+$/g, '').slice(0, 40)
