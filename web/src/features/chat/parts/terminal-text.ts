/** What programs print, as lines a page can show. Pure. */
import type { PartOf } from '~/wire/types'

// oxlint-disable-next-line no-control-regex -- terminal colours start with ESC
const ESCAPES = /\u001B(?:\[[0-?]*[ -/]*[@-~]|\][^\u0007\u001B]*(?:\u0007|\u001B\\)|[()][0-9A-B])/g

/** Without colours; of a line that a progress bar wrote over again and again, only its last state. */
export function plainText(text: string): string {
  const lines = text.replaceAll(ESCAPES, '').replaceAll('\r\n', '\n').split('\n')
  return lines.map((line) => line.slice(line.lastIndexOf('\r', line.length - 2) + 1).replace(/\r$/, '')).join('\n')
}

/** The last line with something on it; looks only at the end, because it is asked with every new word. */
export function lastLine(text: string): string {
  const lines = plainText(text.slice(-2000)).split('\n')
  return (lines.findLast((line) => line.trim() !== '') ?? '').trim()
}

/** The end of a long text: its last lines, and how many were left out. */
export function tailOf(text: string, lines: number): { text: string; left: number } {
  const all = plainText(text).replace(/\n$/, '').split('\n')
  return { text: all.slice(-lines).join('\n'), left: Math.max(0, all.length - lines) }
}

/** The command that a shell call runs, verbatim; null for other calls. */
export function commandOf(call: Pick<PartOf<'tool_call'>, 'kind' | 'arguments' | 'title'>): string | null {
  if (call.kind !== 'shell') return null
  const { command, cmd, script } = call.arguments
  const given = command ?? cmd ?? script
  if (typeof given === 'string') return given
  if (Array.isArray(given)) return given.map(String).join(' ')
  return call.title || null
}
