/** Terminals in words. Pure. */
import { busyWith } from '~/connection/terminal-busy'
import type { Terminal } from '~/wire/types'

/** Whose files, or that it is another machine. */
export const placeOf = ({ kind, place }: Pick<Terminal, 'kind' | 'place'>): string => (kind === 'ssh' ? 'ssh' : place)

/** What it does now, for a line in a list. */
export function doingOf(terminal: Pick<Terminal, 'state' | 'kind' | 'command' | 'exit_code'>): string {
  const { state, exit_code: code } = terminal
  const command = busyWith(terminal)
  if (state === 'lost') return 'lost'
  if (state === 'exited') return endOf(code ?? null)
  return command ? `runs ${command}` : 'at its prompt'
}

/** Why a terminal is gone, and what can be done. */
export function lossOf({ durable }: Pick<Terminal, 'durable'>): string {
  const why = durable ? 'What ran here ended with the machine, or with its tmux.' : 'What ran here ended with the server: without tmux nothing outlives it.'
  return `${why} Restart begins anew in the same place.`
}

/** How a program ended. */
export function endOf(code: number | null): string {
  if (code === null) return 'ended'
  return code < 0 ? `ended by signal ${-code}` : `ended with exit code ${code}`
}
