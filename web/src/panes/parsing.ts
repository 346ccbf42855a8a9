/** Reads the arrangements that the server keeps, also broken ones and those of other versions: no tab is lost. Pure. */
import { DOCK_SETTINGS, emptyTree, openPane, type LayoutTree, type Pane, type PaneKind, type RowNode, type TabNode, type TabSetNode } from './tree'

type Unknown = Readonly<Record<string, unknown>>

const DEEPEST = 20

const isObject = (value: unknown): value is Unknown => typeof value === 'object' && value !== null && !Array.isArray(value)

/** Null when there is no arrangement in it, nor a tab. */
export function parseTree(saved: unknown): LayoutTree | null {
  if (!isObject(saved)) return null
  const seen = new Set<string>()
  const layout = rowOf(saved.layout, seen, 0)
  // Of what has no shape at least the tabs are there, in one group.
  return layout ? { global: DOCK_SETTINGS, borders: [], layout } : gathered(saved)
}

function rowOf(node: unknown, seen: Set<string>, depth: number): RowNode | null {
  if (!isObject(node) || node.type !== 'row' || !Array.isArray(node.children) || depth > DEEPEST) return null
  const children = node.children.map((child: unknown) => groupOf(child, seen) ?? rowOf(child, seen, depth + 1))
  if (children.length === 0 || children.includes(null)) return null
  return { type: 'row', ...(typeof node.id === 'string' && { id: node.id }), ...weightOf(node), children: children.filter((child) => child !== null) }
}

function groupOf(node: unknown, seen: Set<string>): TabSetNode | null {
  if (!isObject(node) || node.type !== 'tabset' || !Array.isArray(node.children)) return null
  const id = typeof node.id === 'string' && !seen.has(node.id) ? node.id : `group${seen.size}`
  seen.add(id)
  const children = node.children.flatMap((child: unknown) => tabOf(child, seen) ?? [])
  return {
    type: 'tabset',
    id,
    ...weightOf(node),
    ...(typeof node.selected === 'number' && { selected: node.selected }),
    ...(typeof node.active === 'boolean' && { active: node.active }),
    ...(typeof node.maximized === 'boolean' && { maximized: node.maximized }),
    children,
  }
}

/** Each thing is open once. */
function tabOf(node: unknown, seen: Set<string>): TabNode | null {
  if (!isObject(node) || typeof node.id !== 'string' || typeof node.component !== 'string' || seen.has(node.id)) return null
  seen.add(node.id)
  const kind = node.component as PaneKind
  const ref = isObject(node.config) && typeof node.config.ref === 'string' ? node.config.ref : null
  const name = typeof node.name === 'string' && node.name ? node.name : 'Tab'
  return { type: 'tab', id: node.id, name, component: kind, config: { ref }, enableRename: kind === 'chat' || kind === 'terminal' }
}

const weightOf = ({ weight }: Unknown) => (typeof weight === 'number' && weight > 0 && Number.isFinite(weight) ? { weight } : {})

function gathered(saved: Unknown): LayoutTree | null {
  const panes = tabsIn(saved, new Set(), 0)
  return panes.length > 0 ? panes.reduce((tree, pane) => openPane(tree, pane), emptyTree) : null
}

function tabsIn(value: unknown, seen: Set<string>, depth: number): Pane[] {
  if (depth > DEEPEST) return []
  if (Array.isArray(value)) return value.flatMap((one) => tabsIn(one, seen, depth + 1))
  if (!isObject(value)) return []
  const tab = tabOf(value, seen)
  if (tab) return [{ id: tab.id, kind: tab.component, ref: tab.config.ref, name: tab.name }]
  return Object.values(value).flatMap((one) => tabsIn(one, seen, depth + 1))
}
