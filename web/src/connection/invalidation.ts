/** Turns the server's "this changed" into refetching, and only what is on the screen is fetched again. */
import type { QueryClient } from '@tanstack/react-query'
import type { Changed } from '~/wire/types'
import { onChanged, onOpened, subscribeChanges } from './socket'

/** Cache keys that a word of `app` or `session:<id>` makes stale. A project's status follows its tasks, and so on. */
const STALE: Record<string, readonly string[]> = {
  projects: ['projects'],
  sessions: ['sessions', 'projects'],
  chats: ['chats', 'sessions', 'projects', 'notifications'],
  tasks: ['tasks', 'chats', 'sessions', 'projects', 'inbox', 'notifications'],
  requests: ['requests', 'inbox'],
  changes: ['changes', 'inbox'],
  inbox: ['inbox'],
  terminals: ['terminals', 'notifications'],
  layout: ['layout'],
  models: ['models', 'providers'],
  providers: ['providers', 'models'],
  settings: ['settings'],
  worktrees: ['worktrees', 'workplace'],
  workplace: ['workplace', 'sessions', 'worktrees'],
  rules: ['rules'],
}

/** The first words of the cache keys that a change makes stale. */
export function staleKeys({ what }: Changed): string[] {
  return [...new Set(what.flatMap((word) => STALE[word] ?? [word]))]
}

/** Keeps the cache true while the socket is there. Returns what ends it. */
export function followInvalidations(client: QueryClient): () => void {
  const ends = [
    subscribeChanges('app'),
    onChanged((frame) => staleKeys(frame).forEach((key) => void client.invalidateQueries({ queryKey: [key] }))),
    // Changes are not sequenced: whatever happened while there was no connection was missed.
    onOpened(() => void client.invalidateQueries({ refetchType: 'active' })),
  ]
  return () => ends.forEach((end) => end())
}
