/** Renaming a tab in place: the dock does it; without one the chat's own command is begun. */
import { create } from 'zustand'
import { draftKeeper } from '~/connection/chat-draft'
import { isPhone } from '~/lib/media'
import type { Pane } from '~/panes/tree'

/** The pane whose name the dock is to let be changed. */
export const useRenaming = create<{ wanted: { sessionId: string; paneId: string } | null }>(() => ({ wanted: null }))

export function renameTab(sessionId: string, pane: Pane | undefined): void {
  if (!pane?.ref) return
  if (!isPhone()) useRenaming.setState({ wanted: { sessionId, paneId: pane.id } })
  else if (pane.kind === 'chat') draftKeeper(pane.ref).write('/rename ')
}
