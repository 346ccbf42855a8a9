/** Which provider and model the next prompt of a chat goes to. */
import { useQuery } from '@tanstack/react-query'
import { modelsQuery } from '~/wire/queries'
import type { Model, Provider } from '~/connection/chat-api'
import { chatFeed, useChat } from '~/connection/chat-store'
import { toastError } from '~/ui/toast'
import { modelOf, useProviders } from './providers'

export type ChosenModel = {
  provider: string
  model: Model | undefined
  label: string
  /** Why it cannot be used right now; null when it can. */
  problem: string | null
  thinking: Provider['thinking']
  choose: (provider: string, model: string) => void
}

export const useEndpoint = () => useQuery(modelsQuery)

export function useChosenModel(chatId: string): ChosenModel {
  const chat = useChat(chatId, (view) => view.chat)
  const { providers, isLoading } = useProviders()
  const endpoint = useEndpoint()
  const provider = providers.find(({ id }) => id === chat?.provider) ?? providers.find(({ enabled }) => enabled)
  const id = chat?.model ?? endpoint.data?.default ?? provider?.models[0]?.id ?? null
  const model = modelOf(provider, id)
  return {
    provider: provider?.id ?? 'boocode',
    model,
    label: model?.name || model?.id || id || (isLoading ? 'Model…' : 'No model'),
    problem: problemOf(provider, id, model),
    thinking: model?.reasoning === false ? [] : (provider?.thinking ?? []),
    choose: (nextProvider, nextModel) => {
      chatFeed(chatId)
        .patch({ provider: nextProvider, model: nextModel })
        .catch((error: unknown) => toastError('The model was not changed', error))
    },
  }
}

function problemOf(provider: Provider | undefined, id: string | null, model: Model | undefined): string | null {
  if (!provider) return null
  if (provider.status === 'error' || provider.status === 'unavailable') return provider.message || `${provider.label} cannot be reached.`
  if (provider.status === 'ready' && id !== null && !model) return `${id} is not among the models of ${provider.label}. Choose another.`
  return null
}
