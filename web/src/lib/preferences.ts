/** How this person likes it. The server keeps it; `parsePreferences` reads whatever it kept. */
import { create } from 'zustand'

export type SendKey = 'enter' | 'mod-enter'
export type Motion = 'system' | 'reduced'

export interface Preferences {
  /** What sends a message; the other one makes a new line. */
  sendKey: SendKey
  motion: Motion
}

const DEFAULTS: Preferences = { sendKey: 'enter', motion: 'system' }

export function parsePreferences(saved: Readonly<Record<string, unknown>>): Preferences {
  return {
    sendKey: saved.send_key === 'mod-enter' ? 'mod-enter' : DEFAULTS.sendKey,
    motion: saved.motion === 'reduced' ? 'reduced' : DEFAULTS.motion,
  }
}

/** The preferences in force; `app` fills them from the server. */
export const usePreferences = create<Preferences>(() => DEFAULTS)
