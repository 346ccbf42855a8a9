import { Brain } from 'lucide-react'
import { chatFeed, useChat } from '~/connection/chat-store'
import { Button } from '~/ui/button'
import { MenuChoice, MenuLabel, MenuRoot } from '~/ui/menu'
import { toastError } from '~/ui/toast'
import { useChosenModel } from '../chosen-model'

const AUTO = ''

/** How hard the model thinks, where it takes that. */
export function ThinkingPicker({ chatId }: { chatId: string }) {
  const { thinking } = useChosenModel(chatId)
  const value = useChat(chatId, (view) => view.chat?.thinking ?? AUTO)
  if (!thinking.length) return null
  const options = [{ value: AUTO, label: 'As the model likes' }, ...thinking.map(({ id, label }) => ({ value: id, label }))]
  const label = options.find((option) => option.value === value)?.label ?? value
  const choose = (next: string) => {
    chatFeed(chatId)
      .patch({ thinking: next === AUTO ? null : next })
      .catch((error: unknown) => toastError('The effort was not changed', error))
  }
  return (
    <MenuRoot
      side="top"
      trigger={
        <Button className="px-1.5 pointer-coarse:h-11 pointer-coarse:min-w-11" aria-label={`Thinking: ${label}`} title={`Thinking: ${label}`}>
          <Brain />
          {value !== AUTO && <span className="max-md:hidden">{label}</span>}
        </Button>
      }
    >
      <MenuLabel>Thinking</MenuLabel>
      <MenuChoice value={value} options={options} onChange={choose} />
    </MenuRoot>
  )
}
