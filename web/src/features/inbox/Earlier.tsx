import { useQuery } from '@tanstack/react-query'
import { CircleAlert, CircleCheck, History, MessageCircleQuestion, PlugZap, SquareTerminal } from 'lucide-react'
import type { ReactNode } from 'react'
import { agoText } from '~/lib/format'
import { detailOf, headline } from '~/lib/notification-words'
import { goTo } from '~/panes/show-goal'
import { Button } from '~/ui/button'
import { Empty } from '~/ui/empty'
import { Loading } from '~/ui/loading'
import { NotRead } from '~/ui/not-read'
import { toastError } from '~/ui/toast'
import { markNotificationsSeen, notificationsQuery } from '~/wire/away'
import type { Notification } from '~/wire/types'

const ICONS: Record<Notification['kind'], ReactNode> = {
  completed: <CircleCheck className="text-ok" />,
  failed: <CircleAlert className="text-err" />,
  interrupted: <PlugZap className="text-warn" />,
  request: <MessageCircleQuestion className="text-warn" />,
  terminal: <SquareTerminal className="text-fg-2" />,
}

/** What was told before, seen or not. */
export function Earlier() {
  const told = useQuery(notificationsQuery)
  if (told.isPending) return <Loading label="Loading what was told" className="h-32 bg-transparent *:px-4 *:pt-5" />
  if (told.isLoadingError) return <NotRead title="What was told before was not read" query={told} />
  const { data } = told
  if (data.notifications.length === 0) {
    return (
      <Empty icon={<History />} title="Nothing was told yet">
        <p>What ends or waits while you look elsewhere is kept here for a while.</p>
      </Empty>
    )
  }
  return (
    <>
      {data.unseen > 0 && (
        <div className="px-4 pt-2 text-right">
          <Button size="md" className="max-md:h-11" onClick={seeAll}>
            Mark all as seen
          </Button>
        </div>
      )}
      <ul className="flex flex-col gap-px p-1.5">
        {data.notifications.map((one) => (
          <EarlierRow key={one.id} one={one} />
        ))}
      </ul>
    </>
  )
}

function EarlierRow({ one }: { one: Notification }) {
  const open = () =>
    goTo({ projectId: one.project_id, sessionId: one.session_id, chatId: one.chat_id, messageId: one.message_id, terminalId: one.terminal_id, name: one.title })
  return (
    <li data-inbox-row="" className="rounded-md hover:bg-bg-2">
      <button
        type="button"
        data-inbox-main
        onClick={open}
        className="flex min-h-11 w-full items-start gap-2.5 rounded-md px-2.5 py-1.5 text-left [&>svg]:mt-0.5 [&>svg]:size-4 [&>svg]:shrink-0"
      >
        {ICONS[one.kind]}
        <span className="min-w-0 flex-1">
          <span className="flex items-baseline gap-2">
            <span className={one.seen ? 'truncate text-fg-2' : 'truncate font-[560]'}>{headline(one)}</span>
            {!one.seen && <span role="img" aria-label="Not seen yet" className="size-[7px] shrink-0 self-center rounded-full bg-info" />}
            <span className="ml-auto shrink-0 text-2xs text-fg-3 tnum">{agoText(one.at)}</span>
          </span>
          <span className="line-clamp-1 text-xs break-words text-fg-2">{detailOf(one)}</span>
        </span>
      </button>
    </li>
  )
}

function seeAll(): void {
  markNotificationsSeen({ all: true }).catch((error: unknown) => toastError('They were not marked', error))
}
