/** What a message says. Pure. */
import type { Message } from '~/wire/types'

/** The Markdown of an answer or the words of a prompt, as the copy action gives them. */
export function markdownOf(message: Message): string {
  const texts = message.parts.flatMap((part) => (part.type === 'text' && part.text.trim() ? [part.text.trim()] : []))
  return texts.join('\n\n')
}
