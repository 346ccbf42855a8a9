/** Full-text search on the server. */
import { infiniteQueryOptions, keepPreviousData, useInfiniteQuery } from '@tanstack/react-query'
import { useEffect } from 'react'
import { answerOf, api } from './client'
import type { components } from './schema'

export type SearchResult = Omit<components['schemas']['SearchResult'], 'marks'> & { marks: number[][] }
export type DocumentKind = SearchResult['kind']

export interface SearchFilter {
  q: string
  kind?: DocumentKind[]
}

/** What answers, best first, a page at a time; what was there stays until the next is. */
export const searchQuery = (filter: SearchFilter, limit = 30) =>
  infiniteQueryOptions({
    queryKey: ['search', filter, limit],
    queryFn: ({ pageParam, signal }) => {
      const query = { ...filter, limit, ...(pageParam ? { cursor: pageParam } : {}) }
      return answerOf(api.GET('/api/search', { params: { query }, signal }))
    },
    initialPageParam: '',
    getNextPageParam: (page) => page.next,
    enabled: filter.q.trim() !== '',
    placeholderData: keepPreviousData,
    // What is said right now is found within seconds.
    staleTime: 0,
    retry: false,
  })

/** What answers, so far. A search that took long says how far it looked: it goes on by itself until it has found something. */
export function useFound(filter: SearchFilter, isWanted: boolean, limit?: number) {
  const search = useInfiniteQuery({ ...searchQuery(filter, limit), enabled: isWanted })
  const { data, hasNextPage, isFetching, isPlaceholderData, isError, fetchNextPage } = search
  const results = isWanted ? (data?.pages.flatMap((page) => page.results) ?? []) : []
  const goesOn = isWanted && !isPlaceholderData && !isError && results.length === 0 && hasNextPage
  useEffect(() => {
    if (goesOn && !isFetching) void fetchNextPage()
  }, [goesOn, isFetching, fetchNextPage])
  return { search, results, goesOn, lookedUntil: data?.pages.at(-1)?.looked_until ?? null }
}

/** What a result is called where it is listed. */
export const KIND_WORDS: Readonly<Record<DocumentKind, string>> = {
  title: 'Title',
  user: 'Prompt',
  assistant: 'Answer',
  tool: 'Tool',
  change: 'Change',
}
