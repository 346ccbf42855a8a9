/** Files and long texts that are pasted, dropped or chosen become attachments. */
import type { ClipboardEvent, DragEvent } from 'react'
import { draftKeeper } from '~/connection/chat-draft'
import { isLongPaste } from './triggers'

export function attachFiles(chatId: string, files: Iterable<File>): void {
  for (const file of files) void draftKeeper(chatId).attach(file, file.type.startsWith('image/') ? 'image' : 'file')
}

/** Takes over the paste of files and of long texts; anything else is left to the browser. */
export function takePaste(chatId: string, event: ClipboardEvent): void {
  const { files } = event.clipboardData
  if (files.length) {
    event.preventDefault()
    attachFiles(chatId, files)
    return
  }
  const text = event.clipboardData.getData('text/plain')
  if (!isLongPaste(text)) return
  event.preventDefault()
  const lines = text.trimEnd().split('\n').length
  const name = lines > 1 ? `pasted ${lines} lines.txt` : 'pasted text.txt'
  void draftKeeper(chatId).attach(new File([text], name, { type: 'text/plain' }), 'paste', text)
}

/** Makes an attachment of what is written, where it is too long for a message. */
export function attachText(chatId: string): void {
  const keeper = draftKeeper(chatId)
  const { text } = keeper.store.getState()
  keeper.write('')
  void keeper.attach(new File([text], 'message.txt', { type: 'text/plain' }), 'paste', text)
}

export const hasFiles = (event: DragEvent): boolean => event.dataTransfer.types.includes('Files')
