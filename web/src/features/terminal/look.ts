/** Colours and letters of terminals. */
import type { ITheme, ITerminalOptions } from '@xterm/xterm'
import { letterSize } from '~/connection/terminal-preferences'
import { onPhoneChange } from '~/lib/media'
import { usePreferences, type TerminalPreferences } from '~/lib/preferences'
import { useTheme, type ThemeMode } from '~/lib/theme'

/** Both sets reach 4.5:1 on their background; what programs choose themselves is corrected to that by the terminal. */
const ANSI: Record<ThemeMode, ITheme> = {
  dark: {
    black: '#3b3733', red: '#ef8577', green: '#93c48b', yellow: '#e3bd6d',
    blue: '#8fb4e6', magenta: '#cfa0d8', cyan: '#7fc8c2', white: '#d8d3cb',
    brightBlack: '#9a938a', brightRed: '#ff9d8f', brightGreen: '#abd9a3', brightYellow: '#f4d289',
    brightBlue: '#aaccf7', brightMagenta: '#e2b8ea', brightCyan: '#9adfd9', brightWhite: '#f7f3ec',
  },
  light: {
    black: '#2b2723', red: '#b3362b', green: '#3b7a34', yellow: '#8a6100',
    blue: '#2c60ad', magenta: '#8a4196', cyan: '#147570', white: '#6d665e',
    brightBlack: '#6f685f', brightRed: '#b93a2e', brightGreen: '#3f7e38', brightYellow: '#8c6400',
    brightBlue: '#3266b4', brightMagenta: '#9146a0', brightCyan: '#17776f', brightWhite: '#2b2723',
  },
}
const FRAME: Record<ThemeMode, { background: string; foreground: string; cursor: string; match: string; active: string }> = {
  dark: { background: '#171513', foreground: '#ebe7e1', cursor: '#ee8d51', match: '#5a4326', active: '#8f5a22' },
  light: { background: '#fdfcfb', foreground: '#221d19', cursor: '#b0501f', match: '#f6dfa8', active: '#f0b46a' },
}
const OWN_FONT = '"JetBrains Mono Variable", ui-monospace, Menlo, Consolas, monospace'

export const modeOf = ({ colours }: TerminalPreferences, app: ThemeMode): ThemeMode => (colours === 'app' ? app : colours)

export function themeOf(mode: ThemeMode): ITheme {
  const { background, foreground, cursor } = FRAME[mode]
  return {
    ...ANSI[mode],
    background,
    foreground,
    cursor,
    cursorAccent: background,
    selectionBackground: `${cursor}55`,
    scrollbarSliderBackground: `${foreground}2e`,
    scrollbarSliderHoverBackground: `${foreground}4d`,
    scrollbarSliderActiveBackground: `${foreground}66`,
  }
}

export const backgroundOf = (mode: ThemeMode): string => FRAME[mode].background

/** How matches of a search look. */
export function matchColours(mode: ThemeMode) {
  const { match, active, cursor } = FRAME[mode]
  return {
    matchBackground: match,
    activeMatchBackground: active,
    activeMatchBorder: cursor,
    matchOverviewRuler: match,
    activeMatchColorOverviewRuler: active,
  }
}

/** The family that a person names comes first; ours is there if theirs is not. */
export const fontOf = ({ font }: TerminalPreferences): string => (font ? `"${font.replaceAll('"', '')}", ${OWN_FONT}` : OWN_FONT)

/** The options that follow the preferences and the theme now. */
export function lookNow(): ITerminalOptions {
  const { terminal, motion } = usePreferences.getState()
  const isCalm = motion === 'reduced' || matchMedia('(prefers-reduced-motion: reduce)').matches
  return {
    fontFamily: fontOf(terminal),
    fontSize: letterSize(terminal),
    lineHeight: terminal.lineHeight,
    screenReaderMode: terminal.screenReader,
    cursorStyle: terminal.cursor,
    cursorBlink: terminal.cursorBlinks && !isCalm,
    theme: themeOf(modeOf(terminal, useTheme.getState().mode)),
  }
}

/** Calls `listener` when the look changes. Returns what ends it. */
export function onLook(listener: () => void): () => void {
  const ends = [useTheme.subscribe(listener), usePreferences.subscribe(listener), onPhoneChange(listener)]
  return () => ends.forEach((end) => end())
}

/** The light or dark of the terminals, for what is around them. */
export function useTerminalMode(): ThemeMode {
  const app = useTheme((theme) => theme.mode)
  return modeOf(usePreferences((preferences) => preferences.terminal), app)
}
