import { useVirtualizer } from '@tanstack/react-virtual'
import { ArrowDown } from 'lucide-react'
import { useEffect, useLayoutEffect, useMemo, useRef, useState, type MouseEvent } from 'react'
import { chatFeed, useChat } from '~/connection/chat-store'
import { forgetWantedAnswer, useWantedAnswer } from '~/panes/show-answer'
import { Button } from '~/ui/button'
import { useEndAsked } from './end-requests'
import { RowView } from './RowView'
import { estimatedHeight, looseRequestRows, rowsOf, type Row } from './rows'
import { END_PX, staysPinned } from './scroll-pin'
import { rememberPlace, rememberedPlace } from './scroll-places'
import { useScrollToWanted } from './use-wanted-place'

const LOAD_OLDER_PX = 800

/** The conversation: only what is on the screen exists; it stays at its end only where it was at its end. */
export function Transcript({ chatId }: { chatId: string }) {
  const rows = useRows(chatId)
  const box = useRef<HTMLDivElement>(null)
  /** The person opened something: it stays where it is, although the end moves. */
  const [held, setHeld] = useState(false)
  const place = useMemo(() => rememberedPlace(chatId), [chatId])
  const pinned = useRef(place?.atEnd ?? true)
  const lastTop = useRef(0)
  // oxlint-disable-next-line react/incompatible-library -- nothing of it is handed to memoised components
  const virtualizer = useVirtualizer({
    count: rows.length,
    getScrollElement: () => box.current,
    estimateSize: (i) => estimatedHeight(rows[i]),
    getItemKey: (i) => rows[i]?.key ?? i,
    initialMeasurementsCache: place?.sizes ?? [],
    initialOffset: place?.offset ?? 0,
    overscan: 6,
    anchorTo: held ? 'start' : 'end',
    followOnAppend: !held,
    scrollEndThreshold: END_PX,
    paddingEnd: 20,
  })

  useLayoutEffect(() => {
    if (!place || place.atEnd) virtualizer.scrollToEnd()
  }, [virtualizer, place])

  const endAsked = useEndAsked(chatId)
  useEffect(() => {
    if (endAsked === 0) return
    pinned.current = true
    virtualizer.scrollToEnd()
  }, [virtualizer, endAsked])

  // Somebody asked to see an answer from outside; what is not loaded yet is loaded until it is there.
  const wantedTask = useWantedAnswer(({ wanted }) => (wanted?.chatId === chatId ? wanted.taskId : null))
  useEffect(() => {
    if (!wantedTask) return
    const index = rows.findIndex((row) => row.kind === 'foot' && row.message.task_id === wantedTask)
    if (index < 0 && chatFeed(chatId).store.getState().log.older !== null) {
      void chatFeed(chatId).loadOlder()
      return
    }
    forgetWantedAnswer()
    if (index < 0) return
    pinned.current = false
    virtualizer.scrollToIndex(index, { align: 'end' })
  }, [virtualizer, chatId, rows, wantedTask])

  useScrollToWanted(chatId, rows, box, virtualizer, () => (pinned.current = false))

  // What grew above or at the end (formulas, pictures, the foot) pushes nothing out of sight at the bottom.
  const height = virtualizer.getTotalSize()
  useLayoutEffect(() => {
    const element = box.current
    if (element && height > 0 && pinned.current && !held) element.scrollTop = element.scrollHeight
  }, [height, held])

  // The composer grows and shrinks: what was at the end stays there.
  useEffect(() => {
    const element = box.current
    if (!element) return
    const observer = new ResizeObserver(() => pinned.current && virtualizer.scrollToEnd())
    observer.observe(element)
    return () => observer.disconnect()
  }, [virtualizer])

  useEffect(
    () => () => {
      const { scrollOffset, measurementsCache } = virtualizer
      rememberPlace(chatId, { offset: scrollOffset ?? 0, sizes: measurementsCache, atEnd: pinned.current })
    },
    [virtualizer, chatId],
  )

  const onScroll = () => {
    const element = box.current
    if (!element) return
    pinned.current = staysPinned(pinned.current, lastTop.current, element)
    lastTop.current = element.scrollTop
    if (pinned.current) setHeld(false)
    if (element.scrollTop < LOAD_OLDER_PX) void chatFeed(chatId).loadOlder()
  }

  const onClickCapture = (event: MouseEvent) => {
    if (!(event.target instanceof Element) || !event.target.closest('[aria-expanded]')) return
    pinned.current = false
    setHeld(true)
    // Where the end stays in sight nothing has to be held.
    setTimeout(onScroll, 100)
  }

  return (
    <div className="relative min-h-0 flex-1">
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions, jsx-a11y/click-events-have-key-events -- it only watches the buttons inside */}
      <div
        ref={box}
        onScroll={onScroll}
        onClickCapture={onClickCapture}
        role="log"
        aria-label="Conversation"
        aria-live="off"
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- a scrolling region has to be reachable by keyboard
        tabIndex={0}
        className="h-full overflow-y-auto overscroll-contain [overflow-anchor:none] [scrollbar-gutter:stable_both-edges]"
      >
        <OlderNote chatId={chatId} />
        <div className="relative mx-auto w-full max-w-[48rem]" style={{ height }}>
          {virtualizer.getVirtualItems().map((item) => {
            const row = rows[item.index]
            return (
              row && (
                <div
                  key={item.key}
                  data-index={item.index}
                  ref={virtualizer.measureElement}
                  className="absolute top-0 left-0 w-full px-5 max-md:px-4"
                  style={{ transform: `translateY(${item.start}px)` }}
                >
                  <RowView row={row} />
                </div>
              )
            )
          })}
        </div>
      </div>
      {!virtualizer.isAtEnd(END_PX) && rows.length > 0 && (
        <Button
          kind="outline"
          size="icon"
          aria-label="Jump to the newest message"
          className="absolute bottom-2 left-1/2 -translate-x-1/2 rounded-full shadow-pop pointer-coarse:size-11"
          onClick={() => {
            setHeld(false)
            pinned.current = true
            virtualizer.scrollToEnd()
          }}
        >
          <ArrowDown />
        </Button>
      )}
    </div>
  )
}

function useRows(chatId: string): Row[] {
  const messages = useChat(chatId, ({ log }) => log.messages)
  const requests = useChat(chatId, ({ log }) => log.requests)
  return useMemo(() => [...rowsOf(messages), ...looseRequestRows(messages, requests)], [messages, requests])
}

function OlderNote({ chatId }: { chatId: string }) {
  const isLoading = useChat(chatId, (view) => view.loadingOlder)
  if (!isLoading) return null
  return (
    <output className="sticky top-0 z-10 block h-0 text-center text-2xs text-fg-3">
      <span className="inline-block rounded-b-md bg-bg-2 px-2">Loading earlier messages…</span>
    </output>
  )
}
