/**
 * The arrangement of a session's panes as plain data, and pure operations on it.
 *
 * The shape is the dock library's own JSON, which is also what the server keeps; phones use it without the library.
 * Rows alternate: the outermost lies (children side by side), a row inside stands, and so on.
 */

/** Saved arrangements may hold kinds of other versions; they are kept, and shown as such. */
export type PaneKind = 'chat' | 'changes' | 'terminal' | 'inbox' | 'away' | 'settings' | 'history' | 'search'

export interface Pane {
  /** Unique in a tree: each thing is open once. */
  id: string
  kind: PaneKind
  /** What it shows, e.g. a chat's id; null where there is only one. */
  ref: string | null
  name: string
}

export interface TabNode {
  type: 'tab'
  id: string
  name: string
  component: PaneKind
  config: { ref: string | null }
  enableRename?: boolean
}

export interface TabSetNode {
  type: 'tabset'
  id: string
  /** Share of its row; 100 when absent. */
  weight?: number
  selected?: number
  active?: boolean
  maximized?: boolean
  children: TabNode[]
}

export interface RowNode {
  type: 'row'
  id?: string
  weight?: number
  children: (RowNode | TabSetNode)[]
}

export interface LayoutTree {
  global: Record<string, unknown>
  borders: never[]
  layout: RowNode
}

/** Where a pane opens: in the active group, or in a new one on a side of it. */
export type Place = 'here' | Side
export type Side = 'left' | 'right' | 'up' | 'down'

export const DOCK_SETTINGS = {
  tabSetMinWidth: 240,
  tabSetMinHeight: 120,
  tabEnableRename: true,
  tabSetEnableActiveIcon: false,
  tabCloseType: 1,
  enableEdgeDockIndicators: false,
  tabEnableScrollbars: false,
}

export const emptyTree: LayoutTree = {
  global: DOCK_SETTINGS,
  borders: [],
  layout: {
    type: 'row',
    weight: 100,
    children: [{ type: 'tabset', id: 'main', weight: 100, active: true, children: [] }],
  },
}

/** Panes of which there is one. */
export const inboxPane: Pane = { id: 'inbox', kind: 'inbox', ref: null, name: 'Inbox' }
export const awayPane: Pane = { id: 'away', kind: 'away', ref: null, name: 'While away' }
export const settingsPane: Pane = { id: 'settings', kind: 'settings', ref: null, name: 'Settings' }
export const searchPane: Pane = { id: 'search', kind: 'search', ref: null, name: 'Search' }

export function historyPane(projectId: string): Pane {
  return { id: 'history', kind: 'history', ref: projectId, name: 'Chats' }
}

export function changesPane(sessionId: string): Pane {
  return { id: 'changes', kind: 'changes', ref: sessionId, name: 'Changes' }
}

export function chatPane(chatId: string, title: string | null): Pane {
  return { id: `chat:${chatId}`, kind: 'chat', ref: chatId, name: title ?? 'New chat' }
}

export function terminalPane(terminalId: string, name: string): Pane {
  return { id: `terminal:${terminalId}`, kind: 'terminal', ref: terminalId, name }
}

export function groupsOf(tree: LayoutTree): TabSetNode[] {
  const collect = (node: RowNode | TabSetNode): TabSetNode[] =>
    node.type === 'tabset' ? [node] : node.children.flatMap(collect)
  return collect(tree.layout)
}

export function panesOf(tree: LayoutTree): Pane[] {
  return groupsOf(tree).flatMap((group) => group.children.map(paneOf))
}

function paneOf(tab: TabNode): Pane {
  return { id: tab.id, kind: tab.component, ref: tab.config.ref, name: tab.name }
}

function tabOf(pane: Pane): TabNode {
  const { id, name, kind, ref } = pane
  // Only what the server can rename.
  return { type: 'tab', id, name, component: kind, config: { ref }, enableRename: kind === 'chat' || kind === 'terminal' }
}

export function activeGroup(tree: LayoutTree): TabSetNode | undefined {
  const groups = groupsOf(tree)
  return groups.find((group) => group.active) ?? groups[0]
}

export function activePane(tree: LayoutTree): Pane | undefined {
  const group = activeGroup(tree)
  const tab = group?.children[selectedOf(group)]
  return tab && paneOf(tab)
}

function selectedOf(group: TabSetNode): number {
  return Math.min(Math.max(group.selected ?? 0, 0), Math.max(group.children.length - 1, 0))
}

/** Shows a pane: selects it where it already is, or opens it. */
export function openPane(tree: LayoutTree, pane: Pane, place: Place = 'here'): LayoutTree {
  if (groupsOf(tree).some((group) => group.children.some((tab) => tab.id === pane.id))) {
    return focusPane(tree, pane.id)
  }
  const group = activeGroup(tree)
  if (!group) return openPane(emptyTree, pane)
  if (place === 'here' || group.children.length === 0) {
    const at = group.children.length === 0 ? 0 : selectedOf(group) + 1
    const opened = changeGroup(tree, group.id, (old) => ({
      ...old,
      children: old.children.toSpliced(at, 0, tabOf(pane)),
      selected: at,
    }))
    return activate(opened, group.id)
  }
  const added: TabSetNode = { type: 'tabset', id: newGroupId(tree, pane), children: [tabOf(pane)], selected: 0 }
  return activate({ ...tree, layout: split(tree.layout, group.id, added, place, true) }, added.id)
}

/** The group of a pane may have been left by it: its id is then taken. */
function newGroupId(tree: LayoutTree, pane: Pane): string {
  const taken = new Set(groupsOf(tree).map((group) => group.id))
  let id = `group:${pane.id}`
  while (taken.has(id)) id += "'"
  return id
}

/** Puts `added` on a side of the group; into the same row where that row runs the right way. */
function split(row: RowNode, groupId: string, added: TabSetNode, place: Side, lies: boolean): RowNode {
  const fits = lies === (place === 'right' || place === 'left')
  const children = row.children.flatMap((child): (RowNode | TabSetNode)[] => {
    if (child.type === 'row') return [split(child, groupId, added, place, !lies)]
    if (child.id !== groupId) return [child]
    const kept = { ...child, maximized: false }
    const weight = child.weight ?? 100
    const halves = (half: number) => {
      const [old, beside] = [{ ...kept, weight: half }, { ...added, weight: half }]
      return place === 'left' || place === 'up' ? [beside, old] : [old, beside]
    }
    return fits ? halves(weight / 2) : [{ type: 'row', weight, children: halves(50) }]
  })
  return { ...row, children }
}

/** Closes panes. A group whose last pane closes goes away; the very last group stays, empty. */
export function closePanes(tree: LayoutTree, ids: readonly string[]): LayoutTree {
  const closing = new Set(ids)
  const before = activeGroup(tree)?.id
  const layout = prune(mapGroups(tree.layout, (group) => without(group, closing)))
  if (!layout) return emptyTree
  const closed = { ...tree, layout }
  const next = groupsOf(closed).find((group) => group.id === before) ?? groupsOf(closed)[0]
  return next ? activate(closed, next.id) : emptyTree
}

function without(group: TabSetNode, closing: ReadonlySet<string>): TabSetNode {
  const selected = selectedOf(group)
  const children = group.children.filter((tab) => !closing.has(tab.id))
  if (children.length === group.children.length) return group
  const before = group.children.slice(0, selected).filter((tab) => !closing.has(tab.id)).length
  return { ...group, children, selected: Math.min(before, Math.max(children.length - 1, 0)) }
}

/** Drops empty groups and rows; a row of one is replaced by what is in it. */
function prune(row: RowNode): RowNode | null {
  const children = row.children.flatMap((child): (RowNode | TabSetNode)[] => {
    if (child.type === 'tabset') return child.children.length > 0 ? [child] : []
    const kept = prune(child)
    if (!kept) return []
    const only = kept.children.length === 1 ? kept.children[0] : undefined
    if (only?.type === 'tabset') return [{ ...only, weight: child.weight ?? 100 }]
    // A row in a row in a row runs the same way as its grandparent: it joins it.
    if (only?.type === 'row') return only.children
    return [kept]
  })
  return children.length > 0 ? { ...row, children } : null
}

export function closeOthers(tree: LayoutTree, id: string): LayoutTree {
  const group = groupWith(tree, id)
  return closePanes(tree, group?.children.filter((tab) => tab.id !== id).map((tab) => tab.id) ?? [])
}

export function closeRightOf(tree: LayoutTree, id: string): LayoutTree {
  const tabs = groupWith(tree, id)?.children ?? []
  return closePanes(
    tree,
    tabs.slice(tabs.findIndex((tab) => tab.id === id) + 1).map((tab) => tab.id),
  )
}

/** Closes everything in the group of a pane. */
export function closeGroup(tree: LayoutTree, id: string): LayoutTree {
  return closePanes(tree, groupWith(tree, id)?.children.map((tab) => tab.id) ?? [])
}

export function focusPane(tree: LayoutTree, id: string): LayoutTree {
  const group = groupWith(tree, id)
  if (!group) return tree
  const selected = group.children.findIndex((tab) => tab.id === id)
  return activate(
    changeGroup(tree, group.id, (old) => ({ ...old, selected })),
    group.id,
  )
}

/** The next (1) or previous (-1) tab of the active group, around the end. */
export function stepPane(tree: LayoutTree, step: 1 | -1): LayoutTree {
  const group = activeGroup(tree)
  if (!group || group.children.length < 2) return tree
  const count = group.children.length
  return changeGroup(tree, group.id, (old) => ({ ...old, selected: (selectedOf(old) + step + count) % count }))
}

/** Makes the active group fill the workspace, or puts it back. */
export function toggleMaximised(tree: LayoutTree): LayoutTree {
  const active = activeGroup(tree)
  if (!active) return tree
  const maximized = !active.maximized
  const layout = mapGroups(tree.layout, (group) =>
    group.id === active.id ? { ...group, maximized } : { ...group, maximized: false },
  )
  return { ...tree, layout }
}

/** Moves a pane out of its group into a new one beside or below it. */
export function splitOff(tree: LayoutTree, id: string, place: Side): LayoutTree {
  const group = groupWith(tree, id)
  const tab = group?.children.find((child) => child.id === id)
  if (!group || !tab || group.children.length < 2) return tree
  return openPane(activate(closePanes(tree, [id]), group.id), paneOf(tab), place)
}

/** All panes in one group, in their order. */
export function gather(tree: LayoutTree): LayoutTree {
  const shown = activePane(tree)?.id
  const gathered = panesOf(tree).reduce((into, pane) => openPane(into, pane), emptyTree)
  return shown ? focusPane(gathered, shown) : gathered
}

/** The same tree with current names; the same object when none changed. */
export function withNames(tree: LayoutTree, names: ReadonlyMap<string, string>): LayoutTree {
  const isStale = (tab: TabNode) => (names.get(tab.id) ?? tab.name) !== tab.name
  if (!groupsOf(tree).some((group) => group.children.some(isStale))) return tree
  const rename = (tab: TabNode): TabNode => ({ ...tab, name: names.get(tab.id) ?? tab.name })
  return { ...tree, layout: mapGroups(tree.layout, (group) => ({ ...group, children: group.children.map(rename) })) }
}

/**
 * Another window's arrangement with what this one opened and closed since `base`, which both began from: the later one to
 * be saved takes nothing away from the earlier.
 */
export function rebased(base: LayoutTree, mine: LayoutTree, theirs: LayoutTree): LayoutTree {
  const [before, here] = [panesOf(base), panesOf(mine)]
  const missing = (panes: readonly Pane[], from: readonly Pane[]) => panes.filter(({ id }) => !from.some((one) => one.id === id))
  const closed = missing(before, here).map(({ id }) => id)
  const kept = closed.some((id) => groupWith(theirs, id)) ? closePanes(theirs, closed) : theirs
  return adopt(missing(here, before).reduce((tree, pane) => openPane(tree, pane), kept), mine)
}

/** Takes over another window's arrangement, but keeps what this window looks at where that is still there. */
export function adopt(theirs: LayoutTree, mine: LayoutTree): LayoutTree {
  const looking = groupsOf(mine).flatMap((group) => group.children[selectedOf(group)]?.id ?? [])
  const active = activePane(mine)?.id
  const focused = looking.reduce(focusPane, theirs)
  return active ? focusPane(focused, active) : focused
}

function groupWith(tree: LayoutTree, paneId: string): TabSetNode | undefined {
  return groupsOf(tree).find((group) => group.children.some((tab) => tab.id === paneId))
}

/** Makes a group the one where things open. */
export function activate(tree: LayoutTree, groupId: string): LayoutTree {
  return { ...tree, layout: mapGroups(tree.layout, (group) => ({ ...group, active: group.id === groupId })) }
}

function changeGroup(tree: LayoutTree, id: string, change: (group: TabSetNode) => TabSetNode): LayoutTree {
  return { ...tree, layout: mapGroups(tree.layout, (group) => (group.id === id ? change(group) : group)) }
}

function mapGroups(row: RowNode, change: (group: TabSetNode) => TabSetNode): RowNode {
  const children = row.children.map((child) => (child.type === 'row' ? mapGroups(child, change) : change(child)))
  return { ...row, children }
}
