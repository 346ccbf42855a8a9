/** A merged text with conflict markers, as `git merge-file --diff3` writes them. Pure. */

export interface Region {
  /** Offsets of the markers and everything between them, the last line end included. */
  start: number
  end: number
  /** Number of the first line, from 1. */
  line: number
  theirs: string
  yours: string
}

/** What each side holds as a whole; null where it does not exist. */
export type Sides = Record<'theirs' | 'yours', string | null>

export type Choice = 'theirs' | 'yours' | 'both'

const REGION = /^<{7}[^\n]*\n(?<theirs>(?:(?!^(?:\|{7}|={7}|>{7}|<{7})).*\n?)*?)(?:^\|{7}[^\n]*\n(?:(?!^={7}).*\n?)*?)?^={7}[^\n]*\n(?<yours>(?:(?!^>{7}).*\n?)*?)^>{7}[^\n]*(?:\n|$)/gm

/** The places where both sides changed the same lines. */
export function regionsOf(text: string): Region[] {
  return [...text.matchAll(REGION)].map((match) => ({
    start: match.index,
    end: match.index + match[0].length,
    line: text.slice(0, match.index).split('\n').length,
    theirs: match.groups?.theirs ?? '',
    yours: match.groups?.yours ?? '',
  }))
}

/** The text with one region settled. At the end of the file the last line has an end only if it has one on the side it comes from. */
export function settled(text: string, region: Region, choice: Choice, sides: Sides = { theirs: null, yours: null }): string {
  const kept = { theirs: region.theirs, yours: region.yours, both: region.theirs + region.yours }[choice]
  const last = sides[choice === 'both' ? (region.yours ? 'yours' : 'theirs') : choice]
  const isBare = region.end === text.length && last !== null && !last.endsWith('\n')
  return text.slice(0, region.start) + (isBare ? kept.replace(/\r?\n$/, '') : kept) + text.slice(region.end)
}

/** Whether markers are left, also where a part of one was deleted by hand. */
export function hasMarkers(text: string): boolean {
  return /^(?:<{7}|>{7}|\|{7})(?: |$)/m.test(text)
}
