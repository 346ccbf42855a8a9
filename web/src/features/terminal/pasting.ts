/** Text on its way into a terminal, and out of it. Pure. */
import type { LastCommand } from '~/wire/types'

// oxlint-disable-next-line no-control-regex -- these are what is taken out
const CONTROLS = /[\x00-\x08\x0b-\x1f\x7f-\x9f]/g

/** What may be pasted on somebody else's word: no control characters, and no Enter at the end. */
export function pasteable(text: string): string {
  return text.replaceAll('\r\n', '\n').replace(CONTROLS, '').replace(/\n+$/, '')
}

/** Without bracketed paste every line but the last one would be run at once. */
export const runsAtOnce = (text: string, isBracketed: boolean): boolean => !isBracketed && text.includes('\n')

/** The last command with its output, as a text for a chat; empty when there is none. */
export function commandText({ command, output, exit_code: code }: LastCommand): string {
  const lines = [command === null ? '' : `$ ${command}`, output.replace(/\s+$/, ''), code ? `[exit code ${code}]` : '']
  return lines.filter(Boolean).join('\n')
}

/** A file name for what goes to a chat. */
export function outputName(terminal: string, text: string): string {
  const lines = text.split('\n').length
  return `${terminal.replaceAll(/[/\\\n]/g, ' ')}, ${lines} ${lines === 1 ? 'line' : 'lines'}.txt`
}
