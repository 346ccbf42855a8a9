import { expect, test } from 'vitest'
import { boxesOf, evened, focusTowards, moveTowards, neighbourOf, resize, stepGroup } from './geometry'
import { toldChange } from './telling'
import { activate, activeGroup, activePane, chatPane, emptyTree, focusPane, groupsOf, openPane, toggleMaximised, type LayoutTree } from './tree'

const pane = (name: string) => chatPane(name, name)
const inOneGroup = (...names: string[]) => names.reduce((tree, name) => openPane(tree, pane(name)), emptyTree)
/** a on the left; on the right b above c. */
const three = openPane(openPane(openPane(emptyTree, pane('a')), pane('b'), 'right'), pane('c'), 'down')
const groupOf = (tree: LayoutTree, name: string) => groupsOf(tree).find(({ children }) => children.some((tab) => tab.name === name))?.id ?? ''
const names = (tree: LayoutTree) => groupsOf(tree).map(({ children }) => children.map(({ name }) => name).join(''))

test('groups lie where their rows and weights put them', () => {
  const boxes = boxesOf(three)
  expect(boxes.get(groupOf(three, 'a'))).toEqual({ x: 0, y: 0, width: 0.5, height: 1 })
  expect(boxes.get(groupOf(three, 'c'))).toEqual({ x: 0.5, y: 0.5, width: 0.5, height: 0.5 })
})

test('the focus goes by direction, and nowhere where nothing is', () => {
  const atA = activate(three, groupOf(three, 'a'))
  expect(activePane(focusTowards(atA, 'right'))?.name).toBe('b')
  expect(activePane(focusTowards(three, 'up'))?.name).toBe('b')
  expect(activePane(focusTowards(three, 'left'))?.name).toBe('a')
  expect(focusTowards(atA, 'left')).toBe(atA)
  expect(neighbourOf(three, groupOf(three, 'b'), 'right')).toBeUndefined()
})

test('leaving a maximised group shows the others again', () => {
  const left = focusTowards(toggleMaximised(three), 'left')
  expect(groupsOf(left).some(({ maximized }) => maximized)).toBe(false)
  expect(activePane(left)?.name).toBe('a')
})

test('groups are walked around', () => {
  expect(activePane(stepGroup(three, 1))?.name).toBe('a')
  expect(activePane(stepGroup(stepGroup(three, 1), -1))?.name).toBe('c')
})

test('a tab moves into the group beside it, and its own group goes when it is empty', () => {
  expect(names(moveTowards(three, pane('c').id, 'up'))).toEqual(['a', 'bc'])
  expect(names(moveTowards(three, pane('c').id, 'left'))).toEqual(['ac', 'b'])
})

test.each(['left', 'right', 'up', 'down'] as const)('without a group on the %s the tab gets one there', (direction) => {
  const moved = moveTowards(inOneGroup('a', 'b'), pane('b').id, direction)
  expect(names(moved)).toEqual(direction === 'left' || direction === 'up' ? ['b', 'a'] : ['a', 'b'])
  expect(activePane(moved)?.name).toBe('b')
  const { x, y } = boxesOf(moved).get(groupOf(moved, 'b')) ?? { x: -1, y: -1 }
  expect([x, y]).toEqual({ left: [0, 0], right: [0.5, 0], up: [0, 0], down: [0, 0.5] }[direction])
})

test('the only tab of the only group stays where it is', () => {
  const tree = inOneGroup('a')
  expect(moveTowards(tree, pane('a').id, 'right')).toBe(tree)
})

test('a group grows and shrinks in its row, never to nothing', () => {
  const wider = resize(three, 'width', 0.1)
  expect(boxesOf(wider).get(groupOf(three, 'c'))?.width).toBeCloseTo(0.6)
  const shorter = resize(three, 'height', -0.1)
  expect(boxesOf(shorter).get(groupOf(three, 'c'))?.height).toBeCloseTo(0.4)
  let tree = three
  for (let times = 0; times < 30; times++) tree = resize(tree, 'width', -0.1)
  expect(boxesOf(tree).get(groupOf(three, 'c'))?.width).toBeCloseTo(0.1)
  expect(resize(inOneGroup('a'), 'width', 0.1)).toEqual(inOneGroup('a'))
})

test('groups are made even', () => {
  const tree = evened(resize(three, 'width', 0.2))
  expect(boxesOf(tree).get(groupOf(tree, 'a'))?.width).toBeCloseTo(0.5)
})

test('what happened is told in a sentence', () => {
  const two = inOneGroup('a', 'b')
  expect(toldChange(inOneGroup('a'), two)).toBe('b opened, tab 2 of 2.')
  expect(toldChange(two, inOneGroup('a'))).toBe('b closed. a, tab 1 of 1.')
  expect(toldChange(two, focusPane(two, pane('a').id))).toBe('a, tab 1 of 2.')
  expect(toldChange(two, moveTowards(two, pane('b').id, 'right'))).toBe('b moved, tab 1 of 1 in group 2 of 2.')
  expect(toldChange(three, moveTowards(three, pane('c').id, 'left'))).toBe('c moved, tab 2 of 2 in group 1 of 2.')
  expect(toldChange(three, toggleMaximised(three))).toBe('The group fills the workspace.')
  expect(toldChange(three, resize(three, 'width', 0.1))).toBeNull()
  expect(activeGroup(three)?.children[0]?.name).toBe('c')
})
