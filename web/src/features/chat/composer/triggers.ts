/** What the text before the caret asks to be completed. Pure. */
export type Trigger = { kind: 'command' | 'file'; query: string; from: number; to: number }

const MAX_PATH = 500

/** `/word` at the very beginning, or `@path` after white space. */
export function triggerAt(text: string, caret: number): Trigger | null {
  const before = text.slice(0, caret)
  const command = before.length < MAX_PATH ? /^\/([\w:.-]*)$/.exec(before) : null
  if (command) return { kind: 'command', query: command[1] ?? '', from: 0, to: caret }
  const file = /(?:^|\s)@([^\s@]*)$/.exec(before.slice(-MAX_PATH))
  if (!file) return null
  const query = file[1] ?? ''
  return { kind: 'file', query, from: caret - query.length - 1, to: caret }
}

/** The text with the trigger replaced, and where the caret goes. */
export function replaceTrigger(text: string, trigger: Trigger, by: string): { text: string; caret: number } {
  const after = text.slice(trigger.to)
  const gap = after.startsWith(' ') || by.endsWith('/') ? '' : ' '
  const caret = trigger.from + by.length + (gap || !by.endsWith('/') ? 1 : 0)
  return { text: text.slice(0, trigger.from) + by + gap + after, caret }
}

const LONG_PASTE_CHARS = 2000
const LONG_PASTE_LINES = 30

/** Whether a pasted text would bury the message and should become an attachment. */
export const isLongPaste = (text: string): boolean =>
  text.length > LONG_PASTE_CHARS || text.split('\n').length > LONG_PASTE_LINES

/** `/rename New title` as a command and its argument. */
export function parseCommand(text: string): { name: string; argument: string } | null {
  const match = /^\/([\w:.-]+)(?:\s+([\s\S]*))?$/.exec(text.trim())
  return match ? { name: match[1] ?? '', argument: (match[2] ?? '').trim() } : null
}
