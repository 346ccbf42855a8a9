import { useQuery } from '@tanstack/react-query'
import { Ellipsis } from 'lucide-react'
import { Link } from 'wouter'
import { cn } from '~/lib/cn'
import { agoText } from '~/lib/format'
import { addressOf } from '~/panes/address'
import { Button } from '~/ui/button'
import { InlineName } from '~/ui/inline-name'
import { CommandItem, MenuLine, MenuRoot } from '~/ui/menu'
import { StatusDot } from '~/ui/status-dot'
import { toastError } from '~/ui/toast'
import { changeChat } from '~/wire/mutations'
import { projectsQuery, sessionsQuery } from '~/wire/queries'
import type { Chat } from '~/wire/types'
import { renameRow, useRenamedRow } from './renaming'

interface ChatRowProps {
  chat: Chat
  showsProject: boolean
  showsSession: boolean
}

/** A chat in the history. */
export function ChatRow({ chat, showsProject, showsSession }: ChatRowProps) {
  const isRenaming = useRenamedRow((row) => row.id === chat.id)
  const title = chat.title ?? 'New chat'
  if (isRenaming) {
    const rename = (name: string) => {
      changeChat(chat.id, { title: name }).catch((error: unknown) => toastError('The chat was not renamed', error))
    }
    return (
      <li className="px-2 py-1">
        <InlineName name={title} label="Chat title" onRename={rename} onDone={() => renameRow(null)} />
      </li>
    )
  }
  return (
    <li className="group/chat relative">
      <Link
        href={addressOf({ projectId: chat.project_id, sessionId: chat.session_id, chatId: chat.id })}
        className="flex h-[34px] items-center gap-2.5 rounded-md px-2.5 hover:bg-bg-2 max-md:h-[56px]"
      >
        <span className="flex min-w-0 flex-1 items-center gap-2.5 max-md:flex-col max-md:items-start max-md:gap-0">
          <span
            className={cn(
              'min-w-0 flex-1 truncate max-md:max-w-full max-md:flex-none max-md:text-base',
              chat.unread && 'font-[560]',
              !chat.title && 'text-fg-2',
            )}
          >
            {title}
          </span>
          <Place chat={chat} showsProject={showsProject} showsSession={showsSession} />
        </span>
        <StatusDot status={chat.status} unread={chat.unread} failed={chat.failed} />
        <span className="w-14 shrink-0 text-right text-2xs text-fg-3 tnum max-md:mr-9 md:group-focus-within/chat:invisible md:group-hover/chat:invisible">
          {agoText(chat.updated_at)}
        </span>
      </Link>
      <div className="absolute inset-y-0 right-1.5 flex items-center md:opacity-0 md:group-focus-within/chat:opacity-100 md:group-hover/chat:opacity-100 md:has-data-popup-open:opacity-100">
        <ChatActions id={chat.id} title={title} />
      </div>
    </li>
  )
}

function ChatActions({ id, title }: { id: string; title: string }) {
  return (
    <MenuRoot
      align="end"
      trigger={
        <Button size="iconSm" aria-label={`Actions for chat ${title}`} className="max-md:size-11">
          <Ellipsis />
        </Button>
      }
    >
      <CommandItem id="chat.row.rename" target={id} />
      <CommandItem id="chat.read" target={id} />
      <CommandItem id="chat.unread" target={id} />
      <CommandItem id="chat.archive" target={id} />
      <CommandItem id="chat.restore" target={id} />
      <MenuLine />
      <CommandItem id="chat.delete" target={id} />
    </MenuRoot>
  )
}

/** Which project and session a chat belongs to, where the list mixes them. */
function Place({ chat, showsProject, showsSession }: ChatRowProps) {
  const project = useQuery({ ...projectsQuery, enabled: showsProject }).data?.find((one) => one.id === chat.project_id)
  const sessions = useQuery({ ...sessionsQuery(chat.project_id), enabled: showsSession }).data
  const session = sessions?.find((one) => one.id === chat.session_id)
  const words = [showsProject && project?.name, showsSession && session?.name].filter(Boolean)
  if (words.length === 0) return null
  return <span className="max-w-[45%] shrink-0 truncate text-2xs text-fg-3 max-md:max-w-full">{words.join(' / ')}</span>
}
