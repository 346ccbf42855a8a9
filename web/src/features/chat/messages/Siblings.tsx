import { ChevronLeft, ChevronRight } from 'lucide-react'
import { Button } from '~/ui/button'
import type { Message } from '~/wire/types'
import { showSibling } from './message-actions'

/** Other versions of a message: `‹ 2/3 ›`. */
export function Siblings({ message, disabled }: { message: Message; disabled: boolean }) {
  const { sibling_ids: ids, chat_id: chatId } = message
  const at = ids.indexOf(message.id)
  if (ids.length < 2 || at < 0) return null
  const show = (next: number) => {
    const id = ids[next]
    if (id) void showSibling(chatId, id)
  }
  return (
    <nav className="inline-flex items-center text-2xs text-fg-3 tnum" aria-label="Versions">
      <Button size="iconSm" className="pointer-coarse:size-11" aria-label="Earlier version" disabled={disabled || at === 0} onClick={() => show(at - 1)}>
        <ChevronLeft />
      </Button>
      <span>
        {at + 1}/{ids.length}
      </span>
      <Button size="iconSm" className="pointer-coarse:size-11" aria-label="Later version" disabled={disabled || at === ids.length - 1} onClick={() => show(at + 1)}>
        <ChevronRight />
      </Button>
    </nav>
  )
}
