import { Ellipsis } from 'lucide-react'
import { useChat } from '~/connection/chat-store'
import { isEnded } from '~/connection/chat-reducer'
import { markdownOf } from '~/connection/message-text'
import { NATIVE } from '~/connection/providers'
import { Button } from '~/ui/button'
import { CommandButton } from '~/ui/command-button'
import { CommandItem, MenuItem, MenuLabel, MenuLine, MenuRoot } from '~/ui/menu'
import { byUse } from '~/ui/provider-state'
import type { Message } from '~/wire/types'
import { CopyButton } from '../code/CopyButton'
import { useProviders } from '../providers'
import { regenerateAnswer } from './message-actions'
import { Siblings } from './Siblings'

const touch = 'pointer-coarse:size-11'

/** Copy, answer again, fork, delete; other versions. */
export function AnswerActions({ message, isLast }: { message: Message; isLast: boolean }) {
  const busy = useChat(message.chat_id, ({ log }) => log.task !== null && !isEnded(log.task))
  const quiet = isLast ? '' : 'opacity-45 transition-opacity duration-100 group-focus-within/foot:opacity-100 group-hover/foot:opacity-100 has-data-popup-open:opacity-100'
  return (
    <div className={`-ml-1 flex items-center pointer-coarse:opacity-100 ${quiet}`}>
      <Siblings message={message} disabled={busy} />
      <CopyButton text={() => markdownOf(message)} label="Copy as Markdown" className={touch} />
      <CommandButton id="chat.regenerate" target={message.id} size="iconSm" className={touch} />
      <MenuRoot
        trigger={
          <Button size="iconSm" className={touch} aria-label="More for this answer">
            <Ellipsis />
          </Button>
        }
      >
        <CommandItem id="chat.fork" target={message.id} />
        <CommandItem id="terminal.send" target={message.id} />
        <CommandItem id="chat.regenerate" target={message.id} />
        {!busy && <OtherModels message={message} />}
        <MenuLine />
        <CommandItem id="chat.cut" target={message.id} />
      </MenuRoot>
    </div>
  )
}

const SHOWN_MODELS = 8

function OtherModels({ message }: { message: Message }) {
  const { providers } = useProviders()
  const others = byUse(providers).usable.flatMap((provider) =>
    provider.models
      .filter((model) => provider.id !== (message.provider ?? NATIVE) || model.id !== message.model)
      .map((model) => ({ provider: provider.id, model, label: provider.external ? `${model.name || model.id}, ${provider.label}` : model.name || model.id })),
  )
  if (!others.length) return null
  return (
    <>
      <MenuLabel>Answer again with</MenuLabel>
      {others.slice(0, SHOWN_MODELS).map(({ provider, model, label }) => (
        <MenuItem key={`${provider}/${model.id}`} onClick={() => void regenerateAnswer(message.id, { provider, model: model.id })}>
          {label}
        </MenuItem>
      ))}
    </>
  )
}
