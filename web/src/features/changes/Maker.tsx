import { useQuery } from '@tanstack/react-query'
import { MessageSquareText } from 'lucide-react'
import { useProviderLabel } from '~/connection/providers'
import type { Attribution } from '~/wire/types'
import { showAnswer } from '~/panes/show-answer'
import { Button } from '~/ui/button'
import { Tip } from '~/ui/tooltip'
import { sessionChatsQuery } from '~/wire/queries'

interface MakerProps {
  sessionId: string
  by: readonly Attribution[]
  className?: string
}

/** Whose work it is; a click shows the answer that made it. */
export function Maker({ sessionId, by, className }: MakerProps) {
  const chats = useQuery(sessionChatsQuery(sessionId)).data
  const last = by.at(-1)
  const label = useProviderLabel(last?.provider)
  if (!last) return null
  const title = chats?.find((chat) => chat.id === last.chat_id)?.title ?? 'New chat'
  const others = new Set(by.map((one) => one.task_id)).size - 1
  const words = `By ${label} in “${title}”${others > 0 ? ` and ${others} more` : ''}. Show the answer`
  return (
    <Tip label={words}>
      <Button size="iconSm" {...(className && { className })} onClick={() => showAnswer(sessionId, last.chat_id, last.task_id, title)}>
        <MessageSquareText />
      </Button>
    </Tip>
  )
}
