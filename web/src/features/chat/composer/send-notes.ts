/** What became of "send" in each chat where the message did not go at once; kept while its draft stays the same. */
import { create } from 'zustand'
import { draftKeeper, type Draft } from '~/connection/chat-draft'

export type Delivery = 'queue' | 'steer'
export type SendNote =
  /** It goes by itself once its attachments are uploaded. */
  | { kind: 'waits'; delivery: Delivery }
  | { kind: 'blocked'; reason: string }
  | { kind: 'long'; bytes: number }

const useNotes = create<Record<string, SendNote | undefined>>(() => ({}))
const ends = new Map<string, () => void>()

export const useSendNote = (chatId: string) => useNotes((notes) => notes[chatId])

export function dropNote(chatId: string): void {
  ends.get(chatId)?.()
  ends.delete(chatId)
  if (useNotes.getState()[chatId]) useNotes.setState({ [chatId]: undefined })
}

/** Shows a note until the draft is changed; `onUploaded` is called when no attachment is on its way any more. */
export function putNote(chatId: string, note: SendNote, onUploaded?: () => void): void {
  dropNote(chatId)
  useNotes.setState({ [chatId]: note })
  const { store } = draftKeeper(chatId)
  let asked = store.getState()
  const end = store.subscribe((draft) => {
    if (isRewritten(asked, draft)) {
      dropNote(chatId)
    } else if (onUploaded && !isUploading(draft)) {
      dropNote(chatId)
      onUploaded()
    }
    asked = draft
  })
  ends.set(chatId, end)
}

export const isUploading = ({ chips }: Draft): boolean => chips.some((chip) => chip.state === 'uploading')

/** Whether the person changed the draft: another text, or an attachment taken away. Uploads only go on. */
const isRewritten = (before: Draft, after: Draft) =>
  after.text !== before.text || before.chips.some(({ key }) => !after.chips.some((chip) => chip.key === key))
