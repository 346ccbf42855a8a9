/**
 * What is being written in a chat: text and attachments, outside the pane that shows them.
 *
 * The text is kept in this browser at once and on the server a little later, so any client can go on with it.
 */
import { useStore } from 'zustand'
import { createStore, type StoreApi } from 'zustand/vanilla'
import { newId } from '~/lib/ids'
import { patchChat, upload, type AttachmentRef } from './chat-api'

export type Chip = {
  key: string
  kind: 'file' | 'image' | 'paste' | 'reference'
  name: string
  size: number
  state: 'uploading' | 'ready' | 'failed'
  problem: string | null
  /** What the prompt names it by, once it is ready. */
  ref: AttachmentRef | null
  /** The text of a paste, so that it can go back into the message. */
  text: string | null
}
export type Draft = { text: string; chips: readonly Chip[] }
type Kept = Draft & { unsaved: boolean }

const SAVE_AFTER_MS = 800
/** A longer draft stays in this browser: the server takes no message of that size either. */
const MAX_SAVED_CHARS = 100_000
export const MAX_UPLOAD_BYTES = 32 * 1024 * 1024

export class DraftKeeper {
  readonly store: StoreApi<Draft>
  private unsaved: boolean
  private timer: ReturnType<typeof setTimeout> | undefined

  constructor(private readonly chatId: string) {
    const kept = this.read()
    this.unsaved = kept.unsaved
    this.store = createStore(() => ({ text: kept.text, chips: kept.chips }))
  }

  /** Takes the server's draft unless something newer was written here. */
  offer(text: string): void {
    if (!this.unsaved && this.store.getState().text !== text) this.store.setState({ text })
    if (this.unsaved) this.saveSoon()
  }

  write(text: string): void {
    if (text === this.store.getState().text) return
    this.store.setState({ text })
    this.unsaved = true
    this.keep()
    this.saveSoon()
  }

  clear(): void {
    this.store.setState({ chips: [] })
    this.write('')
    this.keep()
  }

  refer(path: string): void {
    if (this.store.getState().chips.some((chip) => chip.kind === 'reference' && chip.name === path)) return
    this.add({ kind: 'reference', name: path, size: 0, state: 'ready', problem: null, ref: { path }, text: null })
  }

  async attach(file: File, kind: 'file' | 'image' | 'paste', text: string | null = null): Promise<void> {
    const key = this.add({ kind, name: file.name, size: file.size, state: 'uploading', problem: null, ref: null, text })
    if (file.size > MAX_UPLOAD_BYTES) {
      this.change(key, { state: 'failed', problem: 'Files may have up to 32 MB.' })
      return
    }
    try {
      const uploaded = await upload(this.chatId, file, kind)
      this.change(key, { state: 'ready', name: uploaded.name, ref: { attachment_id: uploaded.id } })
    } catch (error) {
      this.change(key, { state: 'failed', problem: error instanceof Error ? error.message : String(error) })
    }
  }

  remove(key: string): void {
    this.store.setState((draft) => ({ chips: draft.chips.filter((chip) => chip.key !== key) }))
    this.keep()
  }

  /** Puts a prompt that was not sent back: text in front of what was written since, its attachments named again. */
  putBack(text: string, refs: readonly AttachmentRef[]): void {
    const written = this.store.getState().text
    for (const ref of refs) {
      const name = 'path' in ref ? ref.path : 'attachment'
      this.add({ kind: 'path' in ref ? 'reference' : 'file', name, size: 0, state: 'ready', problem: null, ref, text: null })
    }
    this.write(written ? `${text}\n\n${written}` : text)
  }

  private add(chip: Omit<Chip, 'key'>): string {
    const key = newId()
    this.store.setState((draft) => ({ chips: [...draft.chips, { ...chip, key }] }))
    this.keep()
    return key
  }

  private change(key: string, change: Partial<Chip>): void {
    this.store.setState((draft) => ({
      chips: draft.chips.map((chip) => (chip.key === key ? { ...chip, ...change } : chip)),
    }))
    this.keep()
  }

  private saveSoon(): void {
    clearTimeout(this.timer)
    this.timer = setTimeout(() => void this.save(), SAVE_AFTER_MS)
  }

  private async save(): Promise<void> {
    const { text } = this.store.getState()
    if (text.length > MAX_SAVED_CHARS) return
    try {
      await patchChat(this.chatId, { draft: text })
    } catch {
      return // Kept here as unsaved; the next keystroke or visit tries again.
    }
    if (this.store.getState().text !== text) return
    this.unsaved = false
    this.keep()
  }

  private get key(): string {
    return `boo.draft.${this.chatId}`
  }

  private read(): Kept {
    try {
      const kept = JSON.parse(localStorage.getItem(this.key) ?? 'null') as Kept | null
      if (kept) return kept
    } catch {
      // Unreadable: start empty.
    }
    return { text: '', chips: [], unsaved: false }
  }

  private keep(): void {
    const { text, chips } = this.store.getState()
    const ready = chips.filter((chip) => chip.state === 'ready')
    try {
      if (!text && !ready.length && !this.unsaved) localStorage.removeItem(this.key)
      else localStorage.setItem(this.key, JSON.stringify({ text, chips: ready, unsaved: this.unsaved } satisfies Kept))
    } catch {
      // A full storage costs only the local copy.
    }
  }
}

const keepers = new Map<string, DraftKeeper>()

export function draftKeeper(chatId: string): DraftKeeper {
  const keeper = keepers.get(chatId) ?? new DraftKeeper(chatId)
  keepers.set(chatId, keeper)
  return keeper
}

export const useDraft = (chatId: string) => useStore(draftKeeper(chatId).store)
