/** Pages of a digest as one: what belongs together may be told on several of them. Pure. */
import type { ProjectFacts } from '~/wire/types'

type SessionFacts = ProjectFacts['sessions'][number]
type ChatFacts = SessionFacts['chats'][number]

function merged<T extends { id: string }>(all: readonly T[], join: (one: T, more: T) => T): T[] {
  const byId = new Map<string, T>()
  for (const one of all) {
    const known = byId.get(one.id)
    byId.set(one.id, known ? join(known, one) : one)
  }
  return [...byId.values()]
}

const joinChats = (one: ChatFacts, more: ChatFacts): ChatFacts => ({ ...one, facts: [...one.facts, ...more.facts] })

const joinSessions = (one: SessionFacts, more: SessionFacts): SessionFacts => ({
  ...one,
  facts: [...one.facts, ...more.facts],
  chats: merged([...one.chats, ...more.chats], joinChats),
})

export const mergedPages = (pages: readonly { projects: ProjectFacts[] }[]): ProjectFacts[] =>
  merged(
    pages.flatMap(({ projects }) => projects),
    (one, more) => ({ ...one, sessions: merged([...one.sessions, ...more.sessions], joinSessions) }),
  )
