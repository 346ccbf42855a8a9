/**
 * What one browser is subscribed to, and how far it has read: survives any number of connections.
 *
 * Knows no WebSocket, so it is tested without one. The protocol is in DESIGN of the server's `wire/events.py`:
 * `subscribe` after a cursor, replay, exactly one `synced`, then live; `reset` when the cursor is beyond the log.
 */
import type { Changed, ChatEvent, ClientFrame, ServerFrame, SocketAnswer } from '~/wire/types'
import { Batch } from './batch'

export interface ChatListener {
  /** New events in order, each exactly once. At most one call per 50 ms. */
  onEvents: (events: ChatEvent[]) => void
  /** Replay is over: everything up to `seq` was handed to `onEvents`; what follows is live. */
  onSynced?: (seq: number) => void
  /** The log is shorter than the cursor (a restored database): load the chat again, then subscribe again. */
  onReset?: () => void
  /** The server refused the subscription, e.g. because the chat was deleted. */
  onRefused?: (code: string, message: string) => void
}

type TopicFrame = Extract<ServerFrame, { topic: string }>

interface Subscription {
  topic: string
  /** Sequence number of the last event handed on. */
  last: number
  /** The operation that made it, to know its refusal by. */
  operation: number
  listener: ChatListener | undefined
  batch: Batch<ChatEvent> | undefined
}

export class Subscriptions {
  private readonly byTopic = new Map<string, Subscription>()
  /** Topics followed on this connection, by the server's account. */
  private readonly onServer = new Set<string>()
  /** Topics being left, with the operation that does it: until its answer, frames belong to the old subscription. */
  private readonly leaving = new Map<string, number>()
  private nextId = 1
  /** What somebody looks at in this window; null while nobody does. */
  private seeing: readonly string[] | null = null

  constructor(
    /** Sends a frame now, or drops it when there is no connection: `opened` sends everything again. */
    private readonly send: (frame: ClientFrame) => void,
    private readonly onChanged: (frame: Changed) => void,
  ) {}

  /** Follows a chat's events after `after`. One follower per chat: a second one takes over. */
  followChat(chatId: string, after: number, listener: ChatListener): () => void {
    const subscription: Subscription = {
      topic: `chat:${chatId}`,
      last: after,
      operation: 0,
      listener,
      batch: new Batch((events) => listener.onEvents(events)),
    }
    return this.add(subscription)
  }

  /** Follows the invalidations of `app` or `session:<id>`. */
  followChanges(topic: string): () => void {
    return this.add({ topic, last: 0, operation: 0, listener: undefined, batch: undefined })
  }

  ping(): void {
    this.send({ id: this.nextId++, op: 'ping' })
  }

  /** Somebody looks at these chats and terminals (`chat:<id>`, `terminal:<id>`), or at nothing here any more. */
  look(seeing: readonly string[] | null): void {
    this.seeing = seeing
    this.send({ id: this.nextId++, op: 'look', seeing: seeing && [...seeing] })
  }

  /** A connection opened: subscribes to everything from where it was. */
  opened(): void {
    this.onServer.clear()
    this.leaving.clear()
    for (const subscription of this.byTopic.values()) this.subscribe(subscription)
    if (this.seeing) this.look(this.seeing)
  }

  receive(frame: ServerFrame): void {
    if ('topic' in frame) this.onTopicFrame(frame)
    else if ('id' in frame) this.onAnswer(frame)
  }

  private add(subscription: Subscription): () => void {
    const { topic } = subscription
    this.byTopic.get(topic)?.batch?.dispose()
    this.leave(topic)
    this.byTopic.set(topic, subscription)
    this.subscribe(subscription)
    return () => {
      subscription.batch?.dispose()
      if (this.byTopic.get(topic) !== subscription) return
      this.byTopic.delete(topic)
      this.leave(topic)
    }
  }

  private leave(topic: string): void {
    if (!this.onServer.delete(topic)) return
    const id = this.nextId++
    this.leaving.set(topic, id)
    this.send({ id, op: 'unsubscribe', topic })
  }

  private subscribe(subscription: Subscription): void {
    subscription.operation = this.nextId++
    const { operation: id, topic, last: after } = subscription
    this.onServer.add(topic)
    this.send({ id, op: 'subscribe', topic, after })
  }

  private onAnswer(answer: SocketAnswer): void {
    for (const [topic, id] of this.leaving) if (id === answer.id) this.leaving.delete(topic)
    if (!answer.error) return
    for (const subscription of this.byTopic.values()) {
      if (subscription.operation !== answer.id) continue
      this.byTopic.delete(subscription.topic)
      this.onServer.delete(subscription.topic)
      subscription.batch?.dispose()
      subscription.listener?.onRefused?.(answer.error.code, answer.error.message)
    }
  }

  private onTopicFrame(frame: TopicFrame): void {
    const subscription = this.byTopic.get(frame.topic)
    if (!subscription || this.leaving.has(frame.topic)) return
    switch (frame.type) {
      case 'changed':
        this.onChanged(frame)
        return
      case 'synced':
        subscription.batch?.flush()
        subscription.listener?.onSynced?.(frame.seq)
        return
      case 'reset':
        subscription.batch?.dispose()
        subscription.last = 0
        subscription.listener?.onReset?.()
        return
      default:
        if (frame.seq <= subscription.last) return
        subscription.last = frame.seq
        subscription.batch?.push(frame)
    }
  }
}
