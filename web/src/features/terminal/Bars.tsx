import { useQuery } from '@tanstack/react-query'
import { useState, type ReactNode } from 'react'
import { useConnection } from '~/connection/socket'
import { sessionTerminalsQuery } from '~/connection/terminal-api'
import { cn } from '~/lib/cn'
import { runCommand } from '~/lib/commands'
import { terminalPane } from '~/panes/tree'
import { Button } from '~/ui/button'
import { killTerminal } from './actions'
import { terminalSession, useTerminalView, type TerminalSession } from './session'
import { endOf, lossOf } from './words'

/** What wants a word above the screen: the connection, what it does not outlive, the end. */
export function Bars({ session }: { session: TerminalSession }) {
  return (
    <>
      <ConnectionBar session={session} />
      <FragileBar session={session} />
      <EndBar session={session} />
    </>
  )
}

function Bar({ children, actions, tone = 'plain' }: { children: ReactNode; actions?: ReactNode; tone?: 'plain' | 'warn' }) {
  return (
    <div
      role="status"
      className={`flex min-h-9 shrink-0 items-center gap-2 border-b border-line px-3 py-1 text-xs max-md:flex-wrap ${tone === 'warn' ? 'bg-warn-soft text-fg-1' : 'bg-bg-2 text-fg-1'}`}
    >
      <span className="min-w-0 flex-1 [overflow-wrap:anywhere]">{children}</span>
      <span className="flex items-center gap-1">{actions}</span>
    </div>
  )
}

function BarButton({ children, onClick }: { children: ReactNode; onClick: () => void }) {
  return (
    <Button kind="outline" className="max-md:h-11 max-md:px-3" onClick={onClick}>
      {children}
    </Button>
  )
}

function ConnectionBar({ session }: { session: TerminalSession }) {
  const phase = useTerminalView(session, (view) => view.phase)
  if (phase === 'refused') return <Bar tone="warn">The server does not serve {location.origin}. Add this name to BOOCODE_ALLOWED_HOSTS.</Bar>
  if (phase === 'gone') {
    return (
      <Bar tone="warn" actions={<BarButton onClick={() => runCommand('pane.close', terminalPane(session.id, '').id)}>Close tab</BarButton>}>
        This terminal was ended and forgotten.
      </Bar>
    )
  }
  return null
}

/** Over the screen: one that made room for it would be cut at its prompt until the connection is back. */
export function ConnectionCard({ session }: { session: TerminalSession }) {
  const phase = useTerminalView(session, (view) => view.phase)
  const isToldOf = useConnection(({ state }) => state === 'lost')
  if (phase !== 'lost') return null
  if (isToldOf) {
    return (
      <Card className="top-2 w-fit" actions={null}>
        What you type meanwhile is not sent.
      </Card>
    )
  }
  return (
    <Card className="top-2 border-warn/40 bg-warn-soft" actions={<BarButton onClick={() => session.reconnect()}>Try now</BarButton>}>
      Connection lost. Trying again; what you type meanwhile is not sent.
    </Card>
  )
}

function Card({ children, actions, className }: { children: ReactNode; actions: ReactNode; className: string }) {
  return (
    <div role="status" className={cn('absolute right-3 left-3 z-10 ml-auto flex max-w-120 items-center gap-2 rounded-lg border border-line-2 bg-pop p-2.5 text-xs text-fg-1 shadow-pop', className)}>
      <span className="min-w-0 flex-1 [overflow-wrap:anywhere]">{children}</span>
      {actions}
    </div>
  )
}

const TOLD = 'boo.terminal.told'

/** Said once: what this terminal does not outlive. */
function FragileBar({ session }: { session: TerminalSession }) {
  const terminal = useTerminalView(session, (view) => view.terminal)
  const [isTold, setTold] = useState(() => localStorage.getItem(TOLD) !== null)
  const isFragile = terminal?.durable === false && terminal.state === 'running' && !isTold
  const sessionId = terminal?.session_id ?? ''
  const message = useQuery({ ...sessionTerminalsQuery(sessionId), enabled: isFragile && sessionId !== '' }).data?.message
  if (!isFragile || !message) return null
  const dismiss = () => {
    localStorage.setItem(TOLD, 'yes')
    setTold(true)
    session.screen.focus()
  }
  return <Bar actions={<BarButton onClick={dismiss}>Understood</BarButton>}>{message}</Bar>
}

const SHOWN_CHARS = 80

/** A program's wish, over the screen: a screen that shrank for it would be drawn anew. */
export function ClipboardCard({ session }: { session: TerminalSession }) {
  const wanted = useTerminalView(session, (view) => view.wanted)
  if (wanted === null) return null
  const line = wanted.replace(/\s+/g, ' ').trim()
  const answer = (isAllowed: boolean) => () => void session.takeClipboard(isAllowed)
  const actions = (
    <>
      <BarButton onClick={answer(true)}>Allow</BarButton>
      <BarButton onClick={answer(false)}>No</BarButton>
    </>
  )
  return (
    <Card className="bottom-3" actions={actions}>
      A program wants to copy <span className="font-mono">“{line.length > SHOWN_CHARS ? `${line.slice(0, SHOWN_CHARS)}…` : line}”</span>
    </Card>
  )
}

function EndBar({ session }: { session: TerminalSession }) {
  const terminal = useTerminalView(session, (view) => view.terminal)
  if (!terminal || terminal.state === 'running') return null
  const said =
    terminal.state === 'lost'
      ? lossOf(terminal)
      : `${terminal.kind === 'ssh' ? `The connection to ${terminal.host}` : 'It'} ${endOf(terminal.exit_code ?? null)}.`
  return (
    <Bar
      actions={
        <>
          <BarButton onClick={() => void terminalSession(terminal.id).restart()}>Restart</BarButton>
          <BarButton onClick={() => void killTerminal(terminal)}>Close</BarButton>
        </>
      }
    >
      {said}
    </Bar>
  )
}
