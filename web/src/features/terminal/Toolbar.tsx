import { Ellipsis } from 'lucide-react'
import { letterSize } from '~/connection/terminal-preferences'
import { usePreferences } from '~/lib/preferences'
import { terminalPane } from '~/panes/tree'
import { Button } from '~/ui/button'
import { CommandButton } from '~/ui/command-button'
import { CommandItem, MenuLine, MenuRoot } from '~/ui/menu'
import { useTerminalView, type TerminalSession } from './session'
import { placeOf } from './words'

const touch = 'max-md:size-11'

/** Where the terminal is, what runs in it, and what can be done with it. */
export function Toolbar({ session }: { session: TerminalSession }) {
  const terminal = useTerminalView(session, (view) => view.terminal)
  const title = useTerminalView(session, (view) => view.title)
  // The name of a button depends on it.
  useTerminalView(session, (view) => view.hasSelection)
  const paneId = terminalPane(session.id, '').id
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
          <CommandButton id="terminal.search" target={paneId} size="iconSm" className={touch} />
          <CommandButton id="terminal.quote" target={paneId} size="iconSm" className={touch} />
          <More paneId={paneId} session={session} />
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

function More({ paneId, session }: { paneId: string; session: TerminalSession }) {
  // What the items are called, and whether they can be done, depends on these.
  useTerminalView(session, (view) => view.isFitted)
  useTerminalView(session, (view) => view.hasSelection)
  usePreferences((preferences) => letterSize(preferences.terminal))
  return (
    <MenuRoot
      align="end"
      trigger={
        <Button size="iconSm" className={touch} aria-label="More for this terminal">
          <Ellipsis />
        </Button>
      }
    >
      <CommandItem id="terminal.copy" target={paneId} />
      <CommandItem id="terminal.paste" target={paneId} />
      <CommandItem id="terminal.select" target={paneId} />
      <MenuLine />
      <CommandItem id="terminal.rename" target={paneId} />
      <CommandItem id="terminal.fit" target={paneId} />
      <CommandItem id="terminal.larger" staysOpen />
      <CommandItem id="terminal.smaller" staysOpen />
      <CommandItem id="terminal.restart" target={paneId} />
      <MenuLine />
      <CommandItem id="terminal.end" target={paneId} />
    </MenuRoot>
  )
}
