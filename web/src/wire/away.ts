/** Notifications of what ended or waits, and what happened while nobody looked. */
import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query'
import { answerOf, api } from './client'

const KEPT = 50

/** The newest ones, seen or not. */
export const notificationsQuery = queryOptions({
  queryKey: ['notifications'],
  queryFn: () => answerOf(api.GET('/api/notifications', { params: { query: { limit: KEPT } } })),
})

/** Some of them, those of a terminal, or all were looked at: in every window. */
export const markNotificationsSeen = (body: { ids: number[] } | { terminal_id: string } | { all: true }) =>
  answerOf(api.POST('/api/notifications/seen', { body: { all: false, ...body } }))

/** What happened during the last absence, or since a time; a page at a time. */
export const awayQuery = (since: string | null = null) =>
  infiniteQueryOptions({
    queryKey: ['away', since],
    queryFn: ({ pageParam }) => {
      const query = { limit: 100, cursor: pageParam, ...(since ? { since } : {}) }
      return answerOf(api.GET('/api/away', { params: { query } }))
    },
    initialPageParam: 0,
    getNextPageParam: (page) => (page.next === null ? null : Number(page.next)),
  })

/** The digest was read: in every window. */
export const putDigestAway = () => answerOf(api.POST('/api/away/seen'))
