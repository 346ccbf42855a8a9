/** What keys do in a terminal. Pure. */

/** `send` goes to the program; `app` is left to BooCode and the browser. */
export type KeyVerdict = 'send' | 'app' | 'copy' | 'search' | 'palette'

export interface PressedKey {
  key: string
  code: string
  ctrlKey: boolean
  metaKey: boolean
  shiftKey: boolean
  altKey: boolean
}

interface Circumstances {
  isMac: boolean
  hasSelection: boolean
  /** The key is a shortcut of BooCode that counts in a terminal as well. */
  isCommand: boolean
}

/**
 * Shells need Ctrl and Alt with letters, so these stay theirs. BooCode's own are those with Ctrl and Shift (⌘ on a Mac),
 * those that say so in the registry, such as going to another tab, and F6, which leads out of the terminal.
 */
export function verdictOn(pressed: PressedKey, { isMac, hasSelection, isCommand }: Circumstances): KeyVerdict {
  const { code, ctrlKey, metaKey, shiftKey, altKey } = pressed
  const isMod = isMac ? metaKey : ctrlKey
  if (code === 'F6') return 'app'
  if (isMod && !altKey) {
    if (code === 'KeyC' && (shiftKey || hasSelection)) return 'copy'
    if (code === 'KeyF' && (shiftKey || isMac)) return 'search'
    if (code === 'KeyK' && (shiftKey || isMac)) return 'palette'
    // The browser pastes; the terminal takes it from there.
    if (code === 'KeyV' && (shiftKey || isMac)) return 'app'
  }
  if (isCommand || (isMac && metaKey)) return 'app'
  if (shiftKey && code === 'Insert') return 'app'
  return 'send'
}

/** Modifiers of the key bar that hold for the next key. */
export interface Sticky {
  ctrl: boolean
  alt: boolean
}

export const NOT_STICKY: Sticky = { ctrl: false, alt: false }

export const isSticky = ({ ctrl, alt }: Sticky): boolean => ctrl || alt

/** What a typed character becomes under the modifiers; longer texts are pasted or sequences, and stay. */
export function withModifiers(typed: string, { ctrl, alt }: Sticky): string {
  if ([...typed].length !== 1) return typed
  const character = ctrl ? controlOf(typed) : typed
  return alt ? `\x1b${character}` : character
}

/** Ctrl with a character, as terminals have always sent it: `c` is 3, `[` is Escape, `?` is Delete. */
function controlOf(character: string): string {
  if (character === '?') return '\x7f'
  if (character === ' ') return '\0'
  const code = character.toUpperCase().charCodeAt(0)
  return code >= 0x40 && code <= 0x5f ? String.fromCharCode(code & 0x1f) : character
}

export type Arrow = 'A' | 'B' | 'C' | 'D'

/** An arrow key: the program says by its mode which form it wants, and modifiers have a form of their own. */
export function arrowKey(arrow: Arrow, { ctrl, alt }: Sticky, isApplicationMode: boolean): string {
  const modifier = 1 + (alt ? 2 : 0) + (ctrl ? 4 : 0)
  if (modifier > 1) return `\x1b[1;${modifier}${arrow}`
  return isApplicationMode ? `\x1bO${arrow}` : `\x1b[${arrow}`
}
