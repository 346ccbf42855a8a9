/** The sessions this browser was in, the latest first. */
import { create } from 'zustand'
import { persist } from 'zustand/middleware'

const KEPT = 12

export const useRecentSessions = create<{ ids: readonly string[] }>()(persist(() => ({ ids: [] as readonly string[] }), { name: 'boocode.recent-sessions' }))

export function rememberSession(id: string): void {
  useRecentSessions.setState(({ ids }) => (ids[0] === id ? { ids } : { ids: [id, ...ids.filter((one) => one !== id)].slice(0, KEPT) }))
}
