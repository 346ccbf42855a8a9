/**
 * Collects items and hands them on in batches: the first at once, the next at most every `gapMs`.
 * One store update per 50 ms costs half the CPU of one per frame while text streams, and no eye sees it.
 */
export class Batch<T> {
  private items: T[] = []
  private timer: ReturnType<typeof setTimeout> | undefined

  constructor(
    private readonly onFlush: (items: T[]) => void,
    private readonly gapMs = 50,
  ) {}

  push(item: T): void {
    this.items.push(item)
    if (this.timer === undefined) this.flush()
  }

  /** Hands on what is there now. */
  flush(): void {
    clearTimeout(this.timer)
    this.timer = undefined
    if (this.items.length === 0) return
    const items = this.items
    this.items = []
    this.timer = setTimeout(() => this.flush(), this.gapMs)
    this.onFlush(items)
  }

  dispose(): void {
    clearTimeout(this.timer)
    this.timer = undefined
    this.items = []
  }
}
