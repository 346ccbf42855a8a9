import { useInfiniteQuery } from '@tanstack/react-query'
import { MoonStar } from 'lucide-react'
import { navigate } from 'wouter/use-browser-location'
import { Button } from '~/ui/button'
import { awayQuery } from '~/wire/away'
import { putAway, spanText } from './AwayPane'
import { Happened } from './Happened'
import { mergedPages } from './merging'
import { summary } from './words'

/** A digest of more lines than this is shown on its own page. */
const LINES = 6

/** What happened while nobody looked, until it is put away. Nothing where there is nothing to tell. */
export function DigestCard() {
  const digest = useInfiniteQuery(awayQuery()).data?.pages[0]
  if (!digest || digest.put_away || digest.total === 0) return null
  const projects = mergedPages([digest])
  const sessions = projects.flatMap((project) => project.sessions)
  const lines = sessions.reduce((sum, { facts, chats }) => sum + facts.length + chats.reduce((more, chat) => more + chat.facts.length, 0), 0)
  return (
    <section aria-label="While you were away" className="rounded-lg border border-line bg-bg-0 p-3">
      <header className="flex items-start gap-2.5 px-1">
        <MoonStar className="mt-0.5 size-4 shrink-0 text-accent" />
        <div className="min-w-0 flex-1">
          <h2 className="font-[600]">While you were away</h2>
          <p className="text-xs text-fg-2">
            <span className="tnum">{spanText(digest)}</span>: {summary(digest.counts)}
          </p>
        </div>
        <Button kind="soft" size="md" className="max-md:h-11" onClick={putAway}>
          Done
        </Button>
      </header>
      {lines <= LINES && (
        <div className="mt-2">
          <Happened projects={projects} />
        </div>
      )}
      {lines > LINES && (
        <Button kind="soft" size="md" className="mt-2 ml-1 max-md:h-11" onClick={() => navigate('/away')}>
          Show what happened
        </Button>
      )}
    </section>
  )
}
