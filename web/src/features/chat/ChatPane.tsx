import { X } from 'lucide-react'
import { useRef, useState, type DragEvent, type KeyboardEvent } from 'react'
import { useChat, useHeldChat } from '~/connection/chat-store'
import { isStoppable } from '~/connection/chat-reducer'
import { cn } from '~/lib/cn'
import { Button } from '~/ui/button'
import { ErrorBoundary } from '~/ui/error-boundary'
import { Announcer } from './Announcer'
import { ChatId } from './chat-id'
import { Composer } from './composer/Composer'
import { attachFiles, hasFiles } from './composer/taking-files'
import { stopAnswer } from './messages/message-actions'
import { EmptyChat, EndpointNote, Skeleton, Unavailable } from './states'
import { Transcript } from './Transcript'
import { useComposerFocus } from './use-composer-focus'
import { useReadMark } from './use-read-mark'

/** One chat: its conversation and where it goes on. Holds no state of its own, so it may be moved and closed freely. */
export function ChatPane({ chatId }: { chatId: string }) {
  return (
    <ErrorBoundary what="This chat">
      <ChatId value={chatId}>
        <Pane key={chatId} chatId={chatId} />
      </ChatId>
    </ErrorBoundary>
  )
}

function Pane({ chatId }: { chatId: string }) {
  useHeldChat(chatId)
  const pane = useRef<HTMLElement>(null)
  const area = useRef<HTMLTextAreaElement>(null)
  useReadMark(chatId, pane)
  const [dropping, setDropping] = useState(false)
  const phase = useChat(chatId, (view) => view.phase)
  const stoppable = useChat(chatId, ({ log }) => isStoppable(log.task))
  useComposerFocus(chatId, area)

  const onKeyDown = (event: KeyboardEvent) => {
    const isInside = pane.current?.contains(event.target as Node) ?? false
    if (event.key === 'Escape' && stoppable && isInside && !event.defaultPrevented) void stopAnswer(chatId)
  }
  const onDragOver = (event: DragEvent) => {
    if (!hasFiles(event)) return
    event.preventDefault()
    setDropping(true)
  }
  const onDrop = (event: DragEvent) => {
    setDropping(false)
    if (!hasFiles(event)) return
    event.preventDefault()
    attachFiles(chatId, event.dataTransfer.files)
  }
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- dropping and Escape have buttons too
    <section
      ref={pane}
      data-chat={chatId}
      aria-label="Chat"
      className={cn('relative flex h-full min-h-0 flex-col bg-bg-1', dropping && 'ring-2 ring-accent ring-inset')}
      onKeyDown={onKeyDown}
      onDragOver={onDragOver}
      onDragLeave={(event) => setDropping(event.currentTarget.contains(event.relatedTarget as Node | null))}
      onDrop={onDrop}
    >
      {phase === 'ready' ? <Conversation chatId={chatId} /> : <NotReady chatId={chatId} phase={phase} />}
      {phase !== 'missing' && <Composer chatId={chatId} area={area} />}
    </section>
  )
}

function NotReady({ chatId, phase }: { chatId: string; phase: 'loading' | 'missing' | 'failed' }) {
  const problem = useChat(chatId, (view) => view.problem)
  if (phase === 'loading') return <Skeleton />
  return <Unavailable chatId={chatId} isMissing={phase === 'missing'} problem={problem} />
}

function Conversation({ chatId }: { chatId: string }) {
  const isEmpty = useChat(chatId, ({ log }) => log.messages.length === 0)
  if (isEmpty) return <EmptyChat chatId={chatId} />
  return (
    <>
      <Transcript chatId={chatId} />
      <Announcer chatId={chatId} />
      <div className="mx-auto w-full max-w-[48rem] px-4 empty:hidden [&>section]:mt-0 [&>section]:mb-2">
        <EndpointNote chatId={chatId} />
      </div>
      <ChatNoticeLine chatId={chatId} />
    </>
  )
}

/** A word about the whole chat, until it is read. */
function ChatNoticeLine({ chatId }: { chatId: string }) {
  const notice = useChat(chatId, ({ log }) => log.notice)
  const [read, setRead] = useState<object | null>(null)
  if (!notice || notice === read) return null
  return (
    <div className="mx-auto w-full max-w-[48rem] px-4 pb-1.5">
      <p role="note" className={cn('flex items-center gap-2 rounded-lg border border-line px-3 py-1 text-xs text-fg-2', notice.level === 'error' && 'text-err', notice.level === 'warning' && 'text-warn')}>
        <span className="min-w-0 flex-1">{notice.text}</span>
        <Button size="iconSm" className="pointer-coarse:size-11" aria-label="Dismiss" onClick={() => setRead(notice)}>
          <X />
        </Button>
      </p>
    </div>
  )
}
