/** How many cells fit: of the terminals of this window, and of the next one, before it can be measured. */
import { isPhone } from '~/lib/media'

export interface Room {
  cols: number
  rows: number
}

const KEY = 'boo.terminal.room'
const keyNow = () => `${KEY}.${isPhone() ? 'phone' : 'desk'}`

export const rememberRoom = (room: Room): void => localStorage.setItem(keyNow(), JSON.stringify(room))

/** What the last terminal had room for: a shell that begins with it has nothing to draw again. */
export function likelyRoom(): Partial<Room> {
  try {
    const { cols, rows } = JSON.parse(localStorage.getItem(keyNow()) ?? '{}') as Partial<Room>
    return cols && rows ? { cols, rows } : {}
  } catch {
    return {}
  }
}
