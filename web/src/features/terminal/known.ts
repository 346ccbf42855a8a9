/** The terminals that have a screen in this window; `session.ts`, which is loaded with the first of them, makes them. */
import type { TerminalSession, TerminalView } from './session'

export const knownTerminals = new Map<string, TerminalSession>()

/** What is known of a terminal that is, or lately was, on the screen. */
export const viewOf = (id: string | undefined): TerminalView | undefined => (id === undefined ? undefined : knownTerminals.get(id)?.store.getState())
