import { ClipboardPaste, Copy, Ellipsis, Expand, MessageSquarePlus, Pencil, RotateCcw, Search, Trash2 } from 'lucide-react'
import { busyWith } from '~/connection/terminal-busy'
import { getTerminal } from '~/connection/terminal-api'
import { keysAsText } from '~/ui/kbd'
import { Button } from '~/ui/button'
import { confirm } from '~/ui/confirm'
import { MenuItem, MenuLine, MenuRoot } from '~/ui/menu'
import { toasts } from '~/ui/toast'
import { Tip } from '~/ui/tooltip'
import { killTerminal, quoteTerminal } from './actions'
import { askFor } from './dialog-state'
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
          <span className="min-w-0 flex-1 truncate font-mono text-2xs" title={terminal.directory}>
            {title || terminal.directory}
          </span>
          <SizeChip session={session} />
          <Tip label="Search" keys="$mod+Shift+f">
            <Button size="iconSm" className={touch} onClick={() => session.search()}>
              <Search />
            </Button>
          </Tip>
          <Tip label={hasSelection ? 'Add the selection to a chat' : "Add the last command's output to a chat"}>
            <Button size="iconSm" className={touch} onClick={() => void quoteTerminal(terminal, session.screen.term.getSelection())}>
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
      <MenuItem icon={<ClipboardPaste />} keys="$mod+Shift+v" onClick={() => void paste(session)}>
        Paste
      </MenuItem>
      <MenuLine />
      <MenuItem icon={<Pencil />} onClick={() => askFor({ kind: 'rename', id: terminal.id, name: terminal.name })}>
        Rename…
      </MenuItem>
      <MenuItem icon={<Expand />} onClick={() => session.fit(!isFitted)}>
        {isFitted ? 'Fit to all windows' : 'Fit to this window'}
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

async function paste(session: TerminalSession): Promise<void> {
  try {
    session.screen.term.paste(await navigator.clipboard.readText())
  } catch {
    toasts.add({
      title: 'The browser does not let BooCode read the clipboard',
      description: `Press ${keysAsText('$mod+Shift+v')} in the terminal instead.`,
      type: 'error',
    })
  }
  session.screen.focus()
}

async function restart(session: TerminalSession): Promise<void> {
  const running = await getTerminal(session.id).then(busyWith, () => null)
  const agreed =
    !running || (await confirm({ title: 'Start this terminal again?', body: `${running} is running in it. It is ended first.`, action: 'Restart' }))
  if (agreed) await session.restart()
}
