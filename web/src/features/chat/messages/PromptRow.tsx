import { Ellipsis, StepForward } from 'lucide-react'
import { memo } from 'react'
import { useChat } from '~/connection/chat-store'
import { isEnded } from '~/connection/chat-reducer'
import { markdownOf } from '~/connection/message-text'
import { cn } from '~/lib/cn'
import { Button } from '~/ui/button'
import { CommandButton } from '~/ui/command-button'
import { CommandItem, MenuLine, MenuRoot } from '~/ui/menu'
import type { Message } from '~/wire/types'
import { CopyButton } from '../code/CopyButton'
import { useDisclosure } from '../disclosure'
import { Attachments } from './Attachments'
import { useEditing } from './editing'
import { PromptEditor } from './PromptEditor'
import { ReviewComments } from './ReviewComments'
import { Siblings } from './Siblings'

/** What the person asked. */
export const PromptRow = memo(function PromptRow({ message }: { message: Message }) {
  const editing = useEditing(message.id)
  if (message.parts.some((part) => part.type === 'notice' && part.kind === 'continued')) return <ContinuedRow />
  if (editing) return <PromptEditor message={message} editing={editing} />
  const text = markdownOf(message)
  return (
    <article aria-label="You" className="group/prompt flex flex-col items-end gap-1.5 pt-5">
      <Attachments parts={message.parts.filter((part) => part.type === 'attachment')} />
      <ReviewComments parts={message.parts} />
      {text && <Bubble id={message.id} text={text} />}
      <PromptActions message={message} text={text} />
    </article>
  )
})

const LONG_CHARS = 2500
const LONG_LINES = 30

/** What was said; a long text shows its beginning first. */
function Bubble({ id, text }: { id: string; text: string }) {
  const isLong = text.length > LONG_CHARS || text.split('\n').length > LONG_LINES
  const [all, toggle] = useDisclosure(`prompt:${id}`)
  return (
    <div className="max-w-[min(100%,40rem)] rounded-xl bg-bg-2 px-3.5 py-2 text-base">
      <div className={cn('[overflow-wrap:anywhere] whitespace-pre-wrap [unicode-bidi:plaintext]', isLong && !all && 'max-h-56 overflow-hidden [mask-image:linear-gradient(#000_75%,transparent)]')}>
        {isLong && !all ? text.slice(0, LONG_CHARS) : text}
      </div>
      {isLong && (
        <button type="button" aria-expanded={all} onClick={toggle} className="mt-1 text-xs text-accent-ink underline pointer-coarse:min-h-11">
          {all ? 'Show less' : 'Show all of it'}
        </button>
      )}
    </div>
  )
}

function PromptActions({ message, text }: { message: Message; text: string }) {
  const busy = useChat(message.chat_id, ({ log }) => log.task !== null && !isEnded(log.task))
  return (
    <div className="-mt-1 flex h-[22px] items-center pointer-coarse:-my-1.5 pointer-coarse:h-10">
      <div className="flex items-center opacity-0 transition-opacity duration-100 group-focus-within/prompt:opacity-100 group-hover/prompt:opacity-100 has-data-popup-open:opacity-100 pointer-coarse:opacity-100">
        <CopyButton text={text} label="Copy" className="pointer-coarse:hidden" />
        <CommandButton id="chat.edit" target={message.id} size="iconSm" className="pointer-coarse:hidden" />
        <MenuRoot
          align="end"
          trigger={
            <Button size="iconSm" className="pointer-coarse:size-11" aria-label="More for this message">
              <Ellipsis />
            </Button>
          }
        >
          <CommandItem id="chat.copy" target={message.id} />
          <CommandItem id="chat.edit" target={message.id} />
          <CommandItem id="terminal.send" target={message.id} />
          <CommandItem id="chat.fork" target={message.id} />
          <MenuLine />
          <CommandItem id="chat.cut" target={message.id} />
        </MenuRoot>
      </div>
      <Siblings message={message} disabled={busy} />
    </div>
  )
}

const ContinuedRow = () => (
  <div className="flex items-center gap-2 pt-4 pb-1 text-xs text-fg-3">
    <StepForward className="size-[14px]" />
    Continued
    <span className="h-px flex-1 bg-line" />
  </div>
)
