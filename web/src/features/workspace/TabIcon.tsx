import { useQuery } from '@tanstack/react-query'
import { paneIcon } from '~/panes/registry'
import type { PaneKind } from '~/panes/tree'
import { StatusDot } from '~/ui/status-dot'
import { sessionChatsQuery, useIsAsking } from '~/wire/queries'

interface TabIconProps {
  sessionId: string
  kind: PaneKind
  chatId: string | null
}

/** The icon of a pane; of a chat that works, waits or has news, its dot. */
export function TabIcon({ sessionId, kind, chatId }: TabIconProps) {
  const chat = useQuery(sessionChatsQuery(sessionId)).data?.find((one) => one.id === chatId)
  const isAsking = useIsAsking({ chat_id: chatId ?? '' })
  if (isAsking) return <StatusDot status="blocked" />
  if (chat && (chat.status !== 'idle' || chat.unread)) return <StatusDot status={chat.status} unread={chat.unread} />
  return <span className="text-fg-3 [&_svg]:size-[14px]">{paneIcon(kind)}</span>
}
