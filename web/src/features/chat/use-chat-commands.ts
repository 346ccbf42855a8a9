import { useEffect, type RefObject } from 'react'
import { chatFeed } from '~/connection/chat-store'
import { registerCommands } from '~/lib/commands'
import { isPhone } from '~/lib/media'
import { currentAddress } from '~/panes/address'
import { clientCommands } from './composer/commands'

/** Puts the chat's commands into the palette while its pane is the one in use, and the caret into a fresh composer. */
export function useChatCommands(chatId: string, area: RefObject<HTMLTextAreaElement | null>): void {
  useEffect(() => {
    const isHere = () => currentAddress().chatId === chatId
    // Whoever opened this chat wants to write in it; a phone's keyboard waits to be asked for.
    const frame = requestAnimationFrame(() => {
      if (!isPhone() && isHere()) area.current?.focus({ preventScroll: true })
    })
    const forget = registerCommands(
      {
        id: `chat.write:${chatId}`,
        title: 'Write a message',
        group: 'This chat',
        keys: 'Alt+KeyM',
        when: isHere,
        run: () => area.current?.focus(),
      },
      ...clientCommands
        .filter(({ argument }) => argument === undefined)
        .map((command) => ({
          id: `chat.${command.name}:${chatId}`,
          title: command.description,
          group: 'This chat',
          keywords: `/${command.name}`,
          when: () => isHere() && command.when(chatFeed(chatId).store.getState().log),
          run: () => command.run(chatId, ''),
        })),
    )
    return () => {
      cancelAnimationFrame(frame)
      forget()
    }
  }, [chatId, area])
}
