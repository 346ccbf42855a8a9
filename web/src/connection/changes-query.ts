/** The changes of a session as the server has them, and how the cache follows decisions. */
import { queryOptions } from '@tanstack/react-query'
import type { Change, Changes, Comment } from '~/wire/types'
import { queryClient } from '~/wire/queries'
import { getChange, getChanges, getConflict, getText } from './changes-api'
import { layOut } from './changes-desk'
import { isOpen, withChanged } from './changes-review'

/** Very long changes come without their lines; so many of them are read at once. */
const WHOLE_AT_ONCE = 8

export const changesQuery = (sessionId: string) =>
  queryOptions({
    queryKey: ['changes', 'of-session', sessionId],
    queryFn: async () => {
      const list = await withWhole(await getChanges(sessionId))
      layOut(sessionId, list.changes)
      return list
    },
  })

async function withWhole(list: Changes): Promise<Changes> {
  const cut = list.changes.filter((change) => change.cut && isOpen(change)).slice(0, WHOLE_AT_ONCE)
  return withChanged(list, await Promise.all(cut.map((change) => getChange(change.id))))
}

type Version = Pick<Change, 'id' | 'updated_at'>

/** What belongs to one version of a change: it never gets stale, the next version has a key of its own. */
const ofVersion = <T>(what: string, { id, updated_at }: Version, read: (id: string) => Promise<T>) =>
  queryOptions({ queryKey: ['change', what, id, updated_at], queryFn: () => read(id), staleTime: Number.POSITIVE_INFINITY })

/** Both sides of a change as text. */
export const textQuery = (change: Version) => ofVersion('text', change, getText)

/** A change with all its lines. */
export const wholeQuery = (change: Version) => ofVersion('whole', change, getChange)

/** The three sides of a conflict. */
export const conflictQuery = (change: Version) => ofVersion('conflict', change, getConflict)

/** Takes over what the server answered to a decision. */
export function takeChanged(sessionId: string, changed: readonly Change[]): void {
  const { queryKey } = changesQuery(sessionId)
  const list = queryClient.getQueryData(queryKey)
  if (!list || changed.some((change) => change.cut && isOpen(change))) {
    void refetchChanges(sessionId)
    return
  }
  const next = withChanged(list, changed)
  queryClient.setQueryData(queryKey, next)
  layOut(sessionId, next.changes)
}

export function takeComments(sessionId: string, change: (comments: readonly Comment[]) => Comment[]): void {
  queryClient.setQueryData(changesQuery(sessionId).queryKey, (list) => list && { ...list, comments: change(list.comments) })
}

export async function refetchChanges(sessionId: string): Promise<void> {
  await queryClient.invalidateQueries({ queryKey: changesQuery(sessionId).queryKey })
}
