/** What was picked from the palette in this browser, the latest first. */
import { create } from 'zustand'
import { persist } from 'zustand/middleware'

const KEPT = 5

export const useRecentCommands = create<{ ids: readonly string[] }>()(persist(() => ({ ids: [] as readonly string[] }), { name: 'boocode.recent-commands' }))

export function rememberCommand(id: string): void {
  useRecentCommands.setState(({ ids }) => ({ ids: [id, ...ids.filter((one) => one !== id)].slice(0, KEPT) }))
}
