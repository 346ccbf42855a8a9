/** Whether a transcript stays at its end. Pure. */

/** Nearer than so many pixels counts as at the end. */
export const END_PX = 48

/** So far from the end the way back to it is offered: its button then covers nothing of the last answer's foot. */
export const OFFERED_PX = 72

/** Where a scrolled box is: what is above its upper edge, how much there is in all, and how much is seen. */
export type Scrolled = Pick<Element, 'scrollTop' | 'scrollHeight' | 'clientHeight'>

export const isAtEnd = ({ scrollTop, scrollHeight, clientHeight }: Scrolled): boolean => scrollHeight - scrollTop - clientHeight < END_PX

/** Whether scrolling down from `lastTop` has led back to the end. */
export const isBack = (lastTop: number, box: Scrolled): boolean => box.scrollTop > lastTop && isAtEnd(box)

/** What grows moves the end away from the reader, which is no leaving: only scrolling up from `lastTop` is. */
export function staysPinned(wasPinned: boolean, lastTop: number, box: Scrolled): boolean {
  return isAtEnd(box) || (wasPinned && box.scrollTop >= lastTop)
}
