import type { CodeViewItem, FileDiffMetadata, SelectedLineRange } from '@pierre/diffs'
import { CodeView, type CodeViewHandle } from '@pierre/diffs/react'
import { useEffect, useMemo, useRef, type ReactNode, type RefObject } from 'react'
import { onDesk, deskOf, setDesk, type Desk } from '~/connection/changes-desk'
import { useIsPhone } from '~/lib/media'
import { openChangeOf, sheetOf, type Sheet, type Side } from '~/connection/changes-review'
import { DiffWorkers } from './DiffWorkers'
import type { Note } from './notes'
import { changedLines } from './hunk-lines'
import { markRows } from './row-marks'
import { finishSeparators } from './separators'
import { useSought } from './sought'
import { loadFiles, useItems } from './use-items'
import { useLook } from './use-look'

interface DiffViewProps {
  sessionId: string
  sheets: readonly Sheet[]
  /** What stands above a file. */
  header: (sheetKey: string) => ReactNode
  /** What stands between the lines of a file. */
  between: (sheetKey: string, note: Note) => ReactNode
}

/** The diffs of these sheets, drawn only where they are on the screen. */
export function DiffView({ sessionId, sheets, header, between }: DiffViewProps) {
  const view = useRef<CodeViewHandle<Note, undefined>>(null)
  const drawn = useRef(new Map<string, HTMLElement>())
  const items = useItems(sessionId, sheets)
  const look = useLook()
  const isPhone = useIsPhone()

  useEffect(() => onDesk(sessionId, (desk) => drawn.current.forEach((node, key) => mark(desk, key, node))), [sessionId])
  useFollowedFocus(sessionId, view, look.diffStyle)

  const options = useMemo(
    () => ({
      ...look,
      enableGutterUtility: !isPhone,
      loadDiffFiles: (diff: FileDiffMetadata) => loadFiles(sessionId, diff),
      onGutterUtilityClick: ({ end, side, endSide }: SelectedLineRange, { item }: { item: CodeViewItem<Note> }) => {
        setDesk(sessionId, { writing: { sheet: item.id, line: end, side: sideOf(endSide ?? side) } })
      },
      onLineClick: (line: { lineNumber: number; annotationSide?: string }, { item }: { item: CodeViewItem<Note> }) => {
        focusLine(sessionId, item.id, sideOf(line.annotationSide), line.lineNumber)
      },
      onPostRender: (node: HTMLElement, _: unknown, phase: string, { item }: { item: CodeViewItem<Note> }) => {
        if (phase === 'unmount') drawn.current.delete(item.id)
        else drawn.current.set(item.id, node)
        mark(deskOf(sessionId), item.id, node)
        finishSeparators(node, sheetOf(deskOf(sessionId), item.id)?.change)
      },
    }),
    [sessionId, look, isPhone],
  )

  const box = useRef<HTMLDivElement>(null)
  useSought(sessionId, view, box, (changeId) => {
    const { paths } = deskOf(sessionId)
    const sheet = sheets.find((one) => one.key === changeId || openChangeOf(one, paths)?.id === changeId)
    return sheet ? { item: sheet.key, hunks: sheet.change.hunks, host: () => drawn.current.get(sheet.key) } : null
  })

  return (
    <DiffWorkers>
      <div ref={box} className="h-full">
        <CodeView<Note>
          ref={view}
          className="diffs h-full overflow-auto overscroll-contain"
          items={items}
          options={options}
          renderCustomHeader={({ id }) => header(id)}
          renderAnnotation={(note, _, { id }) => between(id, note.metadata)}
        />
      </div>
    </DiffWorkers>
  )
}

const sideOf = (side: string | undefined): Side => (side === 'deletions' ? 'old' : 'new')

function mark(desk: Desk, key: string, node: HTMLElement): void {
  const sheet = sheetOf(desk, key)
  if (sheet) markRows(node, sheet, desk.paths, desk.focus?.sheet === key ? desk.focus.id : null)
}

/** A click on a changed line puts the focus on its hunk. */
function focusLine(sessionId: string, key: string, side: Side, line: number): void {
  const hunk = sheetOf(deskOf(sessionId), key)?.change.hunks.find((one) => {
    const range = changedLines(one)[side]
    return range !== null && range[0] <= line && line <= range[1]
  })
  if (hunk) setDesk(sessionId, { focus: { sheet: key, id: hunk.id } })
}

/** Scrolls to the focus whenever it moves by key or decision, as little as needed; and when the lines are drawn differently. */
function useFollowedFocus(sessionId: string, view: RefObject<CodeViewHandle<Note, undefined> | null>, style: string): void {
  useEffect(() => {
    let last = deskOf(sessionId).focus
    return onDesk(sessionId, (desk) => {
      if (desk.focus === last) return
      last = desk.focus
      scrollToFocus(desk, view.current)
    })
  }, [sessionId, view])
  const shown = useRef(style)
  useEffect(() => {
    if (shown.current === style) return
    shown.current = style
    scrollToFocus(deskOf(sessionId), view.current)
  }, [sessionId, view, style])
}

/** Room for what stands at the end of a hunk. */
const SCROLL_MARGIN = 60

function scrollToFocus({ focus, sheets }: Desk, view: CodeViewHandle<Note, undefined> | null): void {
  if (!focus) return
  const hunk = sheetOf({ sheets }, focus.sheet)?.change.hunks.find((one) => one.id === focus.id)
  if (!hunk) {
    view?.scrollTo({ type: 'item', id: focus.sheet, align: 'nearest' })
    return
  }
  const { old, new: now } = changedLines(hunk)
  const first = old ? { start: old[0], side: 'deletions' as const } : { start: now?.[0] ?? 1, side: 'additions' as const }
  const last = now ? { end: now[1], endSide: 'additions' as const } : { end: old?.[1] ?? 1, endSide: 'deletions' as const }
  view?.scrollTo({ type: 'range', id: focus.sheet, range: { ...first, ...last }, align: 'nearest', offset: SCROLL_MARGIN })
}
