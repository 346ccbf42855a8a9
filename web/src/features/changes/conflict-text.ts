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

/** The text with one region settled. */
export function settled(text: string, region: Region, choice: Choice): string {
  const kept = { theirs: region.theirs, yours: region.yours, both: region.theirs + region.yours }[choice]
  return text.slice(0, region.start) + kept + text.slice(region.end)
}

/** Whether markers are left, also where a part of one was deleted by hand. */
export function hasMarkers(text: string): boolean {
  return /^(?:<{7}|>{7}|\|{7})(?: |$)/m.test(text)
}
