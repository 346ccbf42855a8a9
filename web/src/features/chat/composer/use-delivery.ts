import { create } from 'zustand'
import type { Delivery } from './sending'

const useAll = create<Record<string, Delivery>>(() => ({}))

/** Whether messages written while an answer runs wait or join it; remembered per chat while the page lives. */
export function useDelivery(chatId: string): [Delivery, (delivery: Delivery) => void] {
  const delivery = useAll((all) => all[chatId] ?? 'queue')
  return [delivery, (next) => useAll.setState({ [chatId]: next })]
}
