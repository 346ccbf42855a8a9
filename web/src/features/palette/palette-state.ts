import { create } from 'zustand'

interface Overlay {
  /** What the palette looks through: everything, or sessions only; null while it is closed. */
  palette: 'everything' | 'sessions' | null
  keys: boolean
}

/** Which of the overlays that answer "what can I do?" is open. */
export const useOverlay = create<Overlay>(() => ({ palette: null, keys: false }))

const toggle = (wanted: 'everything' | 'sessions') => () =>
  useOverlay.setState(({ palette }) => ({ palette: palette === wanted ? null : wanted, keys: false }))

export const togglePalette = toggle('everything')
export const toggleSessions = toggle('sessions')
export const toggleKeys = () => useOverlay.setState(({ keys }) => ({ keys: !keys, palette: null }))
