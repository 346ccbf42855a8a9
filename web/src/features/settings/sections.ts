/** The sections of the settings, and which of them somebody wants to see. */
import { create } from 'zustand'
import { navigate } from 'wouter/use-browser-location'

export const SECTIONS = [
  'Preferences', 'Notifications', 'Keyboard', 'Models', 'Providers', 'Permissions', 'Worktrees', 'Terminals', 'Usage', 'Devices', 'Tools', 'Server', 'About',
] as const
export type SectionName = (typeof SECTIONS)[number]

/** The section that was asked for last; the number makes the same one wanted again. */
export const useWantedSection = create<{ name: string | null; count: number }>(() => ({ name: null, count: 0 }))

/** Goes to a section of the settings page. */
export function showSettings(name: SectionName): void {
  const wanted = name.toLowerCase()
  navigate(`/settings#${wanted}`)
  useWantedSection.setState(({ count }) => ({ name: wanted, count: count + 1 }))
}
