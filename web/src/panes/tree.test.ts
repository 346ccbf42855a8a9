import { describe, expect, test } from 'vitest'
import {
  activePane,
  adopt,
  chatPane,
  closeOthers,
  closePanes,
  closeRightOf,
  emptyTree,
  focusPane,
  gather,
  groupsOf,
  openPane,
  panesOf,
  rebased,
  splitOff,
  stepPane,
  toggleMaximised,
  withNames,
  type LayoutTree,
} from './tree'
import { parseTree } from './parsing'

const pane = (id: string) => chatPane(id, `Chat ${id}`)
const treeOf = (...ids: string[]): LayoutTree => ids.reduce((tree, id) => openPane(tree, pane(id)), emptyTree)
const ids = (tree: LayoutTree) => groupsOf(tree).map((group) => group.children.map((tab) => tab.config.ref))
const active = (tree: LayoutTree) => activePane(tree)?.ref

describe('opening', () => {
  test('a pane opens after the selected one and is selected', () => {
    const tree = openPane(focusPane(treeOf('a', 'b'), 'chat:a'), pane('c'))
    expect(ids(tree)).toEqual([['a', 'c', 'b']])
    expect(active(tree)).toBe('c')
  })

  test('a pane that is open is selected, not opened twice', () => {
    const tree = openPane(treeOf('a', 'b'), pane('a'))
    expect(ids(tree)).toEqual([['a', 'b']])
    expect(active(tree)).toBe('a')
  })

  test('splitting to the right shares the width of the group in the same row', () => {
    const tree = openPane(treeOf('a'), pane('b'), 'right')
    expect(ids(tree)).toEqual([['a'], ['b']])
    expect(tree.layout.children.map((child) => child.weight)).toEqual([50, 50])
    expect(active(tree)).toBe('b')
  })

  test('splitting down makes a standing row, and splitting it again joins that row', () => {
    const tree = openPane(openPane(treeOf('a'), pane('b'), 'down'), pane('c'), 'down')
    const [row] = tree.layout.children
    expect(row?.type).toBe('row')
    expect(row?.children).toHaveLength(3)
  })

  test('the first pane of an empty workspace never splits', () => {
    expect(groupsOf(openPane(emptyTree, pane('a'), 'right'))).toHaveLength(1)
  })
})

describe('closing', () => {
  test('the neighbour of a closed pane is selected', () => {
    expect(active(closePanes(treeOf('a', 'b', 'c'), ['chat:c']))).toBe('b')
    expect(active(closePanes(focusPane(treeOf('a', 'b', 'c'), 'chat:a'), ['chat:a']))).toBe('b')
  })

  test('closing a pane in the background leaves the selected one alone', () => {
    expect(active(closePanes(treeOf('a', 'b', 'c'), ['chat:a']))).toBe('c')
  })

  test('the last pane of a group takes its group along', () => {
    const tree = closePanes(openPane(treeOf('a'), pane('b'), 'right'), ['chat:b'])
    expect(ids(tree)).toEqual([['a']])
    expect(active(tree)).toBe('a')
  })

  test('a row that holds one group is replaced by it', () => {
    const tree = closePanes(openPane(treeOf('a'), pane('b'), 'down'), ['chat:a'])
    expect(tree.layout.children.map((child) => child.type)).toEqual(['tabset'])
  })

  test('the last pane of all leaves one empty group', () => {
    const tree = closePanes(treeOf('a'), ['chat:a'])
    expect(panesOf(tree)).toEqual([])
    expect(groupsOf(tree)).toHaveLength(1)
  })

  test('closing others and closing to the right stay within the group', () => {
    const tree = openPane(treeOf('a', 'b', 'c'), pane('d'), 'right')
    expect(ids(closeOthers(tree, 'chat:b'))).toEqual([['b'], ['d']])
    expect(ids(closeRightOf(tree, 'chat:a'))).toEqual([['a'], ['d']])
  })
})

test('stepping goes around the end', () => {
  expect(active(stepPane(treeOf('a', 'b', 'c'), 1))).toBe('a')
  expect(active(stepPane(focusPane(treeOf('a', 'b', 'c'), 'chat:a'), -1))).toBe('c')
})

test('maximising twice changes nothing', () => {
  const tree = openPane(treeOf('a'), pane('b'), 'right')
  const maximised = toggleMaximised(tree)
  expect(groupsOf(maximised).map((group) => group.maximized)).toEqual([false, true])
  expect(groupsOf(toggleMaximised(maximised)).some((group) => group.maximized)).toBe(false)
})

test('splitting off moves a pane into a group of its own, unless it is alone', () => {
  expect(ids(splitOff(treeOf('a', 'b'), 'chat:a', 'right'))).toEqual([['b'], ['a']])
  expect(ids(splitOff(treeOf('a'), 'chat:a', 'right'))).toEqual([['a']])
})

test('gathering puts all panes into one group and keeps looking at the same one', () => {
  const tree = focusPane(openPane(openPane(treeOf('a'), pane('b'), 'right'), pane('c'), 'down'), 'chat:b')
  expect(ids(gather(tree))).toEqual([['a', 'b', 'c']])
  expect(active(gather(tree))).toBe('b')
})

test('names are replaced only where they changed', () => {
  const tree = treeOf('a', 'b')
  expect(withNames(tree, new Map([['chat:a', 'Chat a']]))).toBe(tree)
  const renamed = withNames(tree, new Map([['chat:a', 'Better']]))
  expect(panesOf(renamed).map((open) => open.name)).toEqual(['Better', 'Chat b'])
})

test("another window's arrangement keeps what this one looks at", () => {
  const mine = focusPane(treeOf('a', 'b', 'c'), 'chat:b')
  const theirs = openPane(treeOf('a', 'b'), pane('d'), 'right')
  expect(active(adopt(theirs, mine))).toBe('b')
  expect(ids(adopt(theirs, mine))).toEqual([['a', 'b'], ['d']])
})

test('a saved layout is read back as it was, and nonsense is refused', () => {
  const tree = openPane(treeOf('a'), pane('b'), 'down')
  expect(parseTree(JSON.parse(JSON.stringify(tree)))).toEqual(tree)
  expect(parseTree(null)).toBeNull()
  expect(parseTree({ layout: { type: 'row', children: [] } })).toBeNull()
  expect(parseTree({ layout: 'no' })).toBeNull()
})

describe('what the server keeps', () => {
  const tab = (id: string, more: object = {}) => ({ type: 'tab', id: `chat:${id}`, name: id, component: 'chat', config: { ref: id }, ...more })
  const opened = (saved: unknown) => panesOf(parseTree(saved) ?? emptyTree).map(({ name }) => name)

  test('is read without what does not belong, and a tab that is there twice is there once', () => {
    const group = { type: 'tabset', id: 'g', weight: -3, selected: 'x', onClick: 'alert(1)', children: [tab('a'), tab('a'), { type: 'tab' }, 7] }
    expect(parseTree({ layout: { type: 'row', children: [group] } })?.layout.children).toEqual([
      { type: 'tabset', id: 'g', children: [{ ...tab('a'), enableRename: true }] },
    ])
  })

  test('keeps tabs of kinds that this version does not know', () => {
    expect(opened({ layout: { type: 'row', children: [{ type: 'tabset', id: 'g', children: [tab('arena', { component: 'arena' })] }] } })).toEqual(['arena'])
  })

  test.each([
    ['a foreign shape', { grid: { root: { leaves: [tab('a')], more: [[tab('b')]] } } }],
    ['a broken row', { layout: { type: 'row', children: [{ type: 'tabset', id: 'g', children: [tab('a')] }, { type: 'tabset', children: 'no' }, [tab('b')]] } }],
  ])('as %s still gives its tabs', (_, saved) => {
    expect(opened(saved)).toEqual(['a', 'b'])
    expect(groupsOf(parseTree(saved) ?? emptyTree)).toHaveLength(1)
  })

  test('does not end in depth', () => {
    let deep: unknown = tab('a')
    for (let level = 0; level < 5000; level++) deep = { type: 'row', children: [deep] }
    expect(parseTree({ layout: deep })).toBeNull()
  })
})

test('two windows that change the same arrangement both keep what they opened and closed', () => {
  const base = treeOf('a', 'b')
  const mine = focusPane(openPane(closePanes(base, ['chat:a']), pane('mine')), 'chat:mine')
  const theirs = openPane(base, pane('theirs'), 'right')
  const joined = rebased(base, mine, theirs)
  expect(panesOf(joined).map(({ ref }) => ref).toSorted()).toEqual(['b', 'mine', 'theirs'])
  expect(active(joined)).toBe('mine')
  expect(rebased(theirs, theirs, theirs)).toEqual(theirs)
})
