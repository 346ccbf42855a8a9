import { Brain, Settings2, SlidersHorizontal } from 'lucide-react'
import { chatFeed, useChat } from '~/connection/chat-store'
import { useIsPhone } from '~/lib/media'
import { Button } from '~/ui/button'
import { MenuCheck, MenuChoice, MenuLabel, MenuRoot } from '~/ui/menu'
import { toastError } from '~/ui/toast'
import { useChosenModel } from '../chosen-model'

const AUTO = ''

/** How the agent works: its mode, how hard its model thinks, its own options. A button each, on a phone one for all. */
export function ModePicker({ chatId }: { chatId: string }) {
  const { snapshot, mode, thinking, options } = useChosenModel(chatId)
  const phone = useIsPhone()
  const modes = snapshot?.modes ?? []
  const hasModes = modes.length > 1
  const kinds = [hasModes && 'Mode', thinking.length > 0 && 'thinking', options.length > 0 && 'options'].filter((kind) => kind !== false)
  if (!kinds.length) return null
  if (phone && kinds.length > 1) {
    const label = `${kinds.join(kinds.length > 2 ? ', ' : ' and ')}: ${mode?.label ?? 'default'}`
    return (
      <MenuRoot side="top" trigger={<Trigger label={label} icon={<SlidersHorizontal />} />}>
        {hasModes && <ModeChoice chatId={chatId} />}
        {thinking.length > 0 && <ThinkingChoice chatId={chatId} />}
        <Options chatId={chatId} />
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
      {options.length > 0 && (
        <MenuRoot side="top" trigger={<Trigger label="Options" icon={<Settings2 />} />}>
          <Options chatId={chatId} />
        </MenuRoot>
      )}
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

/** What else the agent offers: a line for a switch, a group for a choice. */
function Options({ chatId }: { chatId: string }) {
  const { snapshot, options } = useChosenModel(chatId)
  const chosen = useChat(chatId, (view) => view.chat?.options)
  const choose = (id: string, value: string) => {
    chatFeed(chatId)
      .patch({ options: { ...chosen, [id]: value } })
      .catch((error: unknown) => toastError('The option was not changed', error))
  }
  return (
    <>
      {options.map(({ id, label, description, kind, value, choices }) => {
        const now = choices.find((choice) => choice.id === chosen?.[id])?.id ?? value ?? ''
        if (kind === 'boolean') {
          return (
            <MenuCheck key={id} isOn={now === 'true'} description={description} onChange={(isOn) => choose(id, String(isOn))}>
              {label}
            </MenuCheck>
          )
        }
        return (
          <div key={id} role="group" aria-label={label} title={description || undefined}>
            <MenuLabel>{label}</MenuLabel>
            <MenuChoice
              value={now}
              options={choices.map((choice) => ({ value: choice.id, label: choice.label, description: choice.description || undefined }))}
              onChange={(next) => choose(id, next)}
            />
          </div>
        )
      })}
      <p className="max-w-72 px-2 pt-1.5 pb-1 text-2xs text-fg-3">What {snapshot?.label ?? 'the agent'} offers besides. It holds from the next message on.</p>
    </>
  )
}
