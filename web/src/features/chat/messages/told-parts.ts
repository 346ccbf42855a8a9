/** What went wrong, in two: the sentence for a person, and the many lines a program said. Pure. */

const MANY_LINES = 4

/** A text of many lines shows its first paragraph (or line) first; a short one is shown as it is. */
export function toldParts(text: string): { first: string; rest: string } {
  const whole = text.trim()
  const lines = whole.split('\n')
  if (lines.length <= MANY_LINES) return { first: whole, rest: '' }
  const blank = lines.findIndex((line) => !line.trim())
  const cut = blank > 0 && blank <= MANY_LINES ? blank : 1
  return { first: lines.slice(0, cut).join('\n'), rest: lines.slice(cut).join('\n').trim() }
}
