import { ChevronsUp, GripVertical, Pencil, X } from 'lucide-react'
import { useRef, useState, type DragEvent, type KeyboardEvent } from 'react'
import { cancelTask, changeQueue } from '~/connection/chat-api'
import { useChat } from '~/connection/chat-store'
import { isLive } from '~/connection/chat-reducer'
import { cn } from '~/lib/cn'
import { Button } from '~/ui/button'
import { toastError } from '~/ui/toast'
import type { QueueItem } from '~/wire/types'
import { moved } from './queue-order'

const attempt = (what: string, action: Promise<unknown>) => action.catch((error: unknown) => toastError(what, error))

/** Prompts that wait on the server: drag or Alt+arrows to reorder, edit, drop, or say it to the running answer now. */
export function QueueList({ chatId }: { chatId: string }) {
  const queue = useChat(chatId, ({ log }) => log.queue)
  const steerable = useChat(chatId, ({ log }) => isLive(log.task))
  const [dragged, setDragged] = useState<string | null>(null)
  const [over, setOver] = useState<string | null>(null)
  if (!queue.length) return null
  const order = queue.map((item) => item.task_id)
  const move = (id: string, to: number) => {
    const next = moved(order, id, to)
    if (next !== order) void attempt('The order was not changed', changeQueue(chatId, { order: next }))
  }
  return (
    <section className="mb-1.5 rounded-lg border border-line bg-bg-1 p-1" aria-label="Waiting messages">
      <h3 className="px-2 py-0.5 text-2xs text-fg-3">{queue.length === 1 ? 'Next' : `Next, ${queue.length} in order`}</h3>
      <ol>
        {queue.map((item, i) => (
          // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- the keys for it are on the handle
          <li
            key={item.task_id}
            className={cn('rounded-md', over === item.task_id && dragged !== item.task_id && 'ring-1 ring-accent', dragged === item.task_id && 'opacity-50')}
            onDragOver={(event: DragEvent) => {
              if (dragged === null) return
              event.preventDefault()
              setOver(item.task_id)
            }}
            onDrop={(event) => {
              event.preventDefault()
              event.stopPropagation()
              if (dragged) move(dragged, i)
            }}
          >
            <QueuedPrompt
              chatId={chatId}
              item={item}
              steerable={steerable}
              onMove={(step) => move(item.task_id, i + step)}
              onDragStart={() => setDragged(item.task_id)}
              onDragEnd={() => (setDragged(null), setOver(null))}
            />
          </li>
        ))}
      </ol>
    </section>
  )
}

type ItemProps = {
  chatId: string
  item: QueueItem
  steerable: boolean
  onMove: (step: 1 | -1) => void
  onDragStart: () => void
  onDragEnd: () => void
}

function QueuedPrompt({ chatId, item, steerable, onMove, onDragStart, onDragEnd }: ItemProps) {
  const [editing, setEditing] = useState(false)
  const onKeyDown = (event: KeyboardEvent) => {
    if (!event.altKey || (event.key !== 'ArrowUp' && event.key !== 'ArrowDown')) return
    event.preventDefault()
    onMove(event.key === 'ArrowUp' ? -1 : 1)
  }
  if (editing) return <QueueEditor chatId={chatId} item={item} onDone={() => setEditing(false)} />
  return (
    <div className="flex min-h-[28px] items-center gap-1 rounded-md pl-0.5 hover:bg-bg-2" draggable onDragStart={onDragStart} onDragEnd={onDragEnd}>
      <Button size="iconSm" className="cursor-grab text-fg-3 pointer-coarse:size-11" aria-label="Move: Alt and arrow keys" onKeyDown={onKeyDown}>
        <GripVertical />
      </Button>
      <span className="min-w-0 flex-1 truncate text-xs">
        {item.text || 'Attachments'}
        {item.cut && '…'}
        {item.attachments > 0 && <span className="text-fg-3"> · {item.attachments} attached</span>}
      </span>
      {item.delivery === 'steer' && <span className="text-2xs text-accent-ink">joins the answer</span>}
      {steerable && item.delivery !== 'steer' && (
        <Button
          size="xs"
          className="pointer-coarse:h-11"
          title="Say it to the running answer at its next step"
          onClick={() => void attempt('It stays in the queue', changeQueue(chatId, { task_id: item.task_id, delivery: 'steer' }))}
        >
          <ChevronsUp />
          Steer now
        </Button>
      )}
      {!item.cut && (
        <Button size="iconSm" className="pointer-coarse:size-11" aria-label="Edit" onClick={() => setEditing(true)}>
          <Pencil />
        </Button>
      )}
      <Button
        size="iconSm"
        className="pointer-coarse:size-11"
        aria-label="Remove from the queue"
        onClick={() => void attempt('It was not removed', cancelTask(item.task_id))}
      >
        <X />
      </Button>
    </div>
  )
}

function QueueEditor({ chatId, item, onDone }: { chatId: string; item: QueueItem; onDone: () => void }) {
  const area = useRef<HTMLTextAreaElement>(null)
  const save = async () => {
    const text = area.current?.value.trim() ?? ''
    try {
      if (text && text !== item.text) await changeQueue(chatId, { task_id: item.task_id, text })
      onDone()
    } catch (error) {
      toastError('The message was not changed', error)
    }
  }
  return (
    <div className="flex items-end gap-1 p-0.5">
      <textarea
        ref={area}
        defaultValue={item.text}
        aria-label="Edit the waiting message"
        // oxlint-disable-next-line jsx-a11y/no-autofocus -- the person just asked to edit it
        autoFocus
        onKeyDown={(event) => {
          if (event.nativeEvent.isComposing) return
          if (event.key === 'Escape') {
            event.stopPropagation()
            onDone()
          }
          if (event.key === 'Enter' && !event.shiftKey) {
            event.preventDefault()
            void save()
          }
        }}
        className="field-sizing-content max-h-40 min-h-[28px] min-w-0 flex-1 resize-none rounded-md border border-accent bg-bg-1 px-2 py-1 text-xs outline-none pointer-coarse:text-lg"
      />
      <Button kind="soft" className="pointer-coarse:h-11" onClick={onDone}>
        Cancel
      </Button>
      <Button kind="primary" className="pointer-coarse:h-11" onClick={() => void save()}>
        Save
      </Button>
    </div>
  )
}
