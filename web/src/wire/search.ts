/** Full-text search on the server. */
import { infiniteQueryOptions, keepPreviousData } from '@tanstack/react-query'
import { answerOf, api } from './client'
import type { components } from './schema'

export type SearchResult = Omit<components['schemas']['SearchResult'], 'marks'> & { marks: number[][] }
export type DocumentKind = SearchResult['kind']

export interface SearchFilter {
  q: string
  kind?: DocumentKind[]
  project_id?: string
  after?: string
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

/** What a result is called where it is listed. */
export const KIND_WORDS: Readonly<Record<DocumentKind, string>> = {
  title: 'Title',
  user: 'Prompt',
  assistant: 'Answer',
  tool: 'Tool',
  change: 'Change',
}
