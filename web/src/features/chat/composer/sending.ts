/** From what is written to a prompt on its way. */
import type { AttachmentRef } from '~/connection/chat-api'
import { draftKeeper, type Chip, type Draft } from '~/connection/chat-draft'
import { outbox } from '~/connection/chat-outbox'
import { chatFeed } from '~/connection/chat-store'
import { excessBytes } from '~/connection/message-limit'
import { hindranceOf } from '~/lib/commands'
import { slashCommands } from '../commands'
import { askForEnd } from '../end-requests'
import { dropNote, isUploading, putNote, type Delivery } from './send-notes'
import { parseCommand } from './triggers'

export type { Delivery } from './send-notes'

export const isEmpty = ({ text, chips }: Draft): boolean => !chips.length && !text.trim()

/** Why the message cannot go yet; null when it can. */
export function blockOf(draft: Draft): string | null {
  if (isUploading(draft)) return 'An attachment is still on its way.'
  if (draft.chips.some((chip) => chip.state === 'failed')) return 'Remove the attachment that failed first.'
  if (isEmpty(draft)) return 'Write something first.'
  return null
}

/** Sends what is written, as soon as its attachments are uploaded, or does the command it is. */
export function submit(chatId: string, delivery: Delivery): void {
  const keeper = draftKeeper(chatId)
  const draft = keeper.store.getState()
  if (isEmpty(draft) || runAsCommand(chatId, draft.text) || isHeldBack(chatId, draft, delivery)) return
  dropNote(chatId)
  const chat = chatFeed(chatId).store.getState().chat
  outbox(chatId).add({
    text: draft.text.trim(),
    attachments: refsOf(draft.chips),
    delivery,
    ...(chat?.provider ? { provider: chat.provider } : {}),
    ...(chat?.model ? { model: chat.model } : {}),
    ...(chat?.mode ? { mode: chat.mode } : {}),
    ...(chat?.thinking ? { thinking: chat.thinking } : {}),
    ...(chat ? { options: chat.options } : {}),
    draft_rev: keeper.serverRev,
  })
  keeper.sent()
  askForEnd(chatId)
}

/** Whether the message cannot go now; the person is told why. */
function isHeldBack(chatId: string, draft: Draft, delivery: Delivery): boolean {
  const bytes = excessBytes(draft.text.trim())
  const reason = blockOf(draft)
  if (bytes !== null) putNote(chatId, { kind: 'long', bytes })
  else if (isUploading(draft)) putNote(chatId, { kind: 'waits', delivery }, () => submit(chatId, delivery))
  else if (reason) putNote(chatId, { kind: 'blocked', reason })
  else return false
  return true
}

const refsOf = (chips: readonly Chip[]): AttachmentRef[] => chips.flatMap(({ ref }) => (ref ? [ref] : []))

function runAsCommand(chatId: string, text: string): boolean {
  const given = parseCommand(text)
  const command = given && slashCommands.find(({ slash }) => slash.name === given.name)
  if (!given || !command || (given.argument && !command.slash.argument)) return false
  draftKeeper(chatId).write('')
  if (hindranceOf(command, chatId) === null) void command.run(chatId, given.argument)
  return true
}
