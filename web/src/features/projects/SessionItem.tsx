import { useQuery } from '@tanstack/react-query'
import { Ellipsis } from 'lucide-react'
import { memo } from 'react'
import { Link } from 'wouter'
import { showsNews, showsUnread, usePresence } from '~/connection/presence'
import { sessionTerminalsQuery } from '~/connection/terminal-api'
import { cn } from '~/lib/cn'
import { agoText } from '~/lib/format'
import { linkOfSession, onSessionLink, prefetchSession } from '~/panes/go-to-session'
import { Button } from '~/ui/button'
import { InlineName } from '~/ui/inline-name'
import { CommandItem, ContextMenuRoot, MenuLine, MenuRoot } from '~/ui/menu'
import { StatusDot } from '~/ui/status-dot'
import { toastError } from '~/ui/toast'
import { changeSession } from '~/wire/mutations'
import { sessionChatsQuery } from '~/wire/queries'
import type { Session } from '~/wire/types'
import { closeDrawer, startRenaming, stopRenaming, useSidebar } from './sidebar-state'

/** A session in the sidebar: where it is, whether it works or waits, and what can be done with it. */
export const SessionItem = memo(function SessionItem({ session, isOpen }: { session: Session; isOpen: boolean }) {
  const isRenaming = useSidebar(({ renaming }) => renaming === session.id)
  const isUnread = useIsUnread(session, isOpen)
  const rename = (name: string) => {
    changeSession(session.id, { name }).catch((error: unknown) => toastError('The session was not renamed', error))
  }
  const items = <SessionActions id={session.id} />
  if (isRenaming) {
    return (
      <li className="py-0.5 pr-1.5 pl-6">
        <InlineName name={session.name} label="Session name" onRename={rename} onDone={stopRenaming} />
      </li>
    )
  }
  return (
    <li className="group/session relative">
      <ContextMenuRoot items={items}>
        <Link
          href={linkOfSession(session)}
          aria-current={isOpen ? 'page' : undefined}
          onPointerEnter={() => prefetchSession(session.id)}
          onFocus={() => prefetchSession(session.id)}
          onClick={(event) => {
            closeDrawer()
            onSessionLink(session, event)
          }}
          onDoubleClick={() => startRenaming(session.id, session.project_id)}
          className={cn(
            'flex h-7 items-center gap-1.5 rounded-md pr-2 pl-7 text-fg-2 select-none hover:bg-bg-2 hover:text-fg-1 max-md:h-11 max-md:text-base',
            isOpen && 'bg-bg-3 text-fg-1 hover:bg-bg-3',
            isUnread && 'font-[560] text-fg-1',
          )}
        >
          <span className="min-w-0 flex-1 truncate">{session.name}</span>
          <StatusDot status={session.status} unread={isUnread} failed={session.failed} />
          <span className="shrink-0 text-2xs text-fg-3 tnum md:group-focus-within/session:invisible md:group-hover/session:invisible max-md:pr-10">
            {agoText(session.updated_at)}
          </span>
        </Link>
      </ContextMenuRoot>
      <div className="absolute inset-y-0 right-0.5 flex items-center md:opacity-0 md:group-focus-within/session:opacity-100 md:group-hover/session:opacity-100 md:has-data-popup-open:opacity-100">
        <MenuRoot
          align="start"
          trigger={
            <Button
              size="iconSm"
              aria-label={`Actions for session ${session.name}`}
              className="bg-inherit max-md:size-11"
            >
              <Ellipsis />
            </Button>
          }
        >
          {items}
        </MenuRoot>
      </div>
    </li>
  )
})

/** Whether a chat or terminal of it has news; what is on the screen is as good as read. */
function useIsUnread(session: Session, isOpen: boolean): boolean {
  const chats = useQuery({ ...sessionChatsQuery(session.id), enabled: isOpen }).data
  const terminals = useQuery({ ...sessionTerminalsQuery(session.id), enabled: isOpen }).data?.terminals
  const isNew = usePresence(
    (presence) => chats?.some((chat) => showsUnread(chat, presence)) || terminals?.some((one) => showsNews(one, presence)) || false,
  )
  return isOpen && chats && terminals ? isNew : session.unread
}

function SessionActions({ id }: { id: string }) {
  return (
    <>
      <CommandItem id="session.rename" target={id} />
      <CommandItem id="session.archive" target={id} />
      <MenuLine />
      <CommandItem id="session.delete" target={id} />
    </>
  )
}
