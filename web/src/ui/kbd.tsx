import { cn } from '~/lib/cn'
import { isMac } from '~/lib/keys'

const NAMES: Record<string, string> = isMac
  ? { $mod: '⌘', Control: '⌃', Shift: '⇧', Alt: '⌥', Enter: '↵', Escape: 'esc' }
  : { $mod: 'Ctrl', Control: 'Ctrl', Enter: '↵', Escape: 'Esc' }
const CODES: Record<string, string> = {
  BracketLeft: '[', BracketRight: ']', Comma: ',', Period: '.', Slash: '/', Backslash: '\\', Backquote: '`', Minus: '-', Equal: '=',
  Semicolon: ';', Quote: "'", ArrowLeft: '←', ArrowRight: '→', ArrowUp: '↑', ArrowDown: '↓', PageUp: 'Page up', PageDown: 'Page down',
}

/** A binding such as `$mod+Shift+k` the way this platform writes it. */
export function keysAsText(keys: string): string {
  const parts = keys.split('+').map((key) => NAMES[key] ?? CODES[key] ?? key.replace(/^(Key|Digit)(?=.$)/, ''))
  return parts.map((key) => (key.length === 1 ? key.toUpperCase() : key)).join(isMac ? '' : ' ')
}

export function Kbd({ keys, className }: { keys: string; className?: string }) {
  return <kbd className={cn('whitespace-nowrap text-fg-3', className)}>{keysAsText(keys)}</kbd>
}
