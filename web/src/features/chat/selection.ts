/** What a person has selected in a transcript stays selected while answers grow and rows come and go. */
import { useEffect, useRef, type RefObject } from 'react'

/** A place in a row of the transcript, which outlives the text nodes of the row. */
type Place = { key: string; offset: number }
export type Selected = { anchor: Place; focus: Place }

/** Follows the selection inside `box`; rows carry their key as `data-key`. */
export function useKeptSelection(box: RefObject<HTMLElement | null>): RefObject<Selected | null> {
  const selected = useRef<Selected | null>(null)
  useEffect(() => {
    const element = box.current
    if (!element) return
    const observer = new MutationObserver(() => selected.current && restore(element, selected.current))
    const onSelectionChange = () => {
      selected.current = selectedIn(element)
      observer.disconnect()
      // Without a selection what streams in costs nothing here.
      if (selected.current) observer.observe(element, { subtree: true, childList: true, characterData: true })
    }
    document.addEventListener('selectionchange', onSelectionChange)
    return () => {
      document.removeEventListener('selectionchange', onSelectionChange)
      observer.disconnect()
    }
  }, [box])
  return selected
}

function selectedIn(box: HTMLElement): Selected | null {
  const selection = getSelection()
  if (!selection || selection.isCollapsed) return null
  const anchor = placeOf(box, selection.anchorNode, selection.anchorOffset)
  const focus = placeOf(box, selection.focusNode, selection.focusOffset)
  return anchor && focus && { anchor, focus }
}

function placeOf(box: HTMLElement, node: Node | null, offset: number): Place | null {
  const row = (node instanceof Element ? node : node?.parentElement)?.closest<HTMLElement>('[data-key]')
  if (!node || !row || !box.contains(row)) return null
  const before = document.createRange()
  before.setStart(row, 0)
  before.setEnd(node, offset)
  return { key: row.dataset.key ?? '', offset: before.toString().length }
}

/** Selects again what React's writing into the text nodes has let go of. */
function restore(box: HTMLElement, { anchor, focus }: Selected): void {
  const now = selectedIn(box)
  if (now && isSamePlace(now.anchor, anchor) && isSamePlace(now.focus, focus)) return
  const [from, to] = [pointOf(box, anchor), pointOf(box, focus)]
  if (from && to) getSelection()?.setBaseAndExtent(from.node, from.offset, to.node, to.offset)
}

const isSamePlace = (a: Place, b: Place) => a.key === b.key && a.offset === b.offset

function pointOf(box: HTMLElement, { key, offset }: Place): { node: Node; offset: number } | null {
  const row = box.querySelector(`[data-key="${CSS.escape(key)}"]`)
  if (!row) return null
  const walker = document.createTreeWalker(row, NodeFilter.SHOW_TEXT)
  let left = offset
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const { length } = node as Text
    if (left <= length) return { node, offset: left }
    left -= length
  }
  return null
}
