import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { ApiError } from '~/wire/client'
import type { Prompt } from './chat-api'
import { Outbox } from './chat-outbox'

const memory = () => {
  const items = new Map<string, string>()
  return {
    items,
    getItem: (key: string) => items.get(key) ?? null,
    setItem: (key: string, value: string) => void items.set(key, value),
    removeItem: (key: string) => void items.delete(key),
  }
}

/** A server that answers as told and remembers what it accepted. */
function server() {
  const accepted: Prompt[] = []
  const tried: string[] = []
  const answers: (ApiError | 'ok')[] = []
  const send = async (_chat: string, prompt: Prompt) => {
    tried.push(prompt.client_id)
    const answer = answers.shift() ?? 'ok'
    if (answer !== 'ok') throw answer
    accepted.push(prompt)
  }
  return { accepted, tried, answers, send }
}

const away = new ApiError(0, 'unreachable', 'The server cannot be reached.')

describe('outbox', () => {
  beforeEach(() => void vi.useFakeTimers())
  afterEach(() => void vi.useRealTimers())

  it('forgets a prompt that was accepted', async () => {
    const host = server()
    const storage = memory()
    const box = new Outbox('c', storage, host.send)
    box.add({ text: 'hi' })
    expect(storage.items.size).toBe(1)
    await vi.advanceTimersByTimeAsync(0)
    expect(host.accepted.map((prompt) => prompt.text)).toEqual(['hi'])
    expect(box.store.getState().pending).toEqual([])
    expect(storage.items.size).toBe(0)
  })

  it('sends again with the same id after a lost network', async () => {
    const host = server()
    host.answers.push(away, away)
    const box = new Outbox('c', memory(), host.send)
    box.add({ text: 'hi' })
    await vi.advanceTimersByTimeAsync(0)
    expect(box.store.getState().pending[0]).toMatchObject({ state: 'waiting' })
    await vi.advanceTimersByTimeAsync(10_000)
    expect(new Set(host.tried).size).toBe(1)
    expect(host.accepted).toHaveLength(1)
  })

  it('keeps the order while the network is away', async () => {
    const host = server()
    host.answers.push(away)
    const box = new Outbox('c', memory(), host.send)
    box.add({ text: 'one' })
    box.add({ text: 'two' })
    await vi.advanceTimersByTimeAsync(10_000)
    expect(host.accepted.map((prompt) => prompt.text)).toEqual(['one', 'two'])
  })

  it('keeps what the server refused until the user decides', async () => {
    const host = server()
    host.answers.push(new ApiError(413, 'message_too_large', 'The message is too long.'))
    const box = new Outbox('c', memory(), host.send)
    box.add({ text: 'long' })
    box.add({ text: 'short' })
    await vi.advanceTimersByTimeAsync(0)
    expect(host.accepted.map((prompt) => prompt.text)).toEqual(['short'])
    const [refused] = box.store.getState().pending
    expect(refused).toMatchObject({ state: 'refused', problem: 'The message is too long.', code: 'message_too_large' })
    box.retry(refused?.prompt.client_id ?? '')
    await vi.advanceTimersByTimeAsync(0)
    expect(host.accepted).toHaveLength(2)
  })

  it('sends after a reload what was written down before it', async () => {
    const storage = memory()
    const host = server()
    host.answers.push(away)
    const before = new Outbox('c', storage, host.send)
    before.add({ text: 'hi' })
    await vi.advanceTimersByTimeAsync(0)
    const after = server()
    const box = new Outbox('c', storage, after.send)
    await vi.advanceTimersByTimeAsync(0)
    expect(after.tried).toEqual([host.tried[0]])
    expect(box.store.getState().pending).toEqual([])
  })
})
