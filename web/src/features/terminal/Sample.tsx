import { letterSize } from '~/connection/terminal-preferences'
import { useIsPhone } from '~/lib/media'
import { usePreferences, type CursorShape } from '~/lib/preferences'
import { fontOf, themeOf, useTerminalMode } from './look'

const CURSORS: Record<CursorShape, (colour: string) => React.CSSProperties> = {
  block: (colour) => ({ background: colour }),
  bar: (colour) => ({ boxShadow: `inset 2px 0 ${colour}` }),
  underline: (colour) => ({ boxShadow: `inset 0 -2px ${colour}` }),
}

/** A few lines as terminals show them now. */
export function Sample() {
  const terminal = usePreferences((preferences) => preferences.terminal)
  const theme = themeOf(useTerminalMode())
  useIsPhone()
  const row = Math.round(letterSize(terminal) * 1.32 * terminal.lineHeight)
  return (
    <div
      role="img"
      aria-label="What terminals look like now"
      className="mb-2 overflow-hidden rounded-lg border border-line px-3 py-2 whitespace-pre"
      style={{ background: theme.background, color: theme.foreground, fontFamily: fontOf(terminal), fontSize: letterSize(terminal), lineHeight: `${row}px`, fontVariantLigatures: 'none' }}
    >
      <div>
        <span style={{ color: theme.green, fontWeight: 700 }}>boo@harbour</span>:<span style={{ color: theme.blue, fontWeight: 700 }}>~/tides</span>$ git status -s
      </div>
      <div>
        <span style={{ color: theme.green }}>A  tides/table.py</span>
      </div>
      <div>
        <span style={{ color: theme.red }}>?? notes 0O1lI.md</span> <span style={{ color: theme.brightBlack }}># new</span>
      </div>
      <div>
        <span style={{ color: theme.green, fontWeight: 700 }}>boo@harbour</span>:<span style={{ color: theme.blue, fontWeight: 700 }}>~/tides</span>$ <span style={CURSORS[terminal.cursor](theme.cursor ?? '')}> </span>
      </div>
    </div>
  )
}
