import { useState } from 'react'
import { useChat } from '~/connection/chat-store'
import { isEnded } from '~/connection/chat-reducer'
import { useProviderLabels } from '~/connection/providers'
import type { Request, Task } from '~/wire/types'

/** Tells screen readers that an answer ended or a question came; never the tokens one by one. */
export function Announcer({ chatId }: { chatId: string }) {
  const task = useChat(chatId, ({ log }) => log.task)
  const asked = useChat(chatId, ({ log }) => Object.values(log.requests).findLast(({ state }) => state === 'open'))
  const labelOf = useProviderLabels()
  const [oldId] = useState(() => (isEnded(task) ? task?.id : undefined))
  const words = asked ? askedWords(asked, labelOf) : task && task.id !== oldId ? wordsOf(task) : ''
  return (
    <output className="sr-only" aria-live="polite">
      {words}
    </output>
  )
}

const askedWords = ({ kind, provider, title }: Request, labelOf: (id: string) => string): string =>
  kind === 'permission' ? `${provider ? labelOf(provider) : 'The model'} asks for a permission: ${title}` : 'The model asks you something.'

function wordsOf(task: Task): string {
  switch (task.state) {
    case 'blocked':
      return 'The model asks you something.'
    case 'completed':
      return 'The answer is complete.'
    case 'failed':
      return `The answer failed. ${task.error ?? ''}`
    case 'interrupted':
      return 'The answer was interrupted.'
    case 'cancelled':
      return 'The answer was stopped.'
    default:
      return ''
  }
}
