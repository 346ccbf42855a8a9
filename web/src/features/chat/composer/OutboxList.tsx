import { CircleAlert, CloudOff } from 'lucide-react'
import { draftKeeper } from '~/connection/chat-draft'
import { outbox, usePending, type Pending } from '~/connection/chat-outbox'
import { Button } from '~/ui/button'

/** Laying out a very long line takes seconds, also where all but its start is hidden. */
const SHOWN_CHARS = 200

/** Prompts that are not on the server yet: those under way are not shown unless they take long. */
export function OutboxList({ chatId }: { chatId: string }) {
  const pending = usePending(chatId)
  const shown = pending.filter((item) => item.state !== 'sending')
  if (!shown.length) return null
  return (
    <ul className="mb-1.5 flex flex-col gap-1" aria-label="Not sent yet">
      {shown.map((item) => (
        <Item key={item.prompt.client_id} chatId={chatId} item={item} />
      ))}
    </ul>
  )
}

function Item({ chatId, item }: { chatId: string; item: Pending }) {
  const { prompt, state, problem } = item
  const takeBack = () => {
    outbox(chatId).discard(prompt.client_id)
    draftKeeper(chatId).putBack(prompt.text, prompt.attachments ?? [])
  }
  const asFile = () => {
    outbox(chatId).discard(prompt.client_id)
    for (const ref of prompt.attachments ?? []) draftKeeper(chatId).putBack('', [ref])
    void draftKeeper(chatId).attach(new File([prompt.text], 'message.txt', { type: 'text/plain' }), 'paste', prompt.text)
  }
  return (
    <li role={state === 'refused' ? 'alert' : undefined} className="flex flex-wrap items-center gap-x-2 gap-y-1 rounded-lg border border-line bg-bg-1 px-3 py-1.5 text-xs">
      {state === 'waiting' ? <CloudOff className="size-[14px] shrink-0 text-warn" /> : <CircleAlert className="size-[14px] shrink-0 text-err" />}
      <span className="max-w-48 truncate text-fg-1">{prompt.text.slice(0, SHOWN_CHARS) || 'Attachments'}</span>
      <span className="min-w-0 flex-1 basis-48 text-fg-2">
        {state === 'waiting' ? 'Waits for the connection, then goes out by itself.' : problem}
      </span>
      <span className="flex gap-1 [&_button]:pointer-coarse:h-11">
        {item.code === 'message_too_large' && (
          <Button kind="primary" size="xs" onClick={asFile}>
            Attach it as a file
          </Button>
        )}
        {state === 'refused' && (
          <Button kind="soft" size="xs" onClick={() => outbox(chatId).retry(prompt.client_id)}>
            Send again
          </Button>
        )}
        <Button kind="soft" size="xs" onClick={takeBack}>
          Edit
        </Button>
        <Button size="xs" onClick={() => outbox(chatId).discard(prompt.client_id)}>
          Discard
        </Button>
      </span>
    </li>
  )
}
