import { useEffect } from 'react'

/**
 * Makes the app as high as what a phone's keyboard leaves of the screen, as `--room`.
 *
 * Chromium shrinks the page by itself (`interactive-widget`); Safari lays the keyboard over it.
 */
export function useKeyboardRoom(): void {
  useEffect(() => {
    const viewport = window.visualViewport
    if (!viewport) return undefined
    const measure = () => {
      // Pinching zooms in as well, and is no keyboard.
      const isCovered = viewport.scale === 1 && window.innerHeight - viewport.height > 1
      document.documentElement.style.setProperty('--room', isCovered ? `${Math.round(viewport.height)}px` : '100dvh')
      if (isCovered) document.documentElement.dataset.keyboard = 'up'
      else delete document.documentElement.dataset.keyboard
      if (isCovered) window.scrollTo(0, 0)
    }
    viewport.addEventListener('resize', measure)
    return () => {
      viewport.removeEventListener('resize', measure)
      document.documentElement.style.removeProperty('--room')
    }
  }, [])
}
