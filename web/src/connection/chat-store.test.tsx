import { fakeServer } from './chat-fake-server'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Chat, ChatEvent, ClientFrame } from '~/wire/types'
import { created, delta, log, message, opened, snapshot, task, taskState, textPart, userMessage } from './chat-samples'
import { chatFeed, takeChoices } from './chat-store'
import { closeSocket, openSocket } from './socket'

/** The other end of the socket: what was sent, and a way to answer. */
class FakeSocket extends EventTarget {
  static last: FakeSocket | undefined
  static readonly CONNECTING = 0
  static readonly OPEN = 1
  static readonly CLOSING = 2
  static readonly CLOSED = 3
  readyState = 0
  sent: ClientFrame[] = []
  onopen: ((event: Event) => void) | null = null
  constructor(readonly url: string) {
    super()
    FakeSocket.last = this
    queueMicrotask(() => {
      this.readyState = 1
      this.dispatchEvent(new Event('open'))
    })
  }
  send(text: string) {
    const frame = JSON.parse(text) as ClientFrame
    this.sent.push(frame)
    this.say({ id: frame.id, result: {}, error: null })
  }
  say(frame: object) {
    this.dispatchEvent(new MessageEvent('message', { data: JSON.stringify(frame) }))
  }
  close() {
    this.readyState = 3
  }
}

let chats = 0
let chatId = ''
const events = (from: number, ...made: Parameters<typeof log> extends [number, ...infer R] ? R : never): ChatEvent[] =>
  log(from, ...made).map((event) => ({ ...event, topic: `chat:${chatId}` }))
const say = (...frames: object[]) => frames.forEach((frame) => FakeSocket.last?.say(frame))
const shown = () => chatFeed(chatId).store.getState()
const subscribed = () =>
  FakeSocket.last?.sent.flatMap((frame) => ('after' in frame && frame.topic === `chat:${chatId}` ? [frame.after] : []))

beforeEach(() => {
  fakeServer.reset()
  localStorage.clear()
  chatId = `store-${++chats}`
  vi.stubGlobal('WebSocket', FakeSocket)
  fakeServer.on('GET', /\/chats\/[^/]+$/, () => ({ body: { id: chatId, title: 'A chat', draft: 'half a thought', head_seq: 2, unread: false } }))
  fakeServer.on('GET', /\/tasks/, () => ({ body: { tasks: [] } }))
  fakeServer.on('GET', /\/messages/, () => ({
    body: snapshot({ seq: 2, messages: [userMessage('u', null, 'Hi'), message('a', 'u', { parts: [textPart('p', 'a', 0, 'Hel')] })], task: task('t') }),
  }))
})

afterEach(() => {
  closeSocket()
  vi.unstubAllGlobals()
})

describe('a feed', () => {
  it('loads a snapshot, then follows what comes after it', async () => {
    openSocket()
    const release = chatFeed(chatId).hold()
    await vi.waitFor(() => expect(subscribed()).toEqual([2]))
    say(...events(2, delta('a', 'p', 3, 'lo')), { topic: `chat:${chatId}`, type: 'synced', seq: 3 })
    await vi.waitFor(() => expect(shown().log).toMatchObject({ seq: 3, synced: true }))
    expect(shown().log.messages[1]?.parts[0]).toMatchObject({ text: 'Hello' })
    release()
  })
  it('loads again after a reset and follows from there', async () => {
    openSocket()
    const release = chatFeed(chatId).hold()
    await vi.waitFor(() => expect(subscribed()).toEqual([2]))
    fakeServer.on('GET', /\/messages/, () => ({ body: snapshot({ seq: 1, messages: [userMessage('u', null, 'Hi')] }) }))
    say({ topic: `chat:${chatId}`, type: 'reset' })
    await vi.waitFor(() => expect(subscribed()).toEqual([2, 1]))
    expect(shown().log.messages).toHaveLength(1)
    release()
  })
  it('loads again when events no longer fit', async () => {
    openSocket()
    const release = chatFeed(chatId).hold()
    await vi.waitFor(() => expect(subscribed()).toEqual([2]))
    say({ topic: `chat:${chatId}`, type: 'synced', seq: 2 }, ...events(2, delta('a', 'p', 99, 'lost')))
    await vi.waitFor(() => expect(fakeServer.called('GET', /\/messages/)).toHaveLength(2))
    release()
  })
  it('says when the chat is gone', async () => {
    fakeServer.on('GET', /\/messages/, () => ({ status: 404, body: { error: { code: 'not_found', message: 'There is no such chat.', data: {} } } }))
    const release = chatFeed(chatId).hold()
    await vi.waitFor(() => expect(shown()).toMatchObject({ phase: 'missing', problem: 'There is no such chat.' }))
    release()
  })
  it('tries again by itself when the server cannot be reached', async () => {
    let away = true
    fakeServer.on('GET', /\/chats\/[^/]+$/, () => (away ? 'unreachable' : { body: { id: chatId, title: null, draft: '', head_seq: 0 } }))
    const release = chatFeed(chatId).hold()
    await vi.waitFor(() => expect(shown().phase).toBe('failed'))
    away = false
    await vi.waitFor(() => expect(shown().phase).toBe('ready'), 3000)
    release()
  })
  it('puts back what the server refused to change', async () => {
    fakeServer.on('PATCH', /\/chats\//, () => ({ status: 422, body: { error: { code: 'unknown_model', message: 'No.', data: {} } } }))
    const release = chatFeed(chatId).hold()
    await vi.waitFor(() => expect(shown().phase).toBe('ready'))
    await expect(chatFeed(chatId).patch({ title: 'Other' })).rejects.toThrow('No.')
    expect(shown().chat?.title).toBe('A chat')
    release()
  })
  it('goes to what another device chose, but for what is chosen here meanwhile', async () => {
    let save = () => {}
    const saved = new Promise<void>((done) => (save = done))
    fakeServer.on('PATCH', /\/chats\//, () => ({ body: { id: chatId, title: 'A chat', provider: 'goose', model: null }, after: saved }))
    const release = chatFeed(chatId).hold()
    await vi.waitFor(() => expect(shown().phase).toBe('ready'))
    takeChoices([{ ...(shown().chat as Chat), title: 'Old', provider: 'opencode', model: 'm' }])
    expect(shown().chat).toMatchObject({ title: 'A chat', provider: 'opencode', model: 'm' })
    const patched = chatFeed(chatId).patch({ provider: 'goose', model: null })
    takeChoices([{ ...(shown().chat as Chat), provider: 'opencode', model: 'm' }])
    expect(shown().chat).toMatchObject({ provider: 'goose', model: null })
    save()
    await patched
    release()
  })
  it('survives the pane: a second holder loads nothing', async () => {
    openSocket()
    const first = chatFeed(chatId).hold()
    await vi.waitFor(() => expect(subscribed()).toEqual([2]))
    first()
    const second = chatFeed(chatId).hold()
    say(...events(2, opened(textPart('q', 'a', 1, 'more')), created(userMessage('u2', 'a', 'x')), taskState(task('t', { state: 'completed' }))))
    await vi.waitFor(() => expect(shown().log.messages).toHaveLength(3))
    expect(fakeServer.called('GET', /\/messages/)).toHaveLength(1)
    second()
  })
  it('lets go of messages when many others were looked at since', async () => {
    const many = Array.from({ length: 21 }, (_, at) => chatFeed(`${chatId}-${at}`))
    const releases = many.map((feed) => feed.hold())
    await vi.waitFor(() => many.forEach((feed) => expect(feed.store.getState().phase).toBe('ready')))
    vi.useFakeTimers()
    releases.forEach((release) => release())
    vi.advanceTimersByTime(60_000)
    vi.useRealTimers()
    expect(many[0]?.store.getState()).toMatchObject({ phase: 'loading', log: { messages: [] } })
    expect(many[1]?.store.getState().log.messages).toHaveLength(2)
    const again = many[0]?.hold()
    await vi.waitFor(() => expect(many[0]?.store.getState().log.messages).toHaveLength(2))
    again?.()
  })
})
