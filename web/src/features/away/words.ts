/** How facts are said. */
import type { AwayDigest, Fact } from '~/wire/types'

/** One, several. */
const FACTS: Record<Fact['kind'], readonly [one: string, several: string]> = {
  waiting: ['waits for you', 'wait for you'],
  failed: ['failed', 'failed'],
  interrupted: ['was interrupted', 'were interrupted'],
  completed: ['answer', 'answers'],
  conflicts: ['file in conflict', 'files in conflict'],
  changes: ['file to review', 'files to review'],
  terminal: ['terminal ended', 'terminals ended'],
  applied: ['file applied', 'files applied'],
  rewound: ['file taken back', 'files taken back'],
  rejected: ['file rejected', 'files rejected'],
  answered: ['answered elsewhere', 'answered elsewhere'],
  expired: ['needs no answer any more', 'need no answer any more'],
  cancelled: ['stopped', 'stopped'],
  session: ['new session', 'new sessions'],
}

export function factWords(kind: Fact['kind'], count: number): string {
  const [one, several] = FACTS[kind]
  return count === 1 ? one : several
}

/** `3 answers, 1 failed`: what matters most comes first. */
export function summary(counts: AwayDigest['counts']): string {
  const kinds = Object.keys(FACTS) as Fact['kind'][]
  const said = kinds.flatMap((kind) => (counts[kind] ? [`${counts[kind]} ${factWords(kind, counts[kind])}`] : []))
  return said.join(', ') || 'Nothing happened.'
}
