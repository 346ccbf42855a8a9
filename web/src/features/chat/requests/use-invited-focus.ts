import { useEffect, type RefObject } from 'react'

/** Gives a new card the focus where the person was doing nothing else, so that number keys answer it. */
export function useInvitedFocus(card: RefObject<HTMLElement | null>): void {
  useEffect(() => {
    const active = document.activeElement
    const isIdleComposer = active instanceof HTMLTextAreaElement && active.dataset.composer !== undefined && !active.value
    const isNear = card.current?.closest('[data-chat]') === active?.closest('[data-chat]')
    if (active === document.body || (isIdleComposer && isNear)) card.current?.focus({ preventScroll: true })
  }, [card])
}
