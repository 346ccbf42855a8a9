import { useQuery } from '@tanstack/react-query'
import { showsUnread, usePresence } from '~/connection/presence'
import { lookOf } from '~/lib/live-status'
import { paneIcon } from '~/panes/registry'
import type { PaneKind } from '~/panes/tree'
import { StatusDot } from '~/ui/status-dot'
import { sessionChatsQuery } from '~/wire/queries'

interface TabIconProps {
  sessionId: string
  kind: PaneKind
  chatId: string | null
}

/** The icon of a pane; of a chat that works, waits or has news, its dot. */
export function TabIcon({ sessionId, kind, chatId }: TabIconProps) {
  const chat = useQuery(sessionChatsQuery(sessionId)).data?.find((one) => one.id === chatId)
  const isUnread = usePresence((presence) => chat !== undefined && showsUnread(chat, presence))
  const live = chat && { ...chat, unread: isUnread }
  if (live && lookOf(live) !== 'idle') return <StatusDot status={live.status} unread={live.unread} failed={live.failed} />
  return <span className="text-fg-3 [&_svg]:size-[14px]">{paneIcon(kind)}</span>
}
