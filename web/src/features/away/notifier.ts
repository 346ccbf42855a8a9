/**
 * Tells in this window what ended or waits, and that nobody sees: a toast with a way there, a count on the hidden tab, and
 * the system's notification where the person wants it. What was seen in another window goes away here.
 */
import { QueryObserver } from '@tanstack/react-query'
import { navigate } from 'wouter/use-browser-location'
import { isLooking, isOnScreen, usePresence } from '~/connection/presence'
import { showOnDesktop, useDesktop } from '~/lib/desktop-notifications'
import { usePreferences } from '~/lib/preferences'
import { toasts } from '~/ui/toast'
import { markNotificationsSeen, notificationsQuery } from '~/wire/away'
import { queryClient } from '~/wire/queries'
import type { Notification, Notifications } from '~/wire/types'
import { showBadge } from './badge'
import { goTo } from '~/panes/show-goal'
import { isWanted, newsIn, topicOf } from './news'
import { detailOf, headline } from '~/lib/notification-words'

/** More at once than this are told in one. */
const MANY = 3
const TOAST_MS = 9000
const GROUP = 'notifications'

const keyOf = ({ id }: Notification): string => `notification:${id}`
const isHidden = (): boolean => document.visibilityState !== 'visible'
/** The inbox shows them itself. */
const isInboxShown = (): boolean => location.pathname === '/inbox'

/** Follows the notifications of the server. Returns what ends it. */
export function followNotifications(): () => void {
  const notifier = new Notifier()
  const observer = new QueryObserver(queryClient, notificationsQuery)
  const ends = [
    observer.subscribe(({ data }) => data && notifier.take(data)),
    usePresence.subscribe(() => notifier.look()),
    usePreferences.subscribe(() => notifier.look()),
  ]
  const onVisible = () => notifier.look()
  document.addEventListener('visibilitychange', onVisible)
  return () => {
    ends.forEach((end) => end())
    document.removeEventListener('visibilitychange', onVisible)
    showBadge(0)
  }
}

class Notifier {
  private known: Set<number> | null = null
  private page: Notifications | null = null
  /** What came while this window was hidden, for when it is not any more. */
  private held: Notification[] = []

  /** The server's list as it is now. What is there at the beginning is no news. */
  take(page: Notifications): void {
    if (page === this.page) return
    this.page = page
    const { notifications: all } = page
    const news = this.known ? newsIn(all, { known: this.known, wanted: usePreferences.getState().notifications, isOnScreen, now: Date.now() }) : []
    this.known = new Set([...(this.known ?? []), ...all.map(({ id }) => id)])
    const unseen = new Set(all.filter(({ seen }) => !seen).map(({ id }) => id))
    this.dropSeen(unseen)
    this.held = this.held.filter(({ id }) => unseen.has(id))
    if (isHidden()) this.held.push(...news)
    else tell(news)
    if (!isLooking()) void tellSystem(news)
    this.look()
  }

  /** Something about the window changed: whether it is hidden, or what is on its screen. */
  look(): void {
    const all = this.page?.notifications ?? []
    const { notifications: wanted } = usePreferences.getState()
    showBadge(isHidden() ? all.filter((one) => !one.seen && isWanted(one, wanted)).length : 0)
    if (!isHidden() && this.held.length > 0) {
      const held = this.held.filter((one) => !isOnScreen(topicOf(one)))
      this.held = []
      tell(held)
    }
    if (isLooking()) seeTerminals(all)
  }

  private dropSeen(unseen: ReadonlySet<number>): void {
    for (const id of this.known ?? []) if (!unseen.has(id)) toasts.drop(`notification:${id}`)
    if (unseen.size === 0) toasts.drop(GROUP)
  }
}

/** A terminal that is before somebody's eyes is seen; chats say so themselves, once they were read. */
function seeTerminals(all: readonly Notification[]): void {
  const ids = all.filter((one) => !one.seen && one.terminal_id && isOnScreen(topicOf(one))).map(({ id }) => id)
  if (ids.length > 0) see(ids)
}

// Not told now is told at the next look.
const see = (ids: number[]): void => void markNotificationsSeen({ ids }).catch(() => undefined)

const show = (one: Notification): void =>
  goTo({ projectId: one.project_id, sessionId: one.session_id, chatId: one.chat_id, messageId: one.message_id, terminalId: one.terminal_id, name: one.title })

function tell(news: readonly Notification[]): void {
  if (news.length === 0 || isInboxShown()) return
  if (news.length > MANY) {
    const onDismiss = () => see(news.map(({ id }) => id))
    const actionProps = { children: 'Inbox', onClick: () => navigate('/inbox') }
    toasts.add({ key: GROUP, title: `${news.length} things ended or wait for you`, description: headline(news.at(-1) as Notification), timeout: TOAST_MS, actionProps, onDismiss })
    return
  }
  for (const one of news) {
    const type = one.kind === 'failed' || one.kind === 'interrupted' ? 'error' : one.kind === 'request' ? 'info' : 'success'
    const actionProps = { children: 'Show', onClick: () => show(one) }
    toasts.add({ key: keyOf(one), title: headline(one), description: detailOf(one), type, timeout: TOAST_MS, actionProps, onDismiss: () => see([one.id]) })
  }
}

async function tellSystem(news: readonly Notification[]): Promise<void> {
  if (useDesktop.getState().state !== 'on' || news.length === 0) return
  const last = news.at(-1) as Notification
  if (news.length > MANY) {
    await showOnDesktop({ title: `${news.length} things ended or wait for you`, body: headline(last), tag: GROUP, onClick: () => navigate('/inbox') })
    return
  }
  await Promise.all(news.map((one) => showOnDesktop({ title: headline(one), body: detailOf(one), tag: keyOf(one), onClick: () => show(one) })))
}
