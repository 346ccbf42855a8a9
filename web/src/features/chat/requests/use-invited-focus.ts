import { useEffect, type RefObject } from 'react'

/** Gives a new card the focus where the person was doing nothing else, so that its keys answer it. */
export function useInvitedFocus(card: RefObject<HTMLElement | null>): void {
  useEffect(() => {
    const active = document.activeElement
    const isIdleComposer = active instanceof HTMLTextAreaElement && active.dataset.composer !== undefined && !active.value
    const isNear = card.current?.closest('[data-chat]') === active?.closest('[data-chat]')
    if (active === document.body || (isIdleComposer && isNear)) card.current?.focus({ preventScroll: true })
  }, [card])
}

/** After an answer: the focus goes to another card of the same chat that still waits, else where messages are written. */
export function goToNextCard(card: HTMLElement | null): void {
  const pane = card?.closest('[data-chat]')
  const others = [...(pane?.querySelectorAll<HTMLElement>('[data-request]') ?? [])].filter((one) => one !== card)
  const next = others[0] ?? pane?.querySelector<HTMLElement>('[data-composer]')
  next?.focus({ preventScroll: others.length === 0 })
}
