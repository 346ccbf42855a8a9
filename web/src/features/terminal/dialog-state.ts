import { create } from 'zustand'

/** What is asked for. */
export type Asked =
  | { kind: 'list' }
  | { kind: 'ssh' }
  | { kind: 'send'; text: string }
  | { kind: 'quote'; name: string; text: string }
  | { kind: 'rename'; id: string; name: string }

/** The dialog of terminals that is open; `TerminalDialog` shows it. */
export const useAsked = create<{ asked: Asked | null }>(() => ({ asked: null }))

export const askFor = (asked: Asked | null): void => useAsked.setState({ asked })
