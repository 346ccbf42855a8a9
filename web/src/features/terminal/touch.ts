/** What fingers do on a terminal: one scrolls, two change the size of letters, one that rests asks for text to select. */

export interface TouchListener {
  /** The finger has moved so many pixels down since the last time. */
  onDrag: (pixels: number, at: { x: number; y: number }) => void
  /** Two fingers are so many times as far apart as they were at first. */
  onPinch: (ratio: number, isFirst: boolean) => void
  onLongPress: (at: { x: number; y: number }) => void
}

const RESTS_MS = 450
const SLOP_PIXELS = 8
/** What is left of a flick after a millisecond, and the speed (pixels per millisecond) at which it is over. */
const GLIDE = 0.996
const SLOW = 0.05

/** Follows the fingers on `element` until the returned function is called. A tap stays a click. */
export function followTouches(element: HTMLElement, listener: TouchListener): () => void {
  const touch = new Touches(listener)
  const start = (event: TouchEvent) => touch.start(event)
  const move = (event: TouchEvent) => touch.move(event)
  const end = (event: TouchEvent) => touch.end(event)
  element.addEventListener('touchstart', start, { passive: true })
  element.addEventListener('touchmove', move, { passive: false })
  element.addEventListener('touchend', end, { passive: false })
  element.addEventListener('touchcancel', end, { passive: false })
  return () => {
    touch.stop()
    element.removeEventListener('touchstart', start)
    element.removeEventListener('touchmove', move)
    element.removeEventListener('touchend', end)
    element.removeEventListener('touchcancel', end)
  }
}

class Touches {
  private resting: ReturnType<typeof setTimeout> | undefined
  private gliding = 0
  private at = { x: 0, y: 0 }
  private movedAt = 0
  private speed = 0
  private apart = 0
  /** No longer a tap. */
  private isGesture = false

  constructor(private readonly listener: TouchListener) {}

  start(event: TouchEvent): void {
    this.stop()
    const [first, second] = event.touches
    if (!first) return
    this.at = { x: first.clientX, y: first.clientY }
    this.speed = 0
    if (second) {
      this.isGesture = true
      this.apart = distance(first, second)
      this.listener.onPinch(1, true)
      return
    }
    this.isGesture = false
    this.resting = setTimeout(() => {
      this.isGesture = true
      this.listener.onLongPress(this.at)
    }, RESTS_MS)
  }

  move(event: TouchEvent): void {
    const [first, second] = event.touches
    if (!first) return
    if (second) this.listener.onPinch(distance(first, second) / Math.max(1, this.apart), false)
    else if (this.apart === 0) this.drag(first, event.timeStamp)
    if (this.isGesture) event.preventDefault()
  }

  end(event: TouchEvent): void {
    clearTimeout(this.resting)
    // The end of a gesture is no click.
    if (this.isGesture && event.cancelable) event.preventDefault()
    if (event.touches.length > 0) return
    if (this.isGesture && this.apart === 0) this.glide()
    this.apart = 0
  }

  stop(): void {
    clearTimeout(this.resting)
    cancelAnimationFrame(this.gliding)
  }

  private drag(finger: Touch, now: number): void {
    const by = finger.clientY - this.at.y
    if (!this.isGesture && Math.hypot(finger.clientX - this.at.x, by) < SLOP_PIXELS) return
    clearTimeout(this.resting)
    this.isGesture = true
    this.speed = by / Math.max(1, now - this.movedAt)
    this.movedAt = now
    this.at = { x: finger.clientX, y: finger.clientY }
    this.listener.onDrag(by, this.at)
  }

  private glide(): void {
    if (performance.now() - this.movedAt > 80 || matchMedia('(prefers-reduced-motion: reduce)').matches) return
    let before = performance.now()
    const step = (now: number) => {
      const passed = now - before
      before = now
      this.listener.onDrag(this.speed * passed, this.at)
      this.speed *= GLIDE ** passed
      if (Math.abs(this.speed) > SLOW) this.gliding = requestAnimationFrame(step)
    }
    this.gliding = requestAnimationFrame(step)
  }
}

const distance = (first: Touch, second: Touch): number => Math.hypot(first.clientX - second.clientX, first.clientY - second.clientY)
