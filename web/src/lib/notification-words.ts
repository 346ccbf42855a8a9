/** How notifications are said. */
import type { NotificationPreferences } from './preferences'
import type { Notification } from '~/wire/types'

/** The preference that a notification goes by. */
export const PREFERENCE: Record<Notification['kind'], keyof NotificationPreferences> = {
  completed: 'ended',
  failed: 'failed',
  interrupted: 'failed',
  request: 'waits',
  terminal: 'terminal',
}

/** What happened, in a few words: the line of a toast and of the system's notification. */
export function headline({ kind, title, exit_code: code }: Notification): string {
  const name = title || (kind === 'terminal' ? 'A terminal' : 'A new chat')
  switch (kind) {
    case 'completed':
      return `${name} has an answer`
    case 'failed':
      return `${name} failed`
    case 'interrupted':
      return `${name} was interrupted`
    case 'request':
      return `${name} waits for you`
    case 'terminal':
      return code ? `${name} ended with code ${code}` : `${name} ended`
  }
}

/** What it said, and where. */
export const detailOf = ({ text, kind, session_name: session }: Notification): string =>
  kind === 'terminal' || text === '' ? `In ${session}` : text
