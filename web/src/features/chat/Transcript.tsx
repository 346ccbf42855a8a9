import { defaultRangeExtractor, measureElement, useVirtualizer, type Range } from '@tanstack/react-virtual'
import { ArrowDown } from 'lucide-react'
import { useEffect, useLayoutEffect, useMemo, useReducer, useRef, useState, type MouseEvent } from 'react'
import { flushSync } from 'react-dom'
import { chatFeed, useChat } from '~/connection/chat-store'
import { forgetWantedAnswer, useWantedAnswer } from '~/panes/show-answer'
import { Button } from '~/ui/button'
import { useEndAsked } from './end-requests'
import { RowView } from './RowView'
import { countNew, estimatedHeight, looseRequestRows, rowsOf, type Row } from './rows'
import { isBack, OFFERED_PX, staysPinned } from './scroll-pin'
import { rememberPlace, rememberedPlace } from './scroll-places'
import { useKeptSelection, type Selected } from './selection'
import { useLeaving } from './use-leaving'
import { useScrollToWanted } from './use-wanted-place'

const LOAD_OLDER_PX = 800
/** A selection longer than that is not worth drawing all of it. */
const MAX_KEPT_ROWS = 400

/** The conversation: only what is on the screen exists; it stays at its end only where it was at its end. */
export function Transcript({ chatId }: { chatId: string }) {
  const rows = useRows(chatId)
  const box = useRef<HTMLDivElement>(null)
  /** The person opened something: it stays where it is, although the end moves. */
  const [held, setHeld] = useState(false)
  const place = useMemo(() => rememberedPlace(chatId), [chatId])
  const pinned = useRef(place?.atEnd ?? true)
  const lastTop = useRef(0)
  /** The person turned back from the end; only going down to it again undoes that. */
  const left = useRef(false)
  const selected = useKeptSelection(box)
  const [seenKey, setSeenKey] = useState<string | null>(null)
  const leave = () => {
    if (!left.current) setSeenKey(rows.at(-1)?.key ?? null)
    left.current = true
    pinned.current = false
    // Its own way to the end, told of only now, is not the person's way back.
    lastTop.current = box.current?.scrollTop ?? 0
  }
  const goBack = () => {
    left.current = false
    pinned.current = true
  }
  useLeaving(box, leave)
  const paintTogether = usePaintTogether()
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
    // Only `pinned` knows who follows the end: where the box is does not tell, as wheels turn before it moves.
    scrollEndThreshold: -1,
    paddingEnd: 20,
    rangeExtractor: (range) => withSelected(range, rows, selected.current),
    ...paintTogether,
  })

  useLayoutEffect(() => {
    if (!place || place.atEnd) virtualizer.scrollToEnd()
  }, [virtualizer, place])

  const endAsked = useEndAsked(chatId)
  useEffect(() => {
    if (endAsked === 0) return
    goBack()
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

  useScrollToWanted(chatId, rows, box, virtualizer, () => {
    pinned.current = false
    setHeld(true)
  })

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
    if (isBack(lastTop.current, element)) left.current = false
    const wasPinned = pinned.current
    pinned.current = !left.current && staysPinned(wasPinned, lastTop.current, element)
    if (wasPinned && !pinned.current) setSeenKey(rows.at(-1)?.key ?? null)
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
                  data-key={item.key}
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
      {!virtualizer.isAtEnd(OFFERED_PX) && rows.length > 0 && (
        <JumpToEnd
          count={countNew(rows, seenKey)}
          onClick={() => {
            setHeld(false)
            goBack()
            virtualizer.scrollToEnd()
          }}
        />
      )}
    </div>
  )
}

function JumpToEnd({ count, onClick }: { count: number; onClick: () => void }) {
  return (
    <Button
      kind="outline"
      aria-label={count > 0 ? `Jump to the newest message, ${count} new` : 'Jump to the newest message'}
      className="absolute bottom-2 left-1/2 h-7 min-w-7 -translate-x-1/2 rounded-full px-1.5 shadow-pop pointer-coarse:h-11 pointer-coarse:min-w-11"
      onClick={onClick}
    >
      <ArrowDown />
      {count > 0 && <span className="pr-1 tnum">{count > 99 ? '99+' : count} new</span>}
    </Button>
  )
}

/**
 * Options of a virtualizer that draws rows at their new places in the very frame in which one of them has grown.
 *
 * Its own way is a frame later, in which text runs over what is below it.
 */
function usePaintTogether() {
  const [, draw] = useReducer((count: number) => count + 1, 0)
  const isObserved = useRef(false)
  return useMemo(
    () => ({
      measureElement: ((element, entry, instance) => {
        isObserved.current = entry !== undefined
        return measureElement(element, entry, instance)
      }) as typeof measureElement<Element>,
      onChange: (_: unknown, sync: boolean) => {
        if (isObserved.current && !sync) flushSync(draw)
        isObserved.current = false
      },
    }),
    [],
  )
}

/** The rows in sight, and those that hold what is selected: without them the selection would be gone. */
function withSelected(range: Range, rows: readonly Row[], selected: Selected | null): number[] {
  const shown = defaultRangeExtractor(range)
  if (!selected) return shown
  const ends = [selected.anchor, selected.focus].map(({ key }) => rows.findIndex((row) => row.key === key)).filter((at) => at >= 0)
  const from = Math.max(0, Math.min(range.startIndex, ...ends) - range.overscan)
  const to = Math.min(range.count - 1, Math.max(range.endIndex, ...ends) + range.overscan)
  return to - from > MAX_KEPT_ROWS ? shown : Array.from({ length: to - from + 1 }, (_, at) => from + at)
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
