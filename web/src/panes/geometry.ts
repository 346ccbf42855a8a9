/** Where groups are beside each other, and what follows from it: going, moving and resizing by direction. Pure. */
import { activate, activeGroup, closePanes, groupsOf, openPane, panesOf, type LayoutTree, type RowNode, type TabSetNode } from './tree'

export type Direction = 'left' | 'right' | 'up' | 'down'
export type Axis = 'width' | 'height'

interface Box {
  x: number
  y: number
  width: number
  height: number
}

/** How little of its row a group keeps when others grow by keyboard. */
const LEAST_SHARE = 0.1
const TOUCHING = 1e-6

const weightOf = (node: RowNode | TabSetNode): number => node.weight ?? 100

/** Where each group is, in a workspace of width and height 1. */
export function boxesOf(tree: LayoutTree): Map<string, Box> {
  const boxes = new Map<string, Box>()
  const place = (row: RowNode, box: Box, lies: boolean): void => {
    const whole = row.children.reduce((sum, child) => sum + weightOf(child), 0) || 1
    let at = 0
    for (const child of row.children) {
      const share = weightOf(child) / whole
      const inner = lies
        ? { ...box, x: box.x + at * box.width, width: share * box.width }
        : { ...box, y: box.y + at * box.height, height: share * box.height }
      at += share
      if (child.type === 'row') place(child, inner, !lies)
      else boxes.set(child.id, inner)
    }
  }
  place(tree.layout, { x: 0, y: 0, width: 1, height: 1 }, true)
  return boxes
}

/** The group that lies in a direction of another: the one that shares most of the edge. */
export function neighbourOf(tree: LayoutTree, groupId: string, direction: Direction): TabSetNode | undefined {
  const boxes = boxesOf(tree)
  const from = boxes.get(groupId)
  if (!from) return undefined
  let best: { group: TabSetNode; shared: number } | undefined
  for (const group of groupsOf(tree)) {
    const box = boxes.get(group.id)
    if (!box || group.id === groupId || !touches(from, box, direction)) continue
    const shared = direction === 'left' || direction === 'right' ? overlap(from.y, from.height, box.y, box.height) : overlap(from.x, from.width, box.x, box.width)
    if (shared > TOUCHING && shared > (best?.shared ?? 0)) best = { group, shared }
  }
  return best?.group
}

function touches(from: Box, to: Box, direction: Direction): boolean {
  const gap = {
    left: to.x + to.width - from.x,
    right: from.x + from.width - to.x,
    up: to.y + to.height - from.y,
    down: from.y + from.height - to.y,
  }[direction]
  return Math.abs(gap) < TOUCHING
}

const overlap = (a: number, aSize: number, b: number, bSize: number): number => Math.min(a + aSize, b + bSize) - Math.max(a, b)

/** Makes the group in a direction the active one; a maximised group makes room first. */
export function focusTowards(tree: LayoutTree, direction: Direction): LayoutTree {
  const group = activeGroup(tree)
  const next = group && neighbourOf(tree, group.id, direction)
  return next ? activate(restored(tree), next.id) : tree
}

/** Makes the next (1) or previous (-1) group the active one, around the end. */
export function stepGroup(tree: LayoutTree, step: 1 | -1): LayoutTree {
  const groups = groupsOf(tree)
  const at = groups.findIndex((group) => group.id === activeGroup(tree)?.id)
  const next = groups[(at + step + groups.length) % groups.length]
  return next && groups.length > 1 ? activate(restored(tree), next.id) : tree
}

/** Moves a pane into the group in a direction, or, where there is none, into a new one there. */
export function moveTowards(tree: LayoutTree, paneId: string, direction: Direction): LayoutTree {
  const pane = panesOf(tree).find(({ id }) => id === paneId)
  const home = groupsOf(tree).find((group) => group.children.some(({ id }) => id === paneId))
  if (!pane || !home) return tree
  const next = neighbourOf(tree, home.id, direction)
  if (!next && home.children.length < 2) return tree
  const without = restored(closePanes(tree, [paneId]))
  return openPane(activate(without, next?.id ?? home.id), pane, next ? 'here' : direction)
}

/** Gives the active group more (`share` over 0) or less of its row, at the cost of its neighbour there. */
export function resize(tree: LayoutTree, axis: Axis, share: number): LayoutTree {
  const group = activeGroup(tree)
  const layout = group && resized(tree.layout, group.id, axis === 'width', share, true)
  return layout ? { ...tree, layout } : tree
}

/** The row with the sizes changed in the innermost row of the axis around the group; null where there is none. */
function resized(row: RowNode, groupId: string, isWidth: boolean, share: number, lies: boolean): RowNode | null {
  const at = row.children.findIndex((child) => holds(child, groupId))
  const child = row.children[at]
  if (!child) return null
  const within = child.type === 'row' ? resized(child, groupId, isWidth, share, !lies) : null
  if (within) return { ...row, children: row.children.with(at, within) }
  const other = at + 1 < row.children.length ? at + 1 : at - 1
  const neighbour = row.children[other]
  if (lies !== isWidth || !neighbour) return null
  const whole = row.children.reduce((sum, one) => sum + weightOf(one), 0)
  const both = weightOf(child) + weightOf(neighbour)
  const least = Math.min(LEAST_SHARE * whole, both / 2)
  const weight = Math.min(Math.max(weightOf(child) + share * whole, least), both - least)
  if (Math.abs(weight - weightOf(child)) < TOUCHING) return null
  const children = row.children.with(at, { ...child, weight }).with(other, { ...neighbour, weight: both - weight })
  return { ...row, children }
}

const holds = (node: RowNode | TabSetNode, groupId: string): boolean =>
  node.type === 'tabset' ? node.id === groupId : node.children.some((child) => holds(child, groupId))

/** All groups of a row of the same size. */
export function evened(tree: LayoutTree): LayoutTree {
  const even = (row: RowNode): RowNode => ({
    ...row,
    children: row.children.map((child) => ({ ...(child.type === 'row' ? even(child) : child), weight: 100 / row.children.length })),
  })
  return { ...tree, layout: even(tree.layout) }
}

/** No group fills the workspace any more. */
function restored(tree: LayoutTree): LayoutTree {
  if (!groupsOf(tree).some(({ maximized }) => maximized)) return tree
  const restore = (row: RowNode): RowNode => ({
    ...row,
    children: row.children.map((child) => (child.type === 'row' ? restore(child) : { ...child, maximized: false })),
  })
  return { ...tree, layout: restore(tree.layout) }
}
