/** Goes to the place of a search result: a message or a part of it in its chat, or a change in the review. */
import { create } from 'zustand'
import { setDesk } from '~/connection/changes-desk'
import { changesQuery } from '~/connection/changes-query'
import { isOpen } from '~/connection/changes-review'
import type { Sought } from '~/lib/found-words'
import { toastError } from '~/ui/toast'
import { queryClient } from '~/wire/queries'
import type { SearchResult } from '~/wire/search'
import { goToChat } from './address'
import { goToChanges } from './show-changes'

export interface WantedPlace {
  chatId: string
  messageId: string
  partId: string | null
  /** What of it is to be seen; without it its beginning. */
  sought?: Sought
}

/** The place that its chat is to scroll to, until it did. */
export const useWantedPlace = create<{ wanted: WantedPlace | null }>(() => ({ wanted: null }))

export const forgetWantedPlace = (): void => useWantedPlace.setState({ wanted: null })

/** Throws `ApiError` when the place cannot be read. */
export async function goToPlace(result: SearchResult): Promise<void> {
  const { project_id, session_id, chat_id, message_id, part_id, change_id } = result
  const sought = soughtIn(result)
  if (change_id) return goToChange({ id: session_id, project_id }, change_id, sought)
  if (!chat_id) return
  useWantedPlace.setState({ wanted: message_id ? { chatId: chat_id, messageId: message_id, partId: part_id, sought } : null })
  goToChat({ id: chat_id, session_id, project_id })
}

function soughtIn({ snippet, marks }: SearchResult): Sought {
  return { words: [...new Set(marks.map(([start, end]) => snippet.slice(start, end)))], around: snippet }
}

async function goToChange(session: { id: string; project_id: string }, changeId: string, sought: Sought): Promise<void> {
  await goToChanges(session)
  const { changes } = await queryClient.fetchQuery({ ...changesQuery(session.id), staleTime: 0 })
  const change = changes.find(({ id }) => id === changeId)
  if (!change) {
    toastError('The change is not there any more', new Error('Something newer took its place in the same file.'))
    return
  }
  const common = { sought: { changeId, ...sought }, filter: { text: '', maker: null } }
  if (!isOpen(change)) setDesk(session.id, { ...common, looking: changeId })
  else setDesk(session.id, { ...common, looking: null, opened: changeId, collapsed: new Set(), focus: { sheet: changeId, id: change.hunks[0]?.id ?? '*' } })
}
