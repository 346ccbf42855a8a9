import type { Virtualizer } from '@tanstack/react-virtual'
import { useEffect, type RefObject } from 'react'
import { chatFeed, useChat } from '~/connection/chat-store'
import { forgetWantedPlace, useWantedPlace, type WantedPlace } from '~/panes/show-place'
import { toastError } from '~/ui/toast'
import type { Row } from './rows'

const FLASH_MS = 2000
const SETTLED_MS = 150

/** Scrolls to a place that somebody asked to see from outside, and lights it up; what is not loaded yet is loaded first. */
export function useScrollToWanted(
  chatId: string,
  rows: readonly Row[],
  box: RefObject<HTMLElement | null>,
  virtualizer: Virtualizer<HTMLDivElement, Element>,
  onLeaveEnd: () => void,
): void {
  const wanted = useWantedPlace((state) => (state.wanted?.chatId === chatId ? state.wanted : null))
  const isReady = useChat(chatId, ({ phase }) => phase === 'ready')
  useEffect(() => {
    if (!wanted || !isReady) return
    const index = rowIndex(rows, wanted)
    const feed = chatFeed(chatId)
    if (index < 0 && feed.store.getState().log.older !== null) {
      void feed.loadOlder()
      return
    }
    if (index < 0) {
      forgetWantedPlace()
      showVersion(wanted)
      return
    }
    onLeaveEnd()
    virtualizer.scrollToIndex(index, { align: 'center' })
    // Once heights are measured it stands elsewhere.
    const timer = setTimeout(() => {
      virtualizer.scrollToIndex(index, { align: 'center' })
      flash(box.current?.querySelector<HTMLElement>(`[data-index="${index}"]`))
      forgetWantedPlace()
    }, SETTLED_MS)
    return () => clearTimeout(timer)
    // oxlint-disable-next-line react-hooks/exhaustive-deps -- what is called is the same all the time
  }, [chatId, rows, wanted, isReady])
}

function rowIndex(rows: readonly Row[], { messageId, partId }: WantedPlace): number {
  const exact = rows.findIndex((row) => {
    if (row.kind === 'text') return row.part.id === partId
    if (row.kind === 'calls') return row.calls.some(({ call, result }) => call.id === partId || result?.id === partId)
    return row.kind === 'prompt' && row.message.id === messageId
  })
  return exact >= 0 ? exact : rows.findIndex((row) => row.kind === 'foot' && row.message.id === messageId)
}

const tried = new Set<string>()

/** The message is in another version of the conversation: that one is shown, and looked through once more. */
function showVersion(wanted: WantedPlace): void {
  if (tried.has(wanted.messageId)) {
    tried.delete(wanted.messageId)
    toastError('The message was not found', new Error('It is not in the conversation any more.'))
    return
  }
  tried.add(wanted.messageId)
  const feed = chatFeed(wanted.chatId)
  const show = async () => {
    await feed.patch({ leaf_id: wanted.messageId })
    await feed.load()
    useWantedPlace.setState({ wanted })
  }
  show().catch((error: unknown) => toastError('The message is in another version', error))
}

function flash(element: HTMLElement | null | undefined): void {
  if (!element) return
  element.dataset.found = ''
  element.animate([{ backgroundColor: 'var(--accent-soft)' }, { backgroundColor: 'transparent' }], FLASH_MS)
  setTimeout(() => delete element.dataset.found, FLASH_MS)
}
