/**
 * What is being written in a chat: text and attachments, outside the pane that shows them.
 *
 * It is kept in this browser at once and on the server a little later, so any client can go on with it. The server
 * numbers what it is given: who wrote without having seen the newest is told what that was.
 */
import { useStore } from 'zustand'
import { createStore, type StoreApi } from 'zustand/vanilla'
import { newId } from '~/lib/ids'
import { ApiError } from '~/wire/client'
import type { Chat } from '~/wire/types'
import { getChat, patchChat, upload, type AttachmentRef } from './chat-api'
import { onChanged } from './socket'

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
export type Draft = {
  text: string
  chips: readonly Chip[]
  /** What another window wrote at the same time, until it is taken in or waved away. */
  other: string | null
}
type Kept = Pick<Draft, 'text' | 'chips'> & { unsaved: boolean; rev: number }
/** A draft as the server has it. */
export type ServerDraft = Pick<Chat, 'draft' | 'draft_attachments' | 'draft_rev'>

const SAVE_AFTER_MS = 600
/** Who writes without a pause is saved all the same. */
const SAVE_AT_LATEST_MS = 2000
/** A longer draft stays in this browser: the server takes no message of that size either. */
const MAX_SAVED_CHARS = 100_000
export const MAX_UPLOAD_BYTES = 32 * 1024 * 1024

export class DraftKeeper {
  readonly store: StoreApi<Draft>
  private unsaved: boolean
  /** The server's number of what is here, or of what it was made from. */
  private rev: number
  private timer: ReturnType<typeof setTimeout> | undefined
  private unsavedSince = 0
  private saving = false
  private shallLook = false
  private readonly files = new Map<string, File>()

  constructor(private readonly chatId: string) {
    const kept = this.read()
    this.unsaved = kept.unsaved
    this.rev = kept.rev
    this.store = createStore(() => ({ text: kept.text, chips: kept.chips, other: null }))
  }

  /** The number of the draft as the server last gave or took it. */
  get serverRev(): number {
    return this.rev
  }

  /** Takes the server's draft; where something newer was written here, only says what the other one was. */
  offer({ draft = '', draft_attachments = [], draft_rev = 0 }: Partial<ServerDraft>): void {
    const { text } = this.store.getState()
    if (!this.unsaved) {
      if (draft_rev >= this.rev) this.take(draft, draft_attachments)
    } else {
      const isLost = draft_rev > this.rev && draft.trim() !== '' && !text.includes(draft.trim())
      if (isLost) this.store.setState({ other: draft })
      this.saveSoon()
    }
    this.rev = Math.max(this.rev, draft_rev)
    this.keep()
  }

  /** Takes in what another window wrote, or waves it away. */
  settleOther(isWanted: boolean): void {
    const { text, other } = this.store.getState()
    this.store.setState({ other: null })
    if (isWanted && other !== null) this.write(text ? `${text}\n\n${other}` : other)
  }

  private take(text: string, attachments: ServerDraft['draft_attachments']): void {
    const { chips } = this.store.getState()
    const known = new Map(chips.map((chip) => [refKey(chip.ref), chip]))
    const saved = attachments.map((one) => known.get(refKey(refOf(one))) ?? chipOf(one))
    this.store.setState({ text, chips: [...saved, ...chips.filter(({ state }) => state !== 'ready')] })
  }

  write(text: string): void {
    if (text === this.store.getState().text) return
    this.store.setState({ text })
    this.changed()
  }

  clear(): void {
    this.store.setState({ text: '', chips: [], other: null })
    this.changed()
  }

  /** It went into a message, with whose admission the server forgets it. */
  sent(): void {
    clearTimeout(this.timer)
    this.store.setState({ text: '', chips: [], other: null })
    this.unsaved = false
    // What the server has until then is older than this.
    this.rev += 1
    this.keep()
  }

  refer(path: string): void {
    if (this.store.getState().chips.some((chip) => chip.kind === 'reference' && chip.name === path)) return
    this.add({ kind: 'reference', name: path, size: 0, state: 'ready', problem: null, ref: { path }, text: null })
  }

  async attach(file: File, kind: 'file' | 'image' | 'paste', text: string | null = null): Promise<void> {
    const key = this.add({ kind, name: file.name, size: file.size, state: 'uploading', problem: null, ref: null, text })
    if (file.size > MAX_UPLOAD_BYTES) this.change(key, { state: 'failed', problem: 'Files may have up to 32 MB.' })
    else await this.upload(key, file, kind)
  }

  /** Whether an attachment that failed can be sent up again. */
  canRetry(key: string): boolean {
    return this.files.has(key)
  }

  async retry({ key, kind }: Chip): Promise<void> {
    const file = this.files.get(key)
    if (!file || kind === 'reference') return
    this.change(key, { state: 'uploading', problem: null })
    await this.upload(key, file, kind)
  }

  private async upload(key: string, file: File, kind: 'file' | 'image' | 'paste'): Promise<void> {
    this.files.set(key, file)
    try {
      const uploaded = await upload(this.chatId, file, kind)
      this.files.delete(key)
      this.change(key, { state: 'ready', name: uploaded.name, ref: { attachment_id: uploaded.id } })
      this.changed()
    } catch (error) {
      this.change(key, { state: 'failed', problem: error instanceof Error ? error.message : String(error) })
    }
  }

  remove(key: string): void {
    this.store.setState((draft) => ({ chips: draft.chips.filter((chip) => chip.key !== key) }))
    this.files.delete(key)
    this.changed()
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
    this.changed()
    return key
  }

  private change(key: string, change: Partial<Chip>): void {
    this.store.setState((draft) => ({
      chips: draft.chips.map((chip) => (chip.key === key ? { ...chip, ...change } : chip)),
    }))
    this.keep()
  }

  private changed(): void {
    if (!this.unsaved) this.unsavedSince = Date.now()
    this.unsaved = true
    this.keep()
    this.saveSoon()
  }

  private saveSoon(): void {
    clearTimeout(this.timer)
    const latest = this.unsavedSince + SAVE_AT_LATEST_MS - Date.now()
    this.timer = setTimeout(() => void this.save(), Math.max(0, Math.min(SAVE_AFTER_MS, latest)))
  }

  /** Saves what is not saved yet, without waiting for a pause. */
  async save(): Promise<void> {
    clearTimeout(this.timer)
    const { text, chips } = this.store.getState()
    if (!this.unsaved || text.length > MAX_SAVED_CHARS) return
    if (this.saving) return this.saveSoon()
    this.saving = true
    this.unsavedSince = Date.now()
    try {
      const { draft_rev } = await patchChat(this.chatId, {
        draft: text, draft_attachments: chips.flatMap(attachmentOf), draft_base: this.rev,
      })
      this.onSaved(text, chips, draft_rev)
    } catch (error) {
      // Kept here as unsaved otherwise; the next keystroke or visit tries again.
      if (error instanceof ApiError && error.code === 'draft_changed') this.offer(error.data as Partial<ServerDraft>)
    } finally {
      this.saving = false
      if (this.shallLook) void this.look()
    }
  }

  private onSaved(text: string, chips: readonly Chip[], rev: number): void {
    this.rev = Math.max(this.rev, rev)
    const now = this.store.getState()
    // What was written or sent in the meantime is news to the server.
    this.unsaved = now.text !== text || now.chips !== chips
    this.keep()
    if (this.unsaved) this.saveSoon()
  }

  /** Somebody changed the draft on the server. */
  async look(): Promise<void> {
    // It may be what is being saved from here.
    this.shallLook = this.saving
    if (this.saving) return
    try {
      const chat = await getChat(this.chatId)
      if (chat.draft_rev > this.rev) this.offer(chat)
    } catch {
      // The next visit of the chat brings it.
    }
  }

  private get key(): string {
    return `boo.draft.${this.chatId}`
  }

  private read(): Kept {
    try {
      const kept = JSON.parse(localStorage.getItem(this.key) ?? 'null') as Kept | null
      if (kept) return { ...kept, rev: kept.rev ?? 0 }
    } catch {
      // Unreadable: start empty.
    }
    return { text: '', chips: [], unsaved: false, rev: 0 }
  }

  private keep(): void {
    const { text, chips } = this.store.getState()
    const ready = chips.filter((chip) => chip.state === 'ready')
    try {
      if (!text && !ready.length && !this.unsaved) localStorage.removeItem(this.key)
      else localStorage.setItem(this.key, JSON.stringify({ text, chips: ready, unsaved: this.unsaved, rev: this.rev } satisfies Kept))
    } catch {
      // A full storage costs only the local copy.
    }
  }
}

type Saved = ServerDraft['draft_attachments'][number]

const refOf = ({ attachment_id, path }: Saved): AttachmentRef | null =>
  attachment_id ? { attachment_id } : path ? { path } : null

const refKey = (ref: AttachmentRef | null): string => JSON.stringify(ref)

const chipOf = (saved: Saved): Chip => ({
  key: newId(), kind: saved.kind, name: saved.name, size: saved.size, state: 'ready', problem: null, ref: refOf(saved), text: null,
})

const attachmentOf = ({ ref, kind, name, size }: Chip): Saved[] => (ref ? [{ attachment_id: null, path: null, ...ref, kind, name, size }] : [])

const keepers = new Map<string, DraftKeeper>()

onChanged(({ what }) => {
  for (const word of what) if (word.startsWith('draft:')) void keepers.get(word.slice('draft:'.length))?.look()
})

/** Nobody knows whether a page that is hidden comes back. */
if (typeof document !== 'undefined') {
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'hidden') keepers.forEach((keeper) => void keeper.save())
  })
}

export function draftKeeper(chatId: string): DraftKeeper {
  const keeper = keepers.get(chatId) ?? new DraftKeeper(chatId)
  keepers.set(chatId, keeper)
  return keeper
}

export const useDraft = (chatId: string) => useStore(draftKeeper(chatId).store)
