import { CircleAlert, LoaderCircle, SquarePen } from 'lucide-react'
import type { ReactNode } from 'react'
import { draftKeeper, useDraft, type Draft } from '~/connection/chat-draft'
import { tooLongText } from '~/connection/message-limit'
import { Button } from '~/ui/button'
import { dropNote, useSendNote } from './send-notes'
import { attachText } from './taking-files'

/** Why a message that was sent is still here, and what can be done about it. */
export function SendNote({ chatId }: { chatId: string }) {
  const note = useSendNote(chatId)
  const draft = useDraft(chatId)
  switch (note?.kind) {
    case 'waits':
      return (
        <Line icon={<LoaderCircle className="animate-spin text-fg-3" />} text={waitingText(draft)}>
          <Button kind="soft" size="xs" onClick={() => dropNote(chatId)}>
            Do not send
          </Button>
        </Line>
      )
    case 'blocked':
      return <Line icon={<CircleAlert className="text-err" />} text={note.reason} />
    case 'long':
      return (
        <Line icon={<CircleAlert className="text-err" />} text={tooLongText(note.bytes)}>
          <Button kind="primary" size="xs" onClick={() => attachText(chatId)}>
            Attach it as a file
          </Button>
        </Line>
      )
    default:
      return null
  }
}

const SHOWN_CHARS = 80

/** Two windows wrote in one chat at the same time: the newer one stays, and the other is not lost. */
export function OtherDraft({ chatId }: { chatId: string }) {
  const { other } = useDraft(chatId)
  if (other === null) return null
  const settle = (isWanted: boolean) => draftKeeper(chatId).settleOther(isWanted)
  return (
    <Line icon={<SquarePen className="text-fg-3" />} text={`Written in another window: ${other.slice(0, SHOWN_CHARS)}`}>
      <Button kind="soft" size="xs" onClick={() => settle(true)}>
        Add it here
      </Button>
      <Button size="xs" onClick={() => settle(false)}>
        Discard
      </Button>
    </Line>
  )
}

function Line({ icon, text, children }: { icon: ReactNode; text: string; children?: ReactNode }) {
  return (
    <output className="flex flex-wrap items-center gap-x-2 gap-y-1 px-3.5 pt-2 text-xs text-fg-2 [&_button]:pointer-coarse:h-11 [&>svg]:size-[14px] [&>svg]:shrink-0">
      {icon}
      <span className="min-w-0 flex-1 basis-48 truncate">{text}</span>
      {children}
    </output>
  )
}

function waitingText({ chips }: Draft): string {
  const [first, ...others] = chips.filter((chip) => chip.state === 'uploading')
  if (!first) return ''
  return others.length ? `Sends when ${others.length + 1} attachments are uploaded` : `Sends when ${first.name} is uploaded`
}
