/**
 * One feed per chat: its snapshot, then its events, in a store that outlives the panes which show it.
 *
 * A feed follows the socket while somebody holds it and a little longer, so moving or switching a tab loads nothing.
 */
import { useEffect } from 'react'
import { useStore } from 'zustand'
import { createStore, type StoreApi } from 'zustand/vanilla'
import type { Chat, ChatEvent, Message } from '~/wire/types'
import { ApiError } from '~/wire/client'
import { getChat, getMessages, getTasks, patchChat, type ChatPatch } from './chat-api'
import { draftKeeper } from './chat-draft'
import { emptyChat, fromSnapshot, markSynced, reduceAll, withOlder, withTasks, type ChatState } from './chat-reducer'
import { onOpened, subscribeChat } from './socket'

export type ChatView = {
  phase: 'loading' | 'ready' | 'missing' | 'failed'
  /** Why it is missing or failed, as a sentence. */
  problem: string | null
  chat: Chat | null
  log: ChatState
  loadingOlder: boolean
}

const LINGER_MS = 60_000
const MOST_RESTING = 20
const RETRY_MS = [500, 1000, 2000, 4000, 8000]

class ChatFeed {
  readonly store: StoreApi<ChatView>
  private holders = 0
  private attempts = 0
  private patches = 0
  private loading = false
  private unfollow: (() => void) | undefined
  private timer: ReturnType<typeof setTimeout> | undefined
  private lingering: ReturnType<typeof setTimeout> | undefined

  constructor(readonly chatId: string) {
    this.store = createStore<ChatView>(() => ({
      phase: 'loading', problem: null, chat: null, log: emptyChat, loadingOlder: false,
    }))
  }

  /** Follows the chat until the returned function is called. */
  hold(): () => void {
    clearTimeout(this.lingering)
    resting.delete(this)
    if (this.holders++ === 0 && !this.unfollow) void this.load()
    return () => {
      if (--this.holders === 0) this.lingering = setTimeout(() => this.rest(), LINGER_MS)
    }
  }

  async load(): Promise<void> {
    if (this.loading) return
    this.loading = true
    clearTimeout(this.timer)
    try {
      const [chat, snapshot] = await Promise.all([getChat(this.chatId), getMessages(this.chatId)])
      this.attempts = 0
      this.store.setState((view) => ({
        phase: 'ready', problem: null, chat, log: { ...fromSnapshot(snapshot, view.log), title: chat.title },
      }))
      draftKeeper(this.chatId).offer(chat)
      this.follow(snapshot.seq)
      void this.loadTasks()
    } catch (error) {
      this.onLoadError(error)
    } finally {
      this.loading = false
    }
  }

  async loadOlder(limit?: number): Promise<void> {
    const { log, loadingOlder } = this.store.getState()
    const before = log.older
    if (before === null || loadingOlder) return
    this.store.setState({ loadingOlder: true })
    try {
      const page = await getMessages(this.chatId, before, limit)
      this.store.setState((view) => ({ log: withOlder(view.log, page, before) }))
    } catch {
      // Scrolling up again asks again.
    } finally {
      this.store.setState({ loadingOlder: false })
    }
  }

  /** Changes the chat's own fields at once and on the server; puts them back where the server refuses. */
  async patch(change: ChatPatch): Promise<void> {
    const before = this.store.getState().chat
    if (before) this.store.setState({ chat: { ...before, ...change } })
    this.patches++
    try {
      this.store.setState({ chat: await patchChat(this.chatId, change) })
    } catch (error) {
      this.store.setState({ chat: before })
      throw error
    } finally {
      this.patches--
    }
  }

  /** What the next prompt goes to, as the server has it: another window or device may have chosen. */
  takeChoice({ provider, model, mode, thinking, options, offered }: Chat): void {
    if (this.patches > 0) return // What is chosen here just now is newer.
    this.store.setState(({ chat }) => ({ chat: chat && { ...chat, provider, model, mode, thinking, options, offered } }))
  }

  retryNow(): void {
    if (this.holders > 0 && this.store.getState().phase === 'failed') void this.load()
  }

  /** Answers cost and end of older tasks; the chat is readable without them. */
  private async loadTasks(): Promise<void> {
    try {
      const tasks = await getTasks(this.chatId)
      this.store.setState((view) => ({ log: withTasks(view.log, tasks) }))
    } catch {
      // The footers of older answers stay without numbers.
    }
  }

  private follow(after: number): void {
    this.unfollow?.()
    this.unfollow = subscribeChat(this.chatId, after, {
      onEvents: (events) => this.take(events),
      onSynced: () => this.change(markSynced),
      onReset: () => void this.load(),
      onRefused: (code, message) => this.onRefused(code, message),
    })
  }

  private take(events: ChatEvent[]): void {
    this.change((log) => reduceAll(log, events))
    for (const event of events) if (event.type === 'options.updated') this.takeOptions(event.data)
  }

  private takeOptions({ offered, options }: Pick<Chat, 'offered' | 'options'>): void {
    this.store.setState(({ chat }) => ({ chat: chat && { ...chat, offered, options } }))
  }

  private change(step: (log: ChatState) => ChatState): void {
    const log = step(this.store.getState().log)
    this.store.setState({ log })
    if (log.stale) void this.load()
  }

  private onRefused(code: string, message: string): void {
    this.unfollow = undefined
    if (code === 'not_found') this.store.setState({ phase: 'missing', problem: message })
    else this.retryLater()
  }

  private onLoadError(error: unknown): void {
    const problem = error instanceof Error ? error.message : String(error)
    if (error instanceof ApiError && (error.status === 404 || error.status === 422)) {
      this.store.setState({ phase: 'missing', problem })
      return
    }
    if (this.store.getState().phase !== 'ready') this.store.setState({ phase: 'failed', problem })
    this.retryLater()
  }

  private retryLater(): void {
    clearTimeout(this.timer)
    const wait = RETRY_MS[Math.min(this.attempts++, RETRY_MS.length - 1)]
    this.timer = setTimeout(() => {
      if (this.holders > 0) void this.load()
    }, wait)
  }

  private rest(): void {
    clearTimeout(this.timer)
    this.unfollow?.()
    this.unfollow = undefined
    resting.add(this)
    const [oldest] = resting
    if (oldest && resting.size > MOST_RESTING) oldest.forget()
  }

  /** Lets go of the messages; whoever holds the feed next loads them again. */
  private forget(): void {
    resting.delete(this)
    this.store.setState({ phase: 'loading', problem: null, log: emptyChat })
  }
}

const feeds = new Map<string, ChatFeed>()
/** Feeds that nobody holds but whose messages are still here, the one rested longest first. */
const resting = new Set<ChatFeed>()

onOpened(() => feeds.forEach((feed) => feed.retryNow()))

export function chatFeed(chatId: string): ChatFeed {
  const feed = feeds.get(chatId) ?? new ChatFeed(chatId)
  feeds.set(chatId, feed)
  return feed
}

/** Lets loaded chats go to what the server says was chosen last. */
export function takeChoices(chats: readonly Chat[]): void {
  for (const chat of chats) feeds.get(chat.id)?.takeChoice(chat)
}

/** The message of this id, where the chat that has it is loaded and shows it. */
export function findMessage(id: string): Message | undefined {
  for (const feed of feeds.values()) {
    const found = feed.store.getState().log.messages.findLast((message) => message.id === id)
    if (found) return found
  }
  return undefined
}

/** Reads from a chat's feed and holds it while the component is mounted. */
export function useChat<T>(chatId: string, select: (view: ChatView) => T): T {
  return useStore(chatFeed(chatId).store, select)
}

export function useHeldChat(chatId: string): void {
  useEffect(() => chatFeed(chatId).hold(), [chatId])
}
