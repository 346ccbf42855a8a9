/** What was last chosen of each provider in a chat, kept in this browser: going back to one brings it back. */
import type { Chat } from '~/wire/types'

export type Choice = Pick<Chat, 'model' | 'mode' | 'thinking' | 'options'>

const NOTHING: Choice = { model: null, mode: null, thinking: null, options: {} }
const keyOf = (chatId: string) => `boo.choice.${chatId}`

function read(chatId: string): Record<string, Choice> {
  try {
    return (JSON.parse(localStorage.getItem(keyOf(chatId)) ?? '{}') as Record<string, Choice> | null) ?? {}
  } catch {
    return {} // Unreadable: as if nothing was chosen.
  }
}

export function rememberChoice(chatId: string, provider: string, { model, mode, thinking, options }: Choice): void {
  try {
    localStorage.setItem(keyOf(chatId), JSON.stringify({ ...read(chatId), [provider]: { model, mode, thinking, options } }))
  } catch {
    // A full storage costs only the memory.
  }
}

/** What was chosen of it before, as far as it still offers that. */
export function rememberedChoice(
  chatId: string, provider: { id: string; models: { id: string }[]; modes: { id: string }[]; thinking: { id: string }[] },
): Choice {
  const kept = read(chatId)[provider.id] ?? NOTHING
  const offered = (id: string | null, offers: { id: string }[]) => (offers.some((offer) => offer.id === id) ? id : null)
  return {
    model: offered(kept.model, provider.models),
    mode: offered(kept.mode, provider.modes),
    thinking: offered(kept.thinking, provider.thinking),
    options: kept.options ?? {},
  }
}
