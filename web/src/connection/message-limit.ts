/** How long a message may be: what the server would refuse is refused before it is sent. */

/** The server's limit, in bytes of UTF-8. */
export const MAX_TEXT_BYTES = 100_000
/** UTF-8 has at most so many bytes per UTF-16 unit. */
const MAX_BYTES_PER_UNIT = 3

/** The text's size in bytes of UTF-8 where that is too much for a message; null where it fits. */
export function excessBytes(text: string): number | null {
  if (text.length * MAX_BYTES_PER_UNIT <= MAX_TEXT_BYTES) return null
  const bytes = new TextEncoder().encode(text).length
  return bytes > MAX_TEXT_BYTES ? bytes : null
}

/** Why a text of so many bytes cannot be a message, as a sentence. */
export const tooLongText = (bytes: number): string =>
  `This message has ${Math.ceil(bytes / 1000)} kB of text; ${MAX_TEXT_BYTES / 1000} kB are allowed.`
