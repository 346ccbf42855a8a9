import { describe, expect, it } from 'vitest'
import { byPath, unitsOf } from '~/connection/changes-review'
import { change, comment, decided, hunk } from '~/connection/changes-samples'
import { fileDiffOf, isAllCrlf, notesOf, shownText } from './diff-model'
import { anchorOf, changedLines } from './hunk-lines'
import { endsInSight } from './separators'

const edit = hunk('h1', 10, 'a -b +B +C d')
const later = hunk('h2', 30, 'k -l m', { shift: 1 })
const sheet = { key: '1', change: change('1', 'src/a.py', { hunks: [edit, later] }), revision: 0 }

describe('a hunk', () => {
  it('is decided at its last changed line', () => {
    expect(anchorOf(edit)).toEqual({ side: 'new', line: 12 })
    expect(anchorOf(later)).toEqual({ side: 'old', line: 31 })
    expect(anchorOf(hunk('n', 1, '+a +b'))).toEqual({ side: 'new', line: 2 })
  })

  it('says which lines of each side it changes', () => {
    expect(changedLines(edit)).toEqual({ old: [11, 11], new: [11, 12] })
    expect(changedLines(later)).toEqual({ old: [31, 31], new: null })
  })
})

describe('the drawn diff', () => {
  it('has the hunks and the numbers of the server', () => {
    const diff = fileDiffOf(sheet)
    expect(diff.hunks.map(({ deletionStart, additionStart, additionLines, deletionLines }) => [deletionStart, additionStart, additionLines, deletionLines])).toEqual([
      [10, 10, 2, 1],
      [30, 31, 0, 1],
    ])
    expect(diff).toMatchObject({ name: 'src/a.py', lang: 'python', type: 'change', isPartial: true })
  })

  it('shows lines that look like a patch, hidden characters and missing line ends for what they are', () => {
    const odd = hunk('h', 1, '--- +++ @@')
    odd.lines = [
      { kind: 'remove', text: '-- a', newline: true },
      { kind: 'add', text: '++ \u202Eb', newline: true },
      { kind: 'add', text: '@@ -1 +1 @@', newline: false },
    ]
    const diff = fileDiffOf({ key: '2', change: change('2', 'x', { hunks: [{ ...odd, old_lines: 1, new_lines: 2 }] }), revision: 0 })
    expect(diff.deletionLines).toEqual(['-- a\n'])
    expect(diff.additionLines).toEqual(['++ ‹U+202E›b\n', '@@ -1 +1 @@'])
    expect(diff.hunks[0]).toMatchObject({ noEOFCRAdditions: true, noEOFCRDeletions: false })
  })

  it('knows new, deleted and empty files', () => {
    const drawn = (op: 'create' | 'delete', sketch: string) => fileDiffOf({ key: op, change: change(op, 'a.md', { op, hunks: sketch ? [hunk('h', 1, sketch)] : [] }), revision: 0 })
    expect(drawn('create', '+a').type).toBe('new')
    expect(drawn('delete', '-a').type).toBe('deleted')
    expect(drawn('create', '').hunks).toEqual([])
  })
})

describe('what stands between the lines', () => {
  it('keeps decisions before comments, and comments at their lines after a decision above', () => {
    const changes = [change('1', 'src/a.py', { hunks: [later] }), decided('2', 'src/a.py', 'rejected', [edit])]
    const units = unitsOf(sheet, byPath(changes))
    const notes = notesOf(sheet, units, [comment('c1', '1', { side: 'new', line: 30 }), comment('gone', '1', { outdated: true })], { side: 'old', line: 31 })
    expect(notes.map((note) => [note.metadata.kind, note.side, note.lineNumber])).toEqual([
      ['unit', 'additions', 12],
      ['unit', 'deletions', 31],
      ['comment', 'additions', 31],
      ['writing', 'deletions', 31],
    ])
  })
})

it('knows that a file ends where a hunk has less context than usual', () => {
  expect(endsInSight({ hunks: [hunk('h', 1, '-a +b c d')] })).toBe(true)
  expect(endsInSight({ hunks: [hunk('h', 1, '-a +b c d e')] })).toBe(false)
})

describe('whole texts', () => {
  it('are shown like the lines of the hunks', () => {
    expect(isAllCrlf('a\r\nb', null)).toBe(true)
    expect(isAllCrlf('a\r\n', 'a\n')).toBe(false)
    expect(shownText('a\r\nb\u200B\r\n', true)).toBe('a\nb‹U+200B›\n')
    expect(shownText('a\r\nb\n', false)).toBe('a␍\nb\n')
  })
})
