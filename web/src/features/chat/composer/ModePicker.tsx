import { Brain, SlidersHorizontal } from 'lucide-react'
import { chatFeed, useChat } from '~/connection/chat-store'
import { useIsPhone } from '~/lib/media'
import { Button } from '~/ui/button'
import { MenuChoice, MenuLabel, MenuRoot } from '~/ui/menu'
import { toastError } from '~/ui/toast'
import { useChosenModel } from '../chosen-model'

const AUTO = ''

/** How the agent works: its mode, and how hard its model thinks. Two buttons on a desktop, one on a phone. */
export function ModePicker({ chatId }: { chatId: string }) {
  const { snapshot, mode, thinking } = useChosenModel(chatId)
  const phone = useIsPhone()
  const modes = snapshot?.modes ?? []
  const hasModes = modes.length > 1
  if (!hasModes && !thinking.length) return null
  if (phone && hasModes && thinking.length > 0) {
    return (
      <MenuRoot side="top" trigger={<Trigger label={`Mode and thinking: ${mode?.label ?? 'default'}`} icon={<SlidersHorizontal />} />}>
        <ModeChoice chatId={chatId} />
        <ThinkingChoice chatId={chatId} />
      </MenuRoot>
    )
  }
  return (
    <>
      {hasModes && (
        <MenuRoot side="top" trigger={<Trigger label={`Mode: ${mode?.label ?? 'default'}`} icon={<SlidersHorizontal />} text={mode?.label} />}>
          <ModeChoice chatId={chatId} />
        </MenuRoot>
      )}
      {thinking.length > 0 && <ThinkingMenu chatId={chatId} />}
    </>
  )
}

function ThinkingMenu({ chatId }: { chatId: string }) {
  const { thinking } = useChosenModel(chatId)
  const value = useChat(chatId, (view) => view.chat?.thinking ?? AUTO)
  const label = thinking.find(({ id }) => id === value)?.label ?? (value === AUTO ? 'As the model likes' : value)
  return (
    <MenuRoot side="top" trigger={<Trigger label={`Thinking: ${label}`} icon={<Brain />} text={value === AUTO ? undefined : label} />}>
      <ThinkingChoice chatId={chatId} />
    </MenuRoot>
  )
}

type TriggerProps = { label: string; icon: React.ReactNode; text?: string | undefined }

function Trigger({ label, icon, text, ...rest }: TriggerProps & Record<string, unknown>) {
  return (
    <Button {...rest} className="px-1.5 pointer-coarse:h-11 pointer-coarse:min-w-11" aria-label={label} title={label}>
      {icon}
      {text && <span className="max-w-28 truncate max-md:hidden">{text}</span>}
    </Button>
  )
}

function ModeChoice({ chatId }: { chatId: string }) {
  const { snapshot, mode } = useChosenModel(chatId)
  const options = (snapshot?.modes ?? []).map(({ id, label, description }) => ({ value: id, label, description: description || undefined }))
  const choose = (next: string) => {
    chatFeed(chatId)
      .patch({ mode: next })
      .catch((error: unknown) => toastError('The mode was not changed', error))
  }
  return (
    <>
      <MenuLabel>Mode</MenuLabel>
      <MenuChoice value={mode?.id ?? ''} options={options} onChange={choose} />
    </>
  )
}

/** How hard the model thinks, where it takes that. */
function ThinkingChoice({ chatId }: { chatId: string }) {
  const { thinking } = useChosenModel(chatId)
  const value = useChat(chatId, (view) => view.chat?.thinking ?? AUTO)
  const options = [{ value: AUTO, label: 'As the model likes' }, ...thinking.map(({ id, label }) => ({ value: id, label }))]
  const choose = (next: string) => {
    chatFeed(chatId)
      .patch({ thinking: next === AUTO ? null : next })
      .catch((error: unknown) => toastError('The effort was not changed', error))
  }
  return (
    <>
      <MenuLabel>Thinking</MenuLabel>
      <MenuChoice value={value} options={options} onChange={choose} />
    </>
  )
}
