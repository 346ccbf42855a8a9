import { useQuery } from '@tanstack/react-query'
import { showsNews, showsUnread, usePresence } from '~/connection/presence'
import { sessionTerminalsQuery } from '~/connection/terminal-api'
import { lookOf } from '~/lib/live-status'
import { paneIcon } from '~/panes/registry'
import type { PaneKind } from '~/panes/tree'
import { StatusDot } from '~/ui/status-dot'
import { sessionChatsQuery } from '~/wire/queries'

interface TabIconProps {
  sessionId: string
  kind: PaneKind
  /** The chat or terminal that it shows. */
  id: string | null
}

/** The icon of a pane; of a chat that works, waits or has news, and of a terminal that has news, its dot. */
export function TabIcon({ sessionId, kind, id }: TabIconProps) {
  const chat = useQuery(sessionChatsQuery(sessionId)).data?.find((one) => one.id === id)
  const terminals = useQuery({ ...sessionTerminalsQuery(sessionId), enabled: kind === 'terminal' }).data?.terminals
  const terminal = kind === 'terminal' ? terminals?.find((one) => one.id === id) : undefined
  const isUnread = usePresence((presence) => chat !== undefined && showsUnread(chat, presence))
  const hasNews = usePresence((presence) => terminal !== undefined && showsNews(terminal, presence))
  const live = chat && { ...chat, unread: isUnread }
  if (live && lookOf(live) !== 'idle') return <StatusDot status={live.status} unread={live.unread} failed={live.failed} />
  if (hasNews) return <StatusDot status="idle" unread />
  return <span className="text-fg-3 [&_svg]:size-[14px]">{paneIcon(kind)}</span>
}
