/** How this person likes it. The server keeps it; `parsePreferences` reads whatever it kept. */
import { create } from 'zustand'

export type SendKey = 'enter' | 'mod-enter'
export type Motion = 'system' | 'reduced'

export type CursorShape = 'block' | 'bar' | 'underline'

export interface TerminalPreferences {
  /** On a desk. */
  fontSize: number
  /** On a phone, where fewer letters fit. */
  phoneFontSize: number
  /** Of a row, in heights of its letters. */
  lineHeight: number
  cursor: CursorShape
  cursorBlinks: boolean
  /** A family that this device has; empty is BooCode's own. */
  font: string
  colours: 'app' | 'light' | 'dark'
  /** What is on the screen is also text that a screen reader reads. */
  screenReader: boolean
}

/** What this person is notified of, in every window. */
export interface NotificationPreferences {
  ended: boolean
  failed: boolean
  waits: boolean
  terminal: boolean
}

export interface Preferences {
  /** What sends a message; the other one makes a new line. */
  sendKey: SendKey
  motion: Motion
  terminal: TerminalPreferences
  notifications: NotificationPreferences
}

export const FONT_SIZES = { least: 8, most: 24 }
export const LINE_HEIGHTS = [1, 1.1, 1.25, 1.4, 1.6] as const
export const CURSORS: readonly CursorShape[] = ['block', 'bar', 'underline']
const TERMINAL: TerminalPreferences = {
  fontSize: 13,
  phoneFontSize: 12,
  lineHeight: 1.25,
  cursor: 'block',
  cursorBlinks: true,
  font: '',
  colours: 'app',
  screenReader: false,
}
const NOTIFICATIONS: NotificationPreferences = { ended: true, failed: true, waits: true, terminal: true }
const DEFAULTS: Preferences = { sendKey: 'enter', motion: 'system', terminal: TERMINAL, notifications: NOTIFICATIONS }

export function parsePreferences(saved: Readonly<Record<string, unknown>>): Preferences {
  return {
    sendKey: saved.send_key === 'mod-enter' ? 'mod-enter' : DEFAULTS.sendKey,
    motion: saved.motion === 'reduced' ? 'reduced' : DEFAULTS.motion,
    terminal: parseTerminal(saved.terminal),
    notifications: parseNotifications(saved.notifications),
  }
}

function parseTerminal(saved: unknown): TerminalPreferences {
  const { font, colours, cursor, ...rest } = (saved ?? {}) as Record<string, unknown>
  return {
    fontSize: sizeOf(rest.font_size, TERMINAL.fontSize),
    phoneFontSize: sizeOf(rest.phone_font_size, TERMINAL.phoneFontSize),
    lineHeight: LINE_HEIGHTS.find((height) => height === rest.line_height) ?? TERMINAL.lineHeight,
    cursor: CURSORS.find((shape) => shape === cursor) ?? TERMINAL.cursor,
    cursorBlinks: rest.cursor_blinks !== false,
    font: typeof font === 'string' ? font.slice(0, 100) : TERMINAL.font,
    colours: colours === 'light' || colours === 'dark' ? colours : TERMINAL.colours,
    screenReader: rest.screen_reader === true,
  }
}

const sizeOf = (saved: unknown, otherwise: number): number =>
  typeof saved === 'number' && saved >= FONT_SIZES.least && saved <= FONT_SIZES.most ? saved : otherwise

function parseNotifications(saved: unknown): NotificationPreferences {
  const { ended, failed, waits, terminal } = (saved ?? {}) as Record<string, unknown>
  return { ended: ended !== false, failed: failed !== false, waits: waits !== false, terminal: terminal !== false }
}

/** As the server keeps them. */
export function savedTerminal(terminal: TerminalPreferences): Record<string, unknown> {
  const { fontSize, phoneFontSize, lineHeight, cursor, cursorBlinks, font, colours, screenReader } = terminal
  return {
    font_size: fontSize,
    phone_font_size: phoneFontSize,
    line_height: lineHeight,
    cursor,
    cursor_blinks: cursorBlinks,
    font,
    colours,
    screen_reader: screenReader,
  }
}

/** The preferences in force; `app` fills them from the server. */
export const usePreferences = create<Preferences>(() => DEFAULTS)
