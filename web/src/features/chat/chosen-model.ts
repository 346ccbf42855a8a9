/** Which provider, model and mode the next prompt of a chat goes to. */
import { useQuery } from '@tanstack/react-query'
import { modelsQuery } from '~/wire/queries'
import type { Model, Provider } from '~/connection/chat-api'
import { chatFeed, useChat } from '~/connection/chat-store'
import { NATIVE } from '~/connection/providers'
import { adviceFor, providerState } from '~/ui/provider-state'
import { toastError } from '~/ui/toast'
import type { EndpointInfo } from '~/wire/types'
import { rememberChoice, rememberedChoice } from './choices'
import { modelOf, useProviders } from './providers'

export type ChosenModel = {
  provider: string
  /** Everything known of the provider; undefined while nothing is. */
  snapshot: Provider | undefined
  model: Model | undefined
  label: string
  /** Why it cannot be used right now; null when it can. */
  problem: string | null
  thinking: Provider['thinking']
  /** The mode that holds, chosen or by default. */
  mode: Provider['modes'][number] | undefined
  /** What else the agent offers, in this chat if it said so. */
  options: Provider['options']
  /** Whether BooCode's own endpoint has to answer for it. */
  needsEndpoint: boolean
  choose: (model: string) => void
  chooseProvider: (id: string) => void
}

export const useEndpoint = () => useQuery(modelsQuery)

/** The endpoint that has to answer in this chat but cannot; null where nothing is wrong, or it is still looked for. */
export function useMissingEndpoint(chatId: string): EndpointInfo | null {
  const endpoint = useEndpoint().data?.endpoint
  const { needsEndpoint } = useChosenModel(chatId)
  return !endpoint || endpoint.state === 'ready' || endpoint.state === 'loading' || !needsEndpoint ? null : endpoint
}

export function useChosenModel(chatId: string): ChosenModel {
  const chat = useChat(chatId, (view) => view.chat)
  const { providers, isLoading } = useProviders()
  const endpoint = useEndpoint()
  const provider = providers.find(({ id }) => id === (chat?.provider ?? NATIVE)) ?? providers.find(({ enabled }) => enabled)
  const native = !provider?.external
  const id = chat?.model ?? (native ? endpoint.data?.default : null) ?? provider?.default_model ?? provider?.models[0]?.id ?? null
  const model = modelOf(provider, id)
  const mode = provider?.modes.find((one) => one.id === (chat?.mode ?? provider.default_mode))
  const patch = (change: Parameters<ReturnType<typeof chatFeed>['patch']>[0], what: string) =>
    chatFeed(chatId).patch(change).catch((error: unknown) => toastError(what, error))
  return {
    provider: provider?.id ?? NATIVE,
    snapshot: provider,
    model,
    label: model?.name || model?.id || id || noModel(provider, isLoading),
    problem: problemOf(provider, id, model),
    thinking: model?.reasoning === false ? [] : (provider?.thinking ?? []),
    mode,
    options: chat?.offered ?? provider?.options ?? [],
    needsEndpoint: native || provider?.account === 'local',
    choose: (next) => void patch({ provider: provider?.id ?? NATIVE, model: next }, 'The model was not changed'),
    chooseProvider: (next) => {
      const wanted = providers.find((one) => one.id === next)
      if (!wanted || next === provider?.id) return
      if (chat && provider) rememberChoice(chatId, provider.id, chat)
      void patch({ provider: next, ...rememberedChoice(chatId, wanted) }, 'The agent was not changed')
    },
  }
}

function noModel(provider: Provider | undefined, isLoading: boolean): string {
  if (isLoading) return 'Model…'
  return provider?.external ? 'Its own model' : 'No model'
}

function problemOf(provider: Provider | undefined, id: string | null, model: Model | undefined): string | null {
  if (!provider) return null
  const { isUsable, tone } = providerState(provider)
  if (!isUsable && tone !== 'busy') return adviceFor(provider) || `${provider.label} cannot be reached.`
  if (provider.status === 'ready' && id !== null && !model && provider.models.length > 0) {
    return `${id} is not among the models of ${provider.label}. Choose another.`
  }
  return null
}
