/** How many cells a new terminal will have room for: a shell that begins with that has nothing to draw again. */
import { isPhone } from '~/lib/media'
import { activePane, type Place } from '~/panes/tree'
import { workspaceOf } from '~/panes/workspaces'

export interface Room {
  cols: number
  rows: number
}

/** What a pane has around its screen: the tabs, the bar above it, the keys below it on phones, the edges. */
const TABS = 34
const AROUND = { desk: { width: 16, height: 34 + 10 }, phone: { width: 16, height: 48 + 53 + 10 } }

/** Room for a terminal that opens at `place`; nothing where that cannot be told. */
export async function roomOfNew(sessionId: string, place: Place): Promise<Partial<Room>> {
  const pane = paneAt(sessionId, place)
  if (!pane) return {}
  const around = AROUND[isPhone() ? 'phone' : 'desk']
  const { roomIn } = await import('./measure')
  return roomIn(pane.width - around.width, pane.height - around.height)
}

function paneAt(sessionId: string, place: Place): { width: number; height: number } | undefined {
  if (isPhone()) return document.querySelector('main')?.getBoundingClientRect()
  const active = activePane(workspaceOf(sessionId).tree)
  const shown = active && document.getElementById(`flexlayout-tab-${active.id}`)?.getBoundingClientRect()
  if (!shown) return undefined
  const { width, height } = shown
  return place === 'down' ? { width, height: (height + TABS - 1) / 2 - TABS } : { width, height }
}
