/** Text on its way into a terminal, and out of it. Pure. */
import type { LastCommand } from '~/wire/types'

// oxlint-disable-next-line no-control-regex -- these are what is taken out
const CONTROLS = /[\x00-\x08\x0b-\x1f\x7f-\x9f]/g

/** Without control characters: one could end the brackets around a paste, and the rest would be typed. */
export const withoutControls = (text: string): string => text.replaceAll(/\r\n?/g, '\n').replace(CONTROLS, '')

/** What may be pasted on somebody else's word: without an Enter at the end as well. */
export const pasteable = (text: string): string => withoutControls(text).replace(/\n+$/, '')

/** All of it in one line, which waits at the prompt. */
export const inOneLine = (text: string): string => text.trim().replace(/\s*\n\s*/g, ' ')

/** Without bracketed paste every line that ends would be run at once. */
export const runsAtOnce = (text: string, isBracketed: boolean): boolean => !isBracketed && text.includes('\n')

/** The last command with its output, as a text for a chat; empty when there is none. */
export function commandText(last: Pick<LastCommand, 'command' | 'output' | 'exit_code' | 'truncated'>): string {
  const { command, output, exit_code: code, truncated } = last
  const cut = truncated ? '[the first lines are missing]' : ''
  const lines = [command === null ? '' : `$ ${command}`, cut, output.replace(/\s+$/, ''), code ? `[exit code ${code}]` : '']
  return lines.filter(Boolean).join('\n')
}

/** A file name for what goes to a chat. */
export function outputName(terminal: string, text: string): string {
  const lines = text.split('\n').length
  return `${terminal.replaceAll(/[/\\\n]/g, ' ')}, ${lines} ${lines === 1 ? 'line' : 'lines'}.txt`
}
