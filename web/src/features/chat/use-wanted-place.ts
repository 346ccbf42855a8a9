import type { Virtualizer } from '@tanstack/react-virtual'
import { useEffect, useRef, type RefObject } from 'react'
import { chatFeed, useChat } from '~/connection/chat-store'
import { keepInPlace } from '~/lib/found-words'
import { forgetWantedPlace, useWantedPlace, type WantedPlace } from '~/panes/show-place'
import { toastError } from '~/ui/toast'
import { disclose } from './disclosure'
import type { Row } from './rows'
import { seeking } from './seek'

const FLASH_MS = 2000
const FOUND_MS = 10_000
/** What is far back is loaded in larger steps. */
const OLDER = 200

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
  const row = wanted && isReady ? rows[rowIndex(rows, wanted)] : undefined
  const key = row?.key
  useEffect(() => {
    if (!wanted || !isReady || key) return
    if (chatFeed(chatId).store.getState().log.older !== null) {
      void loadOlder(chatId)
      return
    }
    forgetWantedPlace()
    showVersion(wanted)
  }, [chatId, rows, wanted, isReady, key])

  const latest = useRef(rows)
  useEffect(() => {
    latest.current = rows
  }, [rows])
  useEffect(() => {
    const element = box.current
    const found = latest.current.find((one) => one.key === key)
    if (!wanted || !element || !found) return
    onLeaveEnd()
    unfold(found, wanted)
    const drawn = () => element.querySelector<HTMLElement>(`[data-key="${key}"]`)
    const center = () => virtualizer.scrollToIndex(latest.current.findIndex((one) => one.key === key), { align: 'center' })
    center()
    const call = found.kind === 'calls' ? `[data-call="${callOf(found, wanted)?.call.id}"]` : null
    const step = wanted.sought ? seeking(element, () => (call ? drawn()?.querySelector<HTMLElement>(call) : drawn()) ?? null, wanted.sought) : () => true
    return keepInPlace(
      element,
      () => {
        if (!isInSight(drawn(), element)) {
          center()
          return false
        }
        return step()
      },
      () => {
        flash(drawn())
        forgetWantedPlace()
      },
    )
    // oxlint-disable-next-line react-hooks/exhaustive-deps -- what is called is the same all the time
  }, [wanted, key])
}

function isInSight(row: HTMLElement | null, box: HTMLElement): boolean {
  if (!row) return false
  const [at, view] = [row.getBoundingClientRect(), box.getBoundingClientRect()]
  return at.top < view.bottom && at.bottom > view.top
}

async function loadOlder(chatId: string): Promise<void> {
  const { store } = chatFeed(chatId)
  const before = store.getState().log.older
  await chatFeed(chatId).loadOlder(OLDER)
  const { log, loadingOlder } = store.getState()
  if (loadingOlder || log.older !== before) return
  forgetWantedPlace()
  toastError('The place was not opened', new Error('Earlier messages could not be loaded. Try again when the server answers.'))
}

type Calls = Extract<Row, { kind: 'calls' }>

const callOf = ({ calls }: Calls, { partId }: WantedPlace) => calls.find(({ call, result }) => call.id === partId || result?.id === partId)

/** Opens what hides the words. */
function unfold(row: Row, wanted: WantedPlace): void {
  if (!wanted.sought) return
  if (row.kind === 'prompt') disclose(`prompt:${row.message.id}`)
  if (row.kind !== 'calls') return
  disclose(`batch:${row.key}`)
  const call = callOf(row, wanted)
  if (call) disclose(call.call.id)
}

function rowIndex(rows: readonly Row[], wanted: WantedPlace): number {
  const { messageId, partId } = wanted
  const exact = rows.findIndex((row) => {
    if (row.kind === 'text') return row.part.id === partId
    if (row.kind === 'calls') return callOf(row, wanted) !== undefined
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
  setTimeout(() => delete element.dataset.found, FOUND_MS)
}
