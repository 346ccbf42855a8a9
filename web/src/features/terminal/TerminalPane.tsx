import { useQuery } from '@tanstack/react-query'
import { useEffect, useRef, type RefObject } from 'react'
import { useStore } from 'zustand'
import { usePresence } from '~/connection/presence'
import { seeTerminal, sessionTerminalsQuery } from '~/connection/terminal-api'
import { keysOf } from '~/lib/commands'
import { isPressed } from '~/lib/keys'
import { useIsPhone } from '~/lib/media'
import { currentAddress } from '~/panes/address'
import { activePane } from '~/panes/tree'
import { workspaceOf } from '~/panes/workspaces'
import { KeyBar } from './KeyBar'
import { backgroundOf, useTerminalMode } from './look'
import { SearchBar } from './SearchBar'
import { SelectLayer } from './SelectLayer'
import { terminalSession, useTerminalView, type TerminalSession } from './session'
import { Bars, ClipboardCard, ConnectionCard } from './Bars'
import { Toolbar } from './Toolbar'
import { useKeyboardRoom } from './use-keyboard-room'
import './terminal.css'

/** A terminal. Screen, connection and everything it knows live in its `TerminalSession`. */
export function TerminalPane({ id }: { id: string }) {
  const session = terminalSession(id)
  const name = useTerminalView(session, (view) => view.terminal?.name) ?? 'Terminal'
  const isSelecting = useTerminalView(session, (view) => view.isSelecting)
  const background = backgroundOf(useTerminalMode())
  const isPhone = useIsPhone()
  const pane = useRef<HTMLElement>(null)
  useKeyboardRoom(pane)
  useSearchKey(pane, session)
  useSeen(session)
  return (
    <section ref={pane} aria-label={name} className="flex h-full flex-col bg-bg-1">
      <Toolbar session={session} />
      <Bars session={session} />
      <Host session={session} background={background} />
      {isPhone && !isSelecting && <KeyBar session={session} />}
    </section>
  )
}

/** Where the screen is put. Smaller than its place, it stands in the corner, framed. */
function Host({ session, background }: { session: TerminalSession; background: string }) {
  const host = useRef<HTMLDivElement>(null)
  useEffect(() => {
    if (!host.current) return undefined
    const unmount = session.mount(host.current)
    const { sessionId } = currentAddress()
    // Whoever opened this terminal wants to type in it; a phone's keyboard waits to be asked for.
    const isActive = sessionId && activePane(workspaceOf(sessionId).tree)?.ref === session.id
    if (isActive && !matchMedia('(pointer: coarse)').matches) session.screen.focus()
    return unmount
  }, [session])
  const isSearching = useTerminalView(session, (view) => view.isSearching)
  const isSmall = useTerminalView(session, ({ size, room }) => size !== null && room !== null && (size.cols < room.cols || size.rows < room.rows))
  return (
    <div className="relative min-h-0 flex-1 overflow-hidden px-2 pt-1.5 pb-1" style={{ background }}>
      <div ref={host} className={isSmall ? 'terminal-host terminal-host-small' : 'terminal-host'} />
      <ConnectionCard session={session} />
      <ClipboardCard session={session} />
      {isSearching && <SearchBar session={session} />}
      <SelectLayer session={session} />
    </div>
  )
}

/** The key that searches in a terminal does so also while its toolbar has the focus. */
function useSearchKey(pane: RefObject<HTMLElement | null>, session: TerminalSession): void {
  useEffect(() => {
    const element = pane.current
    const onKeyDown = (event: KeyboardEvent) => {
      if (!isPressed(event, keysOf('terminal.search') ?? '')) return
      event.preventDefault()
      session.search()
    }
    element?.addEventListener('keydown', onKeyDown)
    return () => element?.removeEventListener('keydown', onKeyDown)
  }, [pane, session])
}

/** What it has to tell is told once somebody looks at it. */
function useSeen({ id, store }: TerminalSession): void {
  const sessionId = useStore(store, (view) => view.terminal?.session_id)
  const { data } = useQuery({ ...sessionTerminalsQuery(sessionId ?? ''), enabled: Boolean(sessionId) })
  const isUnread = data?.terminals.find((one) => one.id === id)?.unread ?? false
  const isSeen = usePresence(({ isLooking, onScreen }) => isLooking && onScreen.includes(`terminal:${id}`))
  useEffect(() => {
    // It stays marked, and the next look says it again.
    if (isUnread && isSeen) seeTerminal(id).catch(() => undefined)
  }, [id, isUnread, isSeen])
}
