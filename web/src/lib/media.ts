import { useSyncExternalStore } from 'react'

/** Below this width one pane fills the screen. The same number is Tailwind's `md`. */
const narrow = matchMedia('(max-width: 767px)')

export const isPhone = (): boolean => narrow.matches

export function onPhoneChange(listener: () => void): () => void {
  narrow.addEventListener('change', listener)
  return () => narrow.removeEventListener('change', listener)
}

export function useIsPhone(): boolean {
  return useSyncExternalStore(onPhoneChange, isPhone)
}
