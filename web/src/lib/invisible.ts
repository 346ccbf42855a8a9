/** Characters that are in a file but not on the screen: they can make code read differently from what it does. */

/** Bidirectional controls, zero-width characters, blank letters, tags, and control characters other than tab and line ends. */
const HIDDEN =
  // oxlint-disable-next-line no-control-regex, no-misleading-character-class -- these are what is looked for
  /[\u0000-\u0008\u000B\u000C\u000E-\u001F\u007F-\u009F\u00AD\u061C\u115F\u1160\u17B4\u17B5\u180E\u200B-\u200F\u202A-\u202E\u2060-\u2064\u2066-\u206F\u3164\uFEFF\uFFA0]|\uDB40[\uDC00-\uDC7F]/g

const NAMES: Record<string, string> = {
  '\u00AD': 'soft hyphen',
  '\u061C': 'Arabic letter mark',
  '\u200B': 'zero-width space',
  '\u200C': 'zero-width non-joiner',
  '\u200D': 'zero-width joiner',
  '\u200E': 'left-to-right mark',
  '\u200F': 'right-to-left mark',
  '\u202A': 'left-to-right embedding',
  '\u202B': 'right-to-left embedding',
  '\u202C': 'pop directional formatting',
  '\u202D': 'left-to-right override',
  '\u202E': 'right-to-left override',
  '\u2060': 'word joiner',
  '\u2066': 'left-to-right isolate',
  '\u2067': 'right-to-left isolate',
  '\u2068': 'first strong isolate',
  '\u2069': 'pop directional isolate',
  '\uFEFF': 'zero-width no-break space',
}

/** The text with hidden characters written out, such as `‹U+202E›`; a carriage return at the end of a line as `␍`. */
export function withHiddenShown(text: string): string {
  return text.replaceAll(HIDDEN, (found, at: number) => (isEmojiJoiner(text, found, at) ? found : `‹${codeOf(found)}›`)).replaceAll(/\r(?=\n|$)/g, '␍')
}

/** What is hidden in a text, in words, each once. */
export function hiddenIn(text: string): string[] {
  const found = [...text.matchAll(HIDDEN)].filter((match) => !isEmojiJoiner(text, match[0], match.index)).map((match) => match[0])
  return [...new Set(found)].map((one) => (NAMES[one] ? `${codeOf(one)} ${NAMES[one]}` : codeOf(one)))
}

const codeOf = (found: string) => `U+${(found.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`

/** Joiners inside an emoji draw one picture of several; they hide nothing. */
function isEmojiJoiner(text: string, found: string, at: number): boolean {
  return found === '\u200D' && /(?:\p{Extended_Pictographic}|\p{Emoji_Modifier}|\uFE0F)$/u.test(text.slice(0, at)) && /^\p{Extended_Pictographic}/u.test(text.slice(at + 1))
}
