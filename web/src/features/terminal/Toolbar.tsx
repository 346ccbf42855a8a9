import { AArrowDown, AArrowUp, ClipboardPaste, Copy, Ellipsis, Expand, MessageSquarePlus, Pencil, RotateCcw, Search, TextSelect, Trash2 } from 'lucide-react'
import { letterSize, stepLetterSize } from '~/connection/terminal-preferences'
import { keysOf } from '~/lib/commands'
import { FONT_SIZES, usePreferences } from '~/lib/preferences'
import { Button } from '~/ui/button'
import { MenuItem, MenuLine, MenuRoot } from '~/ui/menu'
import { Tip } from '~/ui/tooltip'
import { killTerminal } from './actions'
import { pasteClipboard, quote, rename, restart } from './deeds'
import { useTerminalView, type TerminalSession } from './session'
import { placeOf } from './words'

const touch = 'max-md:size-11'

/** Where the terminal is, what runs in it, and what can be done with it. */
export function Toolbar({ session }: { session: TerminalSession }) {
  const terminal = useTerminalView(session, (view) => view.terminal)
  const title = useTerminalView(session, (view) => view.title)
  const hasSelection = useTerminalView(session, (view) => view.hasSelection)
  return (
    <div className="flex h-[34px] shrink-0 items-center gap-1 border-b border-line pr-1 pl-3 text-xs text-fg-2 max-md:h-12">
      {terminal && (
        <>
          <span className="shrink-0 rounded-sm bg-bg-2 px-1.5 text-2xs font-[530] text-fg-1">{placeOf(terminal)}</span>
          <span className="min-w-0 flex-1 truncate font-mono text-2xs" title={terminal.kind === 'ssh' ? undefined : terminal.directory}>
            {title || (terminal.kind === 'ssh' ? `ssh ${terminal.host}` : terminal.directory)}
          </span>
          {!terminal.durable && <span className="shrink-0 rounded-sm border border-line-2 px-1.5 text-2xs">ends with the server</span>}
          <SizeChip session={session} />
          <Tip label="Search" keys="$mod+Shift+f">
            <Button size="iconSm" className={touch} onClick={() => session.search()}>
              <Search />
            </Button>
          </Tip>
          <Tip label={hasSelection ? 'Add the selection to a chat' : "Add the last command's output to a chat"} keys={keysOf('terminal.quote')}>
            <Button size="iconSm" className={touch} onClick={() => void quote(session)}>
              <MessageSquarePlus />
            </Button>
          </Tip>
          <More session={session} />
        </>
      )}
    </div>
  )
}

/** Says that the screen is not as large as its place could be, and changes that. It never takes room from the screen itself. */
function SizeChip({ session }: { session: TerminalSession }) {
  const size = useTerminalView(session, (view) => view.size)
  const room = useTerminalView(session, (view) => view.room)
  const isFitted = useTerminalView(session, (view) => view.isFitted)
  const isRunning = useTerminalView(session, (view) => view.terminal?.state === 'running' && view.phase === 'open')
  if (!isRunning || !size || !room) return null
  const isOther = size.cols !== room.cols || size.rows !== room.rows
  if (!isFitted && !isOther) return null
  const said = isFitted ? 'Fitted to this window' : `${size.cols} × ${size.rows}, for another window`
  return (
    <span role="status" className="flex shrink-0 items-center gap-1.5 text-2xs text-fg-2 tnum">
      <span className="max-md:sr-only">{said}</span>
      <Button kind="outline" size="xs" className="max-md:h-11 max-md:px-2.5" onClick={() => session.fit(!isFitted)}>
        {isFitted ? 'Fit to all' : 'Fit to me'}
      </Button>
    </span>
  )
}

function More({ session }: { session: TerminalSession }) {
  const terminal = useTerminalView(session, (view) => view.terminal)
  const isFitted = useTerminalView(session, (view) => view.isFitted)
  const hasSelection = useTerminalView(session, (view) => view.hasSelection)
  const size = usePreferences((preferences) => letterSize(preferences.terminal))
  if (!terminal) return null
  return (
    <MenuRoot
      align="end"
      trigger={
        <Button size="iconSm" className={touch} aria-label="More for this terminal">
          <Ellipsis />
        </Button>
      }
    >
      <MenuItem icon={<Copy />} keys="$mod+Shift+c" disabled={!hasSelection} onClick={() => void session.screen.copySelection()}>
        Copy
      </MenuItem>
      <MenuItem icon={<ClipboardPaste />} keys="$mod+Shift+v" onClick={() => void pasteClipboard(session)}>
        Paste
      </MenuItem>
      <MenuItem icon={<TextSelect />} onClick={() => session.select(true)}>
        Select text
      </MenuItem>
      <MenuLine />
      <MenuItem icon={<Pencil />} onClick={() => rename(session)}>
        Rename…
      </MenuItem>
      <MenuItem icon={<Expand />} onClick={() => session.toggleFit()}>
        {isFitted ? 'Fit to all windows' : 'Fit to this window'}
      </MenuItem>
      <MenuItem icon={<AArrowUp />} disabled={size >= FONT_SIZES.most} staysOpen onClick={() => stepLetterSize(1)}>
        Larger letters
      </MenuItem>
      <MenuItem icon={<AArrowDown />} disabled={size <= FONT_SIZES.least} staysOpen onClick={() => stepLetterSize(-1)}>
        Smaller letters
      </MenuItem>
      <MenuItem icon={<RotateCcw />} onClick={() => void restart(session)}>
        Restart
      </MenuItem>
      <MenuLine />
      <MenuItem icon={<Trash2 />} className="text-err" onClick={() => void killTerminal(terminal)}>
        End and close
      </MenuItem>
    </MenuRoot>
  )
}
