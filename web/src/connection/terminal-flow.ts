/** Arithmetic of a terminal's socket: what is acknowledged when, and how long to wait before trying again. Pure. */

/** The server waits for us at `credit` bytes under way; told at every eighth of it, it never has to. */
const SHARE = 8

/** Counts bytes that the screen has taken in. */
export class Acknowledgements {
  private open = 0

  /** `credit` is what the server said in its first frame. */
  constructor(private readonly credit: number) {}

  /** So many more bytes are on the screen: how many to acknowledge now; 0 is not yet. */
  taken(bytes: number): number {
    this.open += bytes
    if (this.open * SHARE < this.credit) return 0
    const due = this.open
    this.open = 0
    return due
  }
}

const FIRST_MS = 200
const GROWTH = 1.7
const MOST_MS = 8000

/** How long to wait before attempt number `attempt`, counted from 0; up to a fifth less, so that windows do not come at once. */
export function waitBefore(attempt: number, random: number = Math.random()): number {
  return Math.round(Math.min(FIRST_MS * GROWTH ** attempt, MOST_MS) * (1 - random / 5))
}

/** What the end of a connection means for the next one. */
export type AfterClose = 'again' | 'signed-out' | 'gone' | 'refused' | 'rest'

/** The terminal is lost: nothing comes before somebody starts it again. */
const LOST = 1000
const UNAUTHORIZED = 4401
const FORBIDDEN_ORIGIN = 4403
const NOT_FOUND = 4404

export function afterClose(code: number): AfterClose {
  if (code === UNAUTHORIZED) return 'signed-out'
  if (code === NOT_FOUND) return 'gone'
  if (code === LOST) return 'rest'
  return code === FORBIDDEN_ORIGIN ? 'refused' : 'again'
}

/** Splits what is sent into frames that the server takes. */
export function frames(bytes: Uint8Array<ArrayBuffer>, most = 16 * 1024): Uint8Array<ArrayBuffer>[] {
  const count = Math.ceil(bytes.length / most)
  return Array.from({ length: count }, (_, at) => bytes.subarray(at * most, (at + 1) * most))
}
