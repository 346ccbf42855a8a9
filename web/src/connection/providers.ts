/** The providers and their models, as the server knows them. */
import { queryOptions, useQuery } from '@tanstack/react-query'
import { getProviders } from './chat-api'

/** BooCode's own agent. */
export const NATIVE = 'boocode'

export const providersQuery = queryOptions({
  queryKey: ['providers', 'snapshot'],
  queryFn: getProviders,
  // A provider that still looks for its models has more to say soon.
  refetchInterval: (asked) => (asked.state.data?.some((provider) => provider.status === 'loading') ? 1500 : false),
})

/** What people call providers; the id of one that is not known any more. */
export function useProviderLabels(): (id: string) => string {
  const providers = useQuery(providersQuery).data
  return (id) => providers?.find((provider) => provider.id === id)?.label ?? (id === NATIVE ? 'BooCode' : id)
}

export function useProviderLabel(id: string | null | undefined): string {
  return useProviderLabels()(id ?? NATIVE)
}
