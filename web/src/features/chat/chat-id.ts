import { createContext, useContext } from 'react'

/** The chat whose transcript or composer this is. */
export const ChatId = createContext('')

export const useChatId = (): string => useContext(ChatId)
