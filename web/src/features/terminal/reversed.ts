/**
 * Reversed text in the colour of the background.
 *
 * The plain renderer of xterm.js takes the letters of reversed text to be in the foreground's colour when it looks after
 * contrast: on a ground of the same colour that gives grey letters. It remembers what it found; this is put there first.
 */
import type { Terminal } from '@xterm/xterm'

interface Colour {
  rgba: number
}
interface Found {
  setColor: (background: number, foreground: number, letters: Colour) => void
}
interface Inner {
  _core?: { _themeService?: { colors: { foreground: Colour; background: Colour; contrastCache: Found } } }
}

/** To be done again after each change of the theme. */
export function readReversed(term: Terminal): void {
  // oxlint-disable-next-line no-underscore-dangle -- there is no other way in
  const colours = (term as unknown as Inner)._core?._themeService?.colors
  colours?.contrastCache.setColor(colours.foreground.rgba, colours.foreground.rgba, colours.background)
}
