import { beforeEach, expect, test } from 'vitest'
import { chatPane, closePanes, panesOf } from './tree'
import {
  arrange,
  dropPanes,
  forgetWorkspaces,
  onDirty,
  reopenPane,
  setWorkspace,
  showPane,
  workspaceOf,
} from './workspaces'

const S = 'session'
const open = () => panesOf(workspaceOf(S).tree).map((pane) => pane.ref)
const close = (...ids: string[]) =>
  arrange(S, (tree) =>
    closePanes(
      tree,
      ids.map((id) => `chat:${id}`),
    ),
  )

beforeEach(() => {
  forgetWorkspaces()
  for (const id of ['a', 'b', 'c']) showPane(S, chatPane(id, id))
})

test('closed panes come back, the latest first', () => {
  close('a')
  close('b')
  expect(open()).toEqual(['c'])
  expect(reopenPane(S)).toBe(true)
  expect(open()).toEqual(['c', 'b'])
  reopenPane(S)
  expect(open()).toEqual(['c', 'b', 'a'])
  expect(reopenPane(S)).toBe(false)
})

test('only the last ten closed panes are kept', () => {
  for (let n = 0; n < 14; n++) {
    showPane(S, chatPane(`x${n}`, null))
    close(`x${n}`)
  }
  const { closed } = workspaceOf(S)
  expect(closed).toHaveLength(10)
  expect(closed.at(-1)?.ref).toBe('x13')
})

test('a pane whose chat is gone is closed and cannot be reopened', () => {
  close('a')
  dropPanes(S, ['chat:a', 'chat:b'])
  expect(open()).toEqual(['c'])
  expect(reopenPane(S)).toBe(false)
})

test('a change is told once as something to save, and nothing is told when nothing changed', () => {
  setWorkspace(S, { isDirty: false })
  const told: string[] = []
  const end = onDirty((id) => told.push(id))
  arrange(S, (tree) => tree)
  showPane(S, chatPane('d', 'd'))
  setWorkspace('other', {})
  end()
  expect(told).toEqual([S])
})
