import { useQueries, useQuery } from '@tanstack/react-query'
import { useRecentSessions } from '~/panes/recent-sessions'
import { projectsQuery, sessionsQuery } from '~/wire/queries'

export interface Here {
  id: string
  name: string
  /** What a filter calls it: its name, or its id where others are called the same. */
  filter: string
}

/** The session this browser was in last; null while none is known. */
export function useHere(): Here | null {
  const id = useRecentSessions(({ ids }) => ids[0])
  const projects = useQuery(projectsQuery).data ?? []
  const sessions = useQueries({ queries: projects.map((project) => sessionsQuery(project.id)) }).flatMap(({ data }) => data ?? [])
  const here = sessions.find((one) => one.id === id)
  if (!here) return null
  const isTwice = sessions.some((one) => one.id !== here.id && one.name.toLowerCase() === here.name.toLowerCase())
  return { id: here.id, name: here.name, filter: isTwice || here.name.includes('"') ? here.id : here.name }
}
