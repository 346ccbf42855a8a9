import { create } from 'zustand'

export type Sought = 'everything' | 'sessions' | 'tabs'

interface Overlay {
  /** What the palette looks through: everything, sessions, or the tabs of the session in view; null while it is closed. */
  palette: Sought | null
  keys: boolean
}

/** Which of the overlays that answer "what can I do?" is open. */
export const useOverlay = create<Overlay>(() => ({ palette: null, keys: false }))

const toggle = (wanted: Sought) => () =>
  useOverlay.setState(({ palette }) => ({ palette: palette === wanted ? null : wanted, keys: false }))

export const togglePalette = toggle('everything')
export const toggleSessions = toggle('sessions')
export const toggleTabs = toggle('tabs')
export const toggleKeys = () => useOverlay.setState(({ keys }) => ({ keys: !keys, palette: null }))
