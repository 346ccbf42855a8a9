/** Shows a chat at the answer that a task made. */
import { create } from 'zustand'
import { chatPane } from './tree'
import { showPane } from './workspaces'

interface Wanted {
  chatId: string
  taskId: string
}

/** The answer that its chat is to scroll to, until it did. */
export const useWantedAnswer = create<{ wanted: Wanted | null }>(() => ({ wanted: null }))

export function showAnswer(sessionId: string, chatId: string, taskId: string, title: string | null): void {
  useWantedAnswer.setState({ wanted: { chatId, taskId } })
  showPane(sessionId, chatPane(chatId, title))
}

export const forgetWantedAnswer = (): void => useWantedAnswer.setState({ wanted: null })
