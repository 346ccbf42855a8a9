/** Text that is cut off for want of room says the rest when it is pointed at. */

/** Gives every ellipsis under the pointer its whole text as a title. Returns how to stop. */
export function followCutText(): () => void {
  const onPointerOver = ({ target }: PointerEvent) => {
    const element = target instanceof Element ? target.closest<HTMLElement>(CUTTING) : null
    if (element) titleWhatIsCut(element)
  }
  document.addEventListener('pointerover', onPointerOver, { passive: true })
  return () => document.removeEventListener('pointerover', onPointerOver)
}

/** What shortens text by an ellipsis. */
const CUTTING = '.truncate, .flexlayout__tab_button_content'

function titleWhatIsCut(element: HTMLElement): void {
  const isCut = element.scrollWidth > element.clientWidth
  const isOurs = element.dataset.cut !== undefined
  if (isOurs && !isCut) {
    delete element.dataset.cut
    element.removeAttribute('title')
  } else if (isCut && (isOurs || !element.closest('[title]'))) {
    element.dataset.cut = ''
    element.title = element.textContent.trim()
  }
}
