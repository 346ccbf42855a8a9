/** The providers and their models, for a chat to choose from. */
import { useQuery } from '@tanstack/react-query'
import type { Model, Provider } from '~/connection/chat-api'
import { providersQuery } from '~/connection/providers'

const none: Provider[] = []

export function useProviders() {
  const query = useQuery(providersQuery)
  return { providers: query.data ?? none, isLoading: query.isPending, error: query.error, refetch: query.refetch }
}

export const modelOf = (provider: Provider | undefined, id: string | null | undefined): Model | undefined =>
  provider?.models.find((model) => model.id === id)
