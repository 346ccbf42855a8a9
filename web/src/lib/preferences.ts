/** How this person likes it. The server keeps it; `parsePreferences` reads whatever it kept. */
import { create } from 'zustand'

export type SendKey = 'enter' | 'mod-enter'
export type Motion = 'system' | 'reduced'

export interface TerminalPreferences {
  fontSize: number
  /** A family that this device has; empty is BooCode's own. */
  font: string
  colours: 'app' | 'light' | 'dark'
  /** What is on the screen is also text that a screen reader reads. */
  screenReader: boolean
}

export interface Preferences {
  /** What sends a message; the other one makes a new line. */
  sendKey: SendKey
  motion: Motion
  terminal: TerminalPreferences
}

export const FONT_SIZES = { least: 9, most: 24 }
const TERMINAL: TerminalPreferences = { fontSize: 13, font: '', colours: 'app', screenReader: false }
const DEFAULTS: Preferences = { sendKey: 'enter', motion: 'system', terminal: TERMINAL }

export function parsePreferences(saved: Readonly<Record<string, unknown>>): Preferences {
  return {
    sendKey: saved.send_key === 'mod-enter' ? 'mod-enter' : DEFAULTS.sendKey,
    motion: saved.motion === 'reduced' ? 'reduced' : DEFAULTS.motion,
    terminal: parseTerminal(saved.terminal),
  }
}

function parseTerminal(saved: unknown): TerminalPreferences {
  const { font_size: size, font, colours, screen_reader: reader } = (saved ?? {}) as Record<string, unknown>
  const isSize = typeof size === 'number' && size >= FONT_SIZES.least && size <= FONT_SIZES.most
  return {
    fontSize: isSize ? size : TERMINAL.fontSize,
    font: typeof font === 'string' ? font.slice(0, 100) : TERMINAL.font,
    colours: colours === 'light' || colours === 'dark' ? colours : TERMINAL.colours,
    screenReader: reader === true,
  }
}

/** As the server keeps them. */
export function savedTerminal({ fontSize, font, colours, screenReader }: TerminalPreferences): Record<string, unknown> {
  return { font_size: fontSize, font, colours, screen_reader: screenReader }
}

/** The preferences in force; `app` fills them from the server. */
export const usePreferences = create<Preferences>(() => DEFAULTS)
