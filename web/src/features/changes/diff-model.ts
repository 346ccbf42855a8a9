/** From a change on the desk to what the diff view draws. Pure. */
import { processFile, type DiffLineAnnotation, type FileDiffMetadata } from '@pierre/diffs'
import { sheetLine, WHOLE, type Sheet, type Side, type Unit } from '~/connection/changes-review'
import { grammarOf, grammarOfPath } from '~/lib/grammars'
import { withHiddenShown } from '~/lib/invisible'
import type { Change, Comment, Hunk } from '~/wire/types'
import { anchorOf } from './hunk-lines'
import type { Note } from './notes'

const SIDES = { old: 'deletions', new: 'additions' } as const
const MARKS = { context: ' ', add: '+', remove: '-' } as const

/** The diff of a sheet; its unchanged parts are read when they are asked for. */
export function fileDiffOf({ key, change, revision }: Sheet): FileDiffMetadata {
  const path = change.new_path ?? change.path
  const type = typeOf(change)
  const patch = `diff --git a/f b/f\n--- a/f\n+++ b/f\n${change.hunks.map(patchOf).join('')}`
  const parsed = processFile(patch, { isGitDiff: true, cacheKey: `${key}:${revision}` })
  if (!parsed) throw new Error(`The diff of ${path} cannot be drawn.`)
  const { prevName: _, ...diff } = parsed
  return { ...diff, name: path, type, lang: grammarOfPath(path) ?? grammarOf(change.language) ?? 'text' }
}

function typeOf(change: Change): FileDiffMetadata['type'] {
  if (change.op === 'create') return 'new'
  return change.op === 'delete' ? 'deleted' : 'change'
}

function patchOf(hunk: Hunk): string {
  const head = `@@ -${hunk.old_start},${hunk.old_lines} +${hunk.new_start},${hunk.new_lines} @@\n`
  return head + hunk.lines.map(({ kind, text, newline }) => `${MARKS[kind]}${withHiddenShown(text)}\n${newline ? '' : '\\ No newline at end of file\n'}`).join('')
}

/** A whole side, written like the lines of the hunks are. */
export function shownText(text: string, isCrlf: boolean): string {
  return withHiddenShown(isCrlf ? text.replaceAll('\r\n', '\n') : text)
}

/** Whether all lines of both sides end in a carriage return: then it is not shown. */
export function isAllCrlf(old: string | null, text: string | null): boolean {
  return [old, text].every((side) => side === null || !/(?<!\r)\n/.test(side))
}

export interface Writing {
  side: Side
  line: number
}

/** What stands between the lines: decisions first, in their order, so that they keep their places when comments come. */
export function notesOf(sheet: Sheet, units: readonly Unit[], comments: readonly Comment[], writing: Writing | null): DiffLineAnnotation<Note>[] {
  const hunks = new Map(sheet.change.hunks.map((hunk) => [hunk.id, hunk]))
  const decisions = units.flatMap((unit) => {
    const hunk = unit.id === WHOLE ? undefined : hunks.get(unit.id)
    return hunk ? [noteAt(anchorOf(hunk), { kind: 'unit', id: unit.id })] : []
  })
  const lines = comments
    .filter((comment) => !comment.outdated)
    .map((comment) => noteAt({ side: comment.side, line: sheetLine(sheet, units, comment.side, comment.line) }, { kind: 'comment', id: comment.id }))
  return [...decisions, ...lines, ...(writing ? [noteAt(writing, { kind: 'writing', id: 'writing' })] : [])]
}

function noteAt({ side, line }: { side: Side; line: number }, metadata: Note): DiffLineAnnotation<Note> {
  return { side: SIDES[side], lineNumber: line, metadata }
}
