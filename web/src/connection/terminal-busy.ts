/** Whether anything is lost when a terminal ends. Pure. */
import type { Terminal } from '~/wire/types'

const SHELLS = new Set(['ash', 'bash', 'csh', 'dash', 'elvish', 'fish', 'ksh', 'mksh', 'nu', 'pwsh', 'sh', 'tcsh', 'xonsh', 'zsh'])

/** What runs in it; null while its shell waits at the prompt, or when it has ended. */
export function busyWith({ state, kind, command }: Pick<Terminal, 'state' | 'kind' | 'command'>): string | null {
  if (state !== 'running' || !command) return null
  return kind === 'shell' && SHELLS.has(command.replace(/^-/, '')) ? null : command
}
