import { useEffect, type RefObject } from 'react'

/** Keeps what a phone's keyboard covers free, in browsers that lay the keyboard over the page: the prompt stays in sight. */
export function useKeyboardRoom(pane: RefObject<HTMLElement | null>): void {
  useEffect(() => {
    const viewport = window.visualViewport
    if (!viewport || !matchMedia('(pointer: coarse)').matches) return undefined
    const measure = () => {
      const element = pane.current
      if (!element) return
      const covered = element.getBoundingClientRect().bottom - (viewport.offsetTop + viewport.height)
      // Pinching zooms in as well, and is no keyboard.
      element.style.paddingBottom = viewport.scale === 1 && covered > 1 ? `${Math.round(covered)}px` : ''
    }
    viewport.addEventListener('resize', measure)
    viewport.addEventListener('scroll', measure)
    return () => {
      viewport.removeEventListener('resize', measure)
      viewport.removeEventListener('scroll', measure)
    }
  }, [pane])
}
