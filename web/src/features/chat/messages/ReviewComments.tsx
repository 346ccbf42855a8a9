import { MessageSquareQuote } from 'lucide-react'
import type { Comment, Message, PartOf } from '~/wire/types'
import { useDisclosure } from '../disclosure'

/** The comments of a review that went to the agent with a message. */
export function ReviewComments({ parts }: { parts: Message['parts'] }) {
  return parts.map((part) => (part.type === 'notice' && part.kind === 'review' ? <Sent key={part.id} part={part} /> : null))
}

function Sent({ part }: { part: PartOf<'notice'> }) {
  const [isOpen, toggle] = useDisclosure(part.id)
  const comments = (part.data.comments ?? []) as Comment[]
  return (
    <div className="flex max-w-[min(100%,40rem)] flex-col items-end gap-1">
      <button
        type="button"
        aria-expanded={isOpen}
        onClick={toggle}
        className="flex h-[26px] items-center gap-1.5 rounded-md border border-line px-2 text-xs text-fg-2 hover:bg-bg-2 pointer-coarse:h-11 [&>svg]:size-[14px]"
      >
        <MessageSquareQuote />
        {comments.length} review {comments.length === 1 ? 'comment' : 'comments'}
      </button>
      {isOpen && (
        <ul className="flex w-full flex-col gap-1.5 rounded-lg border border-line px-3 py-2 text-sm">
          {comments.map((comment) => (
            <li key={comment.id}>
              <span className="block truncate font-mono text-2xs text-fg-3">
                {comment.path}:{comment.line}
              </span>
              <p className="[overflow-wrap:anywhere] whitespace-pre-wrap">{comment.text}</p>
            </li>
          ))}
        </ul>
      )}
    </div>
  )
}
