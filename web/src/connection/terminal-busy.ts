/** Whether anything is lost when a terminal ends. Pure. */
import type { Terminal } from '~/wire/types'

/** What runs in it; null while its shell waits at the prompt, or when it has ended. */
export function busyWith({ state, command }: Pick<Terminal, 'state' | 'command'>): string | null {
  return (state === 'running' && command) || null
}
