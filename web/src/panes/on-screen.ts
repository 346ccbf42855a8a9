/** Which chats and terminals the person has before them in this window. */
import { useEffect, useMemo } from 'react'
import { setOnScreen } from '~/connection/presence'
import { useIsPhone } from '~/lib/media'
import type { Address } from './address'
import { activePane, groupsOf, panesOf, type LayoutTree, type Pane } from './tree'
import { useWorkspace } from './workspaces'

const MOST = 64

/** The panes that are in front: one per group; only one where a group fills the workspace, or on a phone. */
export function shownPanes(tree: LayoutTree, isPhone: boolean): Pane[] {
  if (isPhone) return [activePane(tree)].filter((pane) => pane !== undefined)
  const groups = groupsOf(tree)
  const shown = groups.filter(({ maximized }) => maximized)
  const ids = new Set((shown.length > 0 ? shown : groups).map(({ children, selected = 0 }) => children[selected]?.id))
  return panesOf(tree).filter(({ id }) => ids.has(id))
}

/** Keeps what is known of the screen true. */
export function useOnScreen({ sessionId, chatId }: Address): void {
  const { tree } = useWorkspace(sessionId ?? '')
  const isPhone = useIsPhone()
  const topics = useMemo(() => {
    const panes = sessionId ? shownPanes(tree, isPhone) : []
    const shown = panes.flatMap(({ kind, ref }) => (ref && (kind === 'chat' || kind === 'terminal') ? [`${kind}:${ref}`] : []))
    return [...new Set([...shown, ...(chatId ? [`chat:${chatId}`] : [])])].sort().slice(0, MOST)
  }, [sessionId, chatId, tree, isPhone])
  useEffect(() => setOnScreen(topics), [topics])
}
