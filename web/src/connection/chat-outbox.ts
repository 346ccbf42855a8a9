/**
 * Prompts on their way to the server, per chat, in order.
 *
 * A prompt is written down before it is sent and forgotten when the server has accepted it; in between it is sent
 * again with the same `client_id`, after a lost network as after a reload, so it is never lost and never doubled.
 */
import { createStore, type StoreApi } from 'zustand/vanilla'
import { useStore } from 'zustand'
import { newId } from '~/lib/ids'
import { isPassing, sendPrompt, type Prompt } from './chat-api'
import { onOpened } from './socket'

export type Pending = {
  prompt: Prompt
  /** `waiting`: the network is away, it goes out by itself. `refused`: the server said no. */
  state: 'sending' | 'waiting' | 'refused'
  problem: string | null
  code: string | null
}
type Send = (chatId: string, prompt: Prompt) => Promise<unknown>

const RETRY_MS = [1000, 2000, 4000, 8000, 15_000]

export class Outbox {
  readonly store: StoreApi<{ pending: readonly Pending[] }>
  private busy = false
  private attempts = 0
  private timer: ReturnType<typeof setTimeout> | undefined

  constructor(
    private readonly chatId: string,
    private readonly storage: Pick<Storage, 'getItem' | 'setItem' | 'removeItem'> = localStorage,
    private readonly send: Send = sendPrompt,
  ) {
    this.store = createStore(() => ({ pending: this.read() }))
    this.store.subscribe(({ pending }) => this.write(pending))
    void this.work()
  }

  /** Accepts a prompt; it goes out as soon as those before it did. */
  add(prompt: Omit<Prompt, 'client_id'>): void {
    const pending: Pending = { prompt: { ...prompt, client_id: newId() }, state: 'sending', problem: null, code: null }
    this.store.setState((box) => ({ pending: [...box.pending, pending] }))
    void this.work()
  }

  retry(clientId: string): void {
    this.change(clientId, { state: 'sending', problem: null, code: null })
    void this.work()
  }

  discard(clientId: string): void {
    this.store.setState((box) => ({ pending: box.pending.filter((item) => item.prompt.client_id !== clientId) }))
  }

  /** Tries what waits now instead of after the back-off. */
  wake(): void {
    clearTimeout(this.timer)
    void this.work()
  }

  private async work(): Promise<void> {
    if (this.busy) return
    this.busy = true
    try {
      let next = this.next()
      while (next && (await this.deliver(next))) next = this.next()
    } finally {
      this.busy = false
    }
  }

  private next(): Pending | undefined {
    return this.store.getState().pending.find((item) => item.state !== 'refused')
  }

  /** Whether the next one may follow. */
  private async deliver({ prompt }: Pending): Promise<boolean> {
    try {
      await this.send(this.chatId, prompt)
      this.attempts = 0
      this.discard(prompt.client_id)
      return true
    } catch (error) {
      const problem = error instanceof Error ? error.message : String(error)
      if (!isPassing(error)) {
        this.change(prompt.client_id, { state: 'refused', problem, code: codeOf(error) })
        return true
      }
      this.change(prompt.client_id, { state: 'waiting', problem })
      const wait = RETRY_MS[Math.min(this.attempts++, RETRY_MS.length - 1)]
      this.timer = setTimeout(() => void this.work(), wait)
      return false
    }
  }

  private change(clientId: string, change: Partial<Pending>): void {
    this.store.setState((box) => ({
      pending: box.pending.map((item) => (item.prompt.client_id === clientId ? { ...item, ...change } : item)),
    }))
  }

  private get key(): string {
    return KEY + this.chatId
  }

  private read(): Pending[] {
    try {
      return JSON.parse(this.storage.getItem(this.key) ?? '[]') as Pending[]
    } catch {
      return []
    }
  }

  private write(pending: readonly Pending[]): void {
    try {
      if (pending.length) this.storage.setItem(this.key, JSON.stringify(pending))
      else this.storage.removeItem(this.key)
    } catch {
      // A full storage costs only the copy that survives a reload.
    }
  }
}

const codeOf = (error: unknown) => (error instanceof Error && 'code' in error ? String(error.code) : null)

const boxes = new Map<string, Outbox>()

const KEY = 'boo.outbox.'

const wakeAll = () => boxes.forEach((box) => box.wake())
onOpened(() => {
  openKept()
  wakeAll()
})
if (typeof window !== 'undefined') window.addEventListener('online', wakeAll)

export function outbox(chatId: string): Outbox {
  const box = boxes.get(chatId) ?? new Outbox(chatId)
  boxes.set(chatId, box)
  return box
}

export const usePending = (chatId: string) => useStore(outbox(chatId).store, (box) => box.pending)

/** What a browser that was killed has left goes out also where nobody opens its chat. */
function openKept(): void {
  try {
    for (const key of Object.keys(localStorage)) if (key.startsWith(KEY)) outbox(key.slice(KEY.length))
  } catch {
    // Without a storage nothing was left.
  }
}
