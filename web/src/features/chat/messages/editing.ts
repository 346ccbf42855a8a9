/** Prompts being edited, by message: kept outside their rows, which come and go while scrolling. */
import { create } from 'zustand'
import { sendPrompt, type AttachmentRef } from '~/connection/chat-api'
import { excessBytes, tooLongText } from '~/connection/message-limit'
import { markdownOf } from '~/connection/message-text'
import { runCommand } from '~/lib/commands'
import { newId } from '~/lib/ids'
import { isPhone } from '~/lib/media'
import type { Message } from '~/wire/types'

type Editing = { text: string; sending: boolean; problem: string | null; clientId: string }

const useAll = create<Record<string, Editing | undefined>>(() => ({}))

export const useEditing = (messageId: string) => useAll((all) => all[messageId])

export const startEditing = (message: Message) =>
  useAll.setState({ [message.id]: { text: markdownOf(message), sending: false, problem: null, clientId: newId() } })

/** Ends it; the keyboard goes on in the message box. */
export function stopEditing({ id, chat_id }: Message): void {
  useAll.setState({ [id]: undefined })
  if (!isPhone()) runCommand('chat.write', chat_id)
}

function change(messageId: string, next: Partial<Editing>): void {
  const editing = useAll.getState()[messageId]
  if (editing) useAll.setState({ [messageId]: { ...editing, ...next } })
}

export const writeEdit = (messageId: string, text: string) => change(messageId, { text, problem: null })

/** Sends the edited prompt as another version of the message, with its attachments. */
export async function sendEdit(message: Message): Promise<void> {
  const editing = useAll.getState()[message.id]
  if (!editing || editing.sending || !editing.text.trim()) return
  const bytes = excessBytes(editing.text)
  if (bytes !== null) {
    change(message.id, { problem: `${tooLongText(bytes)} Shorten it, or send it as a file.` })
    return
  }
  change(message.id, { sending: true, problem: null })
  try {
    await sendPrompt(message.chat_id, {
      client_id: editing.clientId,
      text: editing.text,
      attachments: refsOf(message),
      parent_id: message.parent_id,
      as_root: message.parent_id === null,
    })
    stopEditing(message)
  } catch (error) {
    change(message.id, { sending: false, problem: error instanceof Error ? error.message : String(error) })
  }
}

export function refsOf(message: Message): AttachmentRef[] {
  return message.parts.flatMap((part): AttachmentRef[] => {
    if (part.type !== 'attachment') return []
    if (part.path !== null) return [{ path: part.path }]
    return part.attachment_id === null ? [] : [{ attachment_id: part.attachment_id }]
  })
}
