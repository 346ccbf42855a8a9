import { useEffect, type RefObject } from 'react'
import { isPhone } from '~/lib/media'
import { currentAddress } from '~/panes/address'
import { isInDialog } from '~/ui/opener'

/** Puts the caret into the composer of a chat that comes on the screen and is the one in use. */
export function useComposerFocus(chatId: string, area: RefObject<HTMLTextAreaElement | null>): void {
  useEffect(() => {
    // Whoever opened this chat wants to write in it; a phone's keyboard waits to be asked for.
    const frame = requestAnimationFrame(() => {
      if (!isPhone() && currentAddress().chatId === chatId && !isInDialog()) area.current?.focus({ preventScroll: true })
    })
    return () => cancelAnimationFrame(frame)
  }, [chatId, area])
}
