/** "Show the end of this chat": asked by the composer, done by the transcript. */
import { create } from 'zustand'

const useAsked = create<Record<string, number>>(() => ({}))

export const askForEnd = (chatId: string) => useAsked.setState((asked) => ({ [chatId]: (asked[chatId] ?? 0) + 1 }))
export const useEndAsked = (chatId: string) => useAsked((asked) => asked[chatId] ?? 0)
