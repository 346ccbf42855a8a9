import { create } from 'zustand'

/** Which of the two overlays that answer "what can I do?" is open. */
export const useOverlay = create<{ palette: boolean; keys: boolean }>(() => ({ palette: false, keys: false }))

export const togglePalette = () => useOverlay.setState(({ palette }) => ({ palette: !palette, keys: false }))
export const toggleKeys = () => useOverlay.setState(({ keys }) => ({ keys: !keys, palette: false }))
