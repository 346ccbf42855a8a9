import { describe, expect, it } from 'vitest'
import type { Change } from '~/wire/types'
import {
  byPath,
  followed,
  isShown,
  serverLine,
  sheetLine,
  sheetTexts,
  stepSheet,
  stepUnit,
  unitsOf,
  WHOLE,
  withChanged,
  type Sheet,
} from './changes-review'
import { change, decided, hunk, maker } from './changes-samples'

const one = hunk('h1', 1, '-a +A b')
const two = hunk('h2', 20, 'k -l +L +M', { shift: 0 })
const three = hunk('h3', 40, '-x -y z', { shift: 1 })

const lay = (changes: Change[]): readonly Sheet[] => followed([], changes)
const only = (sheets: readonly Sheet[]): Sheet => {
  const [sheet] = sheets
  if (!sheet || sheets.length > 1) throw new Error(`${sheets.length} sheets instead of one.`)
  return sheet
}
const states = (sheet: Sheet, changes: Change[]) => unitsOf(sheet, byPath(changes)).map((unit) => unit.state)

describe('sheets', () => {
  it('lie in the order of a file tree', () => {
    const sheets = lay([change('1', 'src/b10.py'), change('2', 'src/b9.py'), change('3', 'README.md')])
    expect(sheets.map((sheet) => sheet.change.path)).toEqual(['README.md', 'src/b9.py', 'src/b10.py'])
  })

  it('are made of what waits, not of what was decided before', () => {
    expect(lay([change('1', 'a.py', { hunks: [one] }), decided('2', 'b.py', 'applied', [two])])).toHaveLength(1)
  })

  it('stay the same objects when hunks of them are decided', () => {
    const sheets = lay([change('1', 'a.py', { hunks: [one, two] })])
    const later = [change('1', 'a.py', { hunks: [two] }), decided('2', 'a.py', 'applied', [one])]
    expect(followed(sheets, later)).toBe(sheets)
    expect(states(only(sheets), later)).toEqual(['applied', 'pending'])
  })

  it('stay when all of them is decided, also as the change that they were made from', () => {
    const sheets = lay([change('1', 'a.py', { hunks: [one, two] })])
    const later = [decided('1', 'a.py', 'rejected', [one, two])]
    expect(followed(sheets, later)).toBe(sheets)
    expect(states(only(sheets), later)).toEqual(['rejected', 'rejected'])
  })

  it('are made anew when the agent changes the file again', () => {
    const sheets = lay([change('1', 'a.py', { hunks: [one] })])
    const sheet = only(followed(sheets, [change('1', 'a.py', { hunks: [one, two] })]))
    expect(sheet).toMatchObject({ key: '1', revision: 1 })
    expect(sheet.change.hunks).toHaveLength(2)
  })

  it('follow a change that another one took the place of', () => {
    const sheets = lay([change('1', 'a.py', { hunks: [one] })])
    const later = [change('1', 'a.py', { state: 'superseded', hunks: [one] }), change('9', 'a.py', { hunks: [two] })]
    expect(only(followed(sheets, later))).toMatchObject({ key: '1', revision: 1, change: { id: '9' } })
  })

  it('go when the agent took everything back', () => {
    const sheets = lay([change('1', 'a.py', { hunks: [one] })])
    expect(followed(sheets, [change('1', 'a.py', { state: 'superseded', hunks: [one] })])).toEqual([])
  })

  it('of a conflict are decided as a whole', () => {
    const changes = [change('1', 'a.py', { state: 'conflict', hunks: [one, two] })]
    expect(unitsOf(only(lay(changes)), byPath(changes))).toMatchObject([{ id: WHOLE, state: 'conflict', changeId: '1' }])
  })

  it('are made anew when a conflict is settled', () => {
    const sheets = lay([change('1', 'a.py', { state: 'conflict', hunks: [one] })])
    expect(only(followed(sheets, [change('1', 'a.py', { hunks: [two] })])).change.hunks[0]?.id).toBe('h2')
  })

  it('of a moved file are found after a part of it was applied at its new place', () => {
    const sheets = lay([change('1', 'a.py', { op: 'move', new_path: 'b.py', hunks: [one, two] })])
    const later = [change('1', 'b.py', { hunks: [two] }), decided('2', 'a.py', 'applied', [one])]
    expect(only(followed(sheets, later)).change.path).toBe('b.py')
  })

  it('of binary files are decided as a whole', () => {
    const sheets = lay([change('1', 'a.png', { binary: true })])
    expect(states(only(sheets), [change('1', 'a.png', { binary: true, state: 'applied' })])).toEqual(['applied'])
  })
})

describe('lines', () => {
  const sheet = only(lay([change('1', 'a.py', { hunks: [one, two, three] })]))
  const after = (...done: [string, Change['state']][]) => {
    const left = [one, two, three].filter((one) => !done.some(([id]) => id === one.id))
    const rest = done.map(([id, state], index) => decided(`d${index}`, 'a.py', state, [one, two, three].filter((one) => one.id === id)))
    return unitsOf(sheet, byPath([change('1', 'a.py', { hunks: left }), ...rest]))
  }

  it('are the same while nothing is decided', () => {
    expect(serverLine(sheet, after(), 'new', 41)).toBe(41)
  })

  it('of the old side move when hunks above were applied', () => {
    const units = after(['h2', 'applied'])
    expect([serverLine(sheet, units, 'old', 10), serverLine(sheet, units, 'old', 41)]).toEqual([10, 42])
    expect(serverLine(sheet, units, 'new', 42)).toBe(42)
  })

  it('of the new side move when hunks above were rejected', () => {
    const units = after(['h2', 'rejected'])
    expect(serverLine(sheet, units, 'new', 42)).toBe(41)
    expect(serverLine(sheet, units, 'old', 41)).toBe(41)
  })

  it('come back to where they are shown', () => {
    const units = after(['h1', 'rejected'], ['h2', 'rejected'])
    for (const line of [10, 30, 41, 60]) expect(sheetLine(sheet, units, 'new', serverLine(sheet, units, 'new', line))).toBe(line)
  })
})

describe('texts', () => {
  const old = 'a\nb\nc\nd\ne\n'
  const first = hunk('h1', 1, '-a +A +AA b')
  const second = hunk('h2', 4, 'd -e +E', { shift: 1 })
  const sheet = only(lay([change('1', 'a.py', { hunks: [first, second] })]))

  it('are both sides as they were when the sheet was laid out', () => {
    const units = unitsOf(sheet, byPath([change('1', 'a.py', { hunks: [first, second] })]))
    expect(sheetTexts(sheet, units, old)).toEqual({ old, new: 'A\nAA\nb\nc\nd\nE\n' })
  })

  it('do not depend on what was applied since', () => {
    const units = unitsOf(sheet, byPath([change('1', 'a.py', { hunks: [second] }), decided('2', 'a.py', 'applied', [first])]))
    expect(sheetTexts(sheet, units, 'A\nAA\nb\nc\nd\ne\n')).toEqual({ old, new: 'A\nAA\nb\nc\nd\nE\n' })
  })
})

describe('the focus', () => {
  const changes = [change('1', 'a.py', { hunks: [one, two] }), change('2', 'b.py', { hunks: [hunk('h9', 1, '-q')] }), decided('3', 'a.py', 'applied', [one])]
  const units = followed([], [change('1', 'a.py', { hunks: [one, two] }), change('2', 'b.py', { hunks: [hunk('h9', 1, '-q')] })]).flatMap((sheet) =>
    unitsOf(sheet, byPath([change('1', 'a.py', { hunks: [two] }), ...changes.slice(1)])),
  )

  it('steps over what is decided, and around the end', () => {
    expect(units.map((unit) => [unit.id, unit.state])).toEqual([
      ['h1', 'applied'],
      ['h2', 'pending'],
      ['h9', 'pending'],
    ])
    expect(stepUnit(units, null, 1)?.id).toBe('h2')
    expect(stepUnit(units, { sheet: '1', id: 'h1' }, 1)?.id).toBe('h2')
    expect(stepUnit(units, { sheet: '2', id: 'h9' }, 1)?.id).toBe('h2')
    expect(stepUnit(units, { sheet: '1', id: 'h2' }, -1)?.id).toBe('h9')
  })

  it('goes to the first waiting change of the next file', () => {
    expect(stepSheet(units, { sheet: '2', id: 'h9' }, 1)?.id).toBe('h2')
    expect(stepSheet(units, { sheet: '1', id: 'h2' }, 1)?.id).toBe('h9')
    expect(stepSheet(units, null, -1)?.id).toBe('h9')
  })

  it('finds nothing where nothing is', () => {
    expect(stepUnit([], null, 1)).toBeUndefined()
    expect(stepSheet([], null, 1)).toBeUndefined()
  })
})

describe('the filter', () => {
  const moved = change('1', 'src/old name.py', { new_path: 'lib/new.py', by: [maker('t1', 'c1', 'opencode')] })

  it('finds a file by parts of either path, in any order', () => {
    expect(isShown(moved, { text: 'NEW lib', maker: null })).toBe(true)
    expect(isShown(moved, { text: 'old', maker: null })).toBe(true)
    expect(isShown(moved, { text: 'other', maker: null })).toBe(false)
  })

  it('shows the work of one maker', () => {
    expect(isShown(moved, { text: '', maker: { kind: 'provider', id: 'opencode' } })).toBe(true)
    expect(isShown(moved, { text: '', maker: { kind: 'task', id: 't2' } })).toBe(false)
  })
})

it('takes a decision over without another look at the server', () => {
  const list = { changes: [change('1', 'a.py', { hunks: [one, two] }), change('2', 'b.py')] }
  const next = withChanged(list, [change('1', 'a.py', { hunks: [two] }), decided('3', 'a.py', 'applied', [one])])
  expect(next.changes.map(({ id, hunks }) => [id, hunks.length])).toEqual([
    ['3', 1],
    ['1', 1],
    ['2', 0],
  ])
})
