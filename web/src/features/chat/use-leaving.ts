import { useEffect, type RefObject } from 'react'

const UP_KEYS = new Set(['ArrowUp', 'PageUp', 'Home'])
/** A finger that rests moves a little. */
const TREMBLE_PX = 3

/** Calls `leave` as soon as the person turns back from the end, before the box has moved by a pixel. */
export function useLeaving(box: RefObject<HTMLElement | null>, leave: () => void): void {
  useEffect(() => {
    const element = box.current
    if (!element) return
    let touchedAt = 0
    const turnBack = () => {
      if (element.scrollHeight > element.clientHeight) leave()
    }
    const listeners = {
      wheel: (event: WheelEvent) => event.deltaY < 0 && !event.ctrlKey && turnBack(),
      touchstart: (event: TouchEvent) => void (touchedAt = event.touches[0]?.clientY ?? 0),
      touchmove: (event: TouchEvent) => (event.touches[0]?.clientY ?? 0) > touchedAt + TREMBLE_PX && turnBack(),
      keydown: (event: KeyboardEvent) => {
        const isWriting = event.target instanceof Element && event.target.matches('input, textarea, select')
        if (!isWriting && (UP_KEYS.has(event.key) || (event.key === ' ' && event.shiftKey))) turnBack()
      },
    }
    for (const [type, listener] of Object.entries(listeners)) {
      element.addEventListener(type, listener as EventListener, { passive: true })
    }
    return () => {
      for (const [type, listener] of Object.entries(listeners)) element.removeEventListener(type, listener as EventListener)
    }
    // oxlint-disable-next-line react-hooks/exhaustive-deps -- it sets a ref and nothing else
  }, [box])
}
