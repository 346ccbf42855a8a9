import { useQuery } from '@tanstack/react-query'
import { MessageSquareQuote } from 'lucide-react'
import { changesQuery } from '~/connection/changes-query'
import { runCommand } from '~/lib/commands'
import { countWords } from './words'

/** Reminds of comments that go to the agent with the next message. */
export function DraftHint({ sessionId }: { sessionId: string }) {
  const drafts = useQuery(changesQuery(sessionId)).data?.comments.filter((comment) => comment.state === 'draft').length ?? 0
  if (drafts === 0) return null
  return (
    <button
      type="button"
      onClick={() => runCommand('changes.open')}
      className="mb-1 flex min-h-[24px] max-w-full items-center gap-1.5 rounded-md px-2 text-xs text-fg-2 hover:bg-bg-2 hover:text-fg-1 max-md:min-h-11 [&>svg]:size-[14px] [&>svg]:shrink-0 [&>svg]:text-accent-ink"
    >
      <MessageSquareQuote aria-hidden />
      <span className="truncate">
        {countWords(drafts, 'draft comment')} {drafts === 1 ? 'goes' : 'go'} with your next message
      </span>
    </button>
  )
}
