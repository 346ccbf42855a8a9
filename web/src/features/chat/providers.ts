/** The providers and their models, as the server knows them. */
import { useQuery } from '@tanstack/react-query'
import { getProviders, type Model, type Provider } from '~/connection/chat-api'

export const PROVIDERS_KEY = ['providers', 'snapshot'] as const
/** BooCode's own agent. */
export const NATIVE = 'boocode'
const none: Provider[] = []

export function useProviders() {
  const query = useQuery({
    queryKey: PROVIDERS_KEY,
    queryFn: getProviders,
    // A provider that still looks for its models has more to say soon.
    refetchInterval: (asked) => (asked.state.data?.some((provider) => provider.status === 'loading') ? 1500 : false),
  })
  return { providers: query.data ?? none, isLoading: query.isPending, error: query.error, refetch: query.refetch }
}

export const modelOf = (provider: Provider | undefined, id: string | null | undefined): Model | undefined =>
  provider?.models.find((model) => model.id === id)

/** What people call a provider; its id where it is not known any more. */
export function useProviderLabel(id: string | null | undefined): string {
  const { providers } = useProviders()
  return providers.find((provider) => provider.id === id)?.label ?? id ?? 'BooCode'
}
