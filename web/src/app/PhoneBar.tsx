import { useQuery } from '@tanstack/react-query'
import { Inbox, MessagesSquare, Plus, Settings, X } from 'lucide-react'
import { useState, type ReactNode } from 'react'
import { useLocation } from 'wouter'
import { sessionTerminalsQuery } from '~/connection/terminal-api'
import { CountBadge } from '~/ui/count-badge'
import { cn } from '~/lib/cn'
import { runCommand } from '~/lib/commands'
import type { Address } from '~/panes/address'
import { paneIcon } from '~/panes/registry'
import { activePane, closePanes, focusPane, panesOf, type LayoutTree, type Pane } from '~/panes/tree'
import { arrange, useWorkspace } from '~/panes/workspaces'
import { Button } from '~/ui/button'
import { Dialog } from '~/ui/dialog'
import { Empty } from '~/ui/empty'
import { TextInput } from '~/ui/field'
import { StatusDot } from '~/ui/status-dot'
import { inboxQuery, sessionChatsQuery } from '~/wire/queries'

/** The bottom bar of a phone. It makes room while the keyboard is up. */
export default function PhoneBar({ address }: { address: Address }) {
  const [path] = useLocation()
  const count = useQuery(inboxQuery).data?.count ?? 0
  return (
    <nav
      aria-label="Main"
      className="grid shrink-0 grid-cols-4 border-t border-line bg-bg-0 px-1 pb-[env(safe-area-inset-bottom)] [@media(max-height:480px)]:hidden [[data-keyboard=up]_&]:hidden"
    >
      <OpenChats sessionId={address.sessionId} />
      <BarButton icon={<Plus />} label="New chat" onClick={() => runCommand('chat.new')} />
      <BarButton
        icon={<Inbox />}
        label="Inbox"
        count={count}
        isCurrent={path === '/inbox'}
        onClick={() => runCommand('inbox')}
      />
      <BarButton
        icon={<Settings />}
        label="Settings"
        isCurrent={path === '/settings'}
        onClick={() => runCommand('settings')}
      />
    </nav>
  )
}

interface BarButtonProps {
  icon: ReactNode
  label: string
  count?: number
  isCurrent?: boolean
  onClick: () => void
}

function BarButton({ icon, label, count = 0, isCurrent = false, onClick }: BarButtonProps) {
  return (
    <button
      type="button"
      aria-current={isCurrent ? 'page' : undefined}
      onClick={onClick}
      className={cn(
        'flex h-[52px] flex-col items-center justify-center gap-0.5 rounded-md text-2xs text-fg-2 [&_svg]:size-[19px]',
        isCurrent && 'text-fg-1',
      )}
    >
      <span className="relative px-2.5">
        {icon}
        {count > 0 && <CountBadge count={count} />}
      </span>
      {label}
    </button>
  )
}

/** Which chats are open in the session, one tap away from each other. */
function OpenChats({ sessionId }: { sessionId: string | undefined }) {
  const [isOpen, setOpen] = useState(false)
  const { tree } = useWorkspace(sessionId ?? '')
  const panes = usePanes(sessionId, tree)
  const [text, setText] = useState('')
  const found = panes.filter(({ name }) => name.toLowerCase().includes(text.trim().toLowerCase()))
  const show = () => {
    setText('')
    if (sessionId) setOpen(true)
    else runCommand('home')
  }
  return (
    <>
      <BarButton
        icon={<MessagesSquare />}
        label={panes.length > 1 ? `Chats (${panes.length})` : 'Chats'}
        onClick={show}
      />
      <Dialog open={isOpen} onOpenChange={setOpen} title="Open tabs">
        {panes.length > FEW && (
          <div className="px-4 pb-2">
            <TextInput type="search" aria-label="Find a tab" placeholder="Find a tab" value={text} onChange={(event) => setText(event.target.value)} className="h-11" />
          </div>
        )}
        <ul className="min-h-0 overflow-y-auto overscroll-contain px-2">
          {sessionId &&
            found.map((pane) => (
              <OpenChat
                key={pane.id}
                pane={pane}
                sessionId={sessionId}
                isShown={pane.id === activePane(tree)?.id}
                onPick={() => setOpen(false)}
              />
            ))}
        </ul>
        {panes.length === 0 && <Empty title="No chat is open here" />}
        {panes.length > 0 && found.length === 0 && <Empty title={`No tab is called “${text}”`} />}
        <div className="flex flex-col gap-2 p-3">
          <Button
            kind="soft"
            size="lg"
            className="w-full"
            onClick={() => {
              setOpen(false)
              runCommand('terminal.list')
            }}
          >
            Terminals
          </Button>
          <Button
            kind="soft"
            size="lg"
            className="w-full"
            onClick={() => {
              setOpen(false)
              runCommand('changes.open')
            }}
          >
            Review changes
          </Button>
          <Button
            kind="soft"
            size="lg"
            className="w-full"
            onClick={() => {
              setOpen(false)
              runCommand('history')
            }}
          >
            All chats of this project
          </Button>
        </div>
      </Dialog>
    </>
  )
}

/** How many tabs are found at a glance. */
const FEW = 8

/** The tabs of the session, as they are called now. */
function usePanes(sessionId: string | undefined, tree: LayoutTree): Pane[] {
  const chats = useQuery({ ...sessionChatsQuery(sessionId ?? ''), enabled: sessionId !== undefined }).data
  if (!sessionId) return []
  return panesOf(tree).map((pane) => ({ ...pane, name: chats?.find(({ id }) => id === pane.ref)?.title ?? pane.name }))
}

interface OpenChatProps {
  pane: Pane
  sessionId: string
  isShown: boolean
  onPick: () => void
}

const bringIntoView = (item: HTMLElement | null) => item?.scrollIntoView({ block: 'center' })

function OpenChat({ pane, sessionId, isShown, onPick }: OpenChatProps) {
  const chat = useQuery(sessionChatsQuery(sessionId)).data?.find((one) => one.id === pane.ref)
  const isTerminal = pane.kind === 'terminal'
  const terminals = useQuery({ ...sessionTerminalsQuery(sessionId), enabled: isTerminal }).data?.terminals
  const hasNews = isTerminal && !isShown && (terminals?.find(({ id }) => id === pane.ref)?.unread ?? false)
  const { name } = pane
  const pick = () => {
    arrange(sessionId, (tree) => focusPane(tree, pane.id))
    onPick()
  }
  return (
    <li ref={isShown ? bringIntoView : undefined} className={cn('flex items-center rounded-md', isShown && 'bg-bg-2')}>
      <button
        type="button"
        aria-current={isShown ? 'true' : undefined}
        onClick={pick}
        className="flex h-12 min-w-0 flex-1 items-center gap-2.5 px-2.5 text-left text-base [&>svg]:size-[18px] [&>svg]:shrink-0 [&>svg]:text-fg-3"
      >
        {paneIcon(pane.kind)}
        <span className="min-w-0 flex-1 truncate">{name}</span>
        {chat && <StatusDot status={chat.status} unread={chat.unread && !isShown} failed={chat.failed} />}
        {hasNews && <StatusDot status="idle" unread />}
      </button>
      <Button
        size="touch"
        aria-label={`Close ${name}`}
        onClick={() => arrange(sessionId, (tree) => closePanes(tree, [pane.id]))}
      >
        <X />
      </Button>
    </li>
  )
}
