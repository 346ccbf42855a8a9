/** What a screen reader is told of things that only eyes would notice. */
import { create } from 'zustand'

/** The last word; the number makes the same word news again. */
export const useAnnounced = create<{ text: string; count: number }>(() => ({ text: '', count: 0 }))

export const announce = (text: string): void => useAnnounced.setState(({ count }) => ({ text, count: count + 1 }))
