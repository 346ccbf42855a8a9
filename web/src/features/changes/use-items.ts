/** What the diff view draws, kept as it is where nothing changed, so that nothing is drawn again. */
import type { CodeViewDiffItem, FileDiffLoadedFiles, FileDiffMetadata } from '@pierre/diffs'
import { useQuery } from '@tanstack/react-query'
import { useMemo, useState } from 'react'
import { deskOf, useDesk, type Desk } from '~/connection/changes-desk'
import { changesQuery, textQuery } from '~/connection/changes-query'
import { openChangeOf, sheetTexts, unitsOf, type Sheet } from '~/connection/changes-review'
import type { Comment } from '~/wire/types'
import { queryClient } from '~/wire/queries'
import { fileDiffOf, isAllCrlf, notesOf, shownText } from './diff-model'
import type { Note } from './notes'

type Item = CodeViewDiffItem<Note>

interface Made {
  sheet: Sheet
  comments: readonly Comment[]
  writing: Desk['writing']
  isCollapsed: boolean
  item: Item
}

const diffs = new WeakMap<Sheet, FileDiffMetadata>()
const sheetsOf = new WeakMap<FileDiffMetadata, Sheet>()

function diffOf(sheet: Sheet): FileDiffMetadata {
  const known = diffs.get(sheet)
  if (known) return known
  const made = fileDiffOf(sheet)
  diffs.set(sheet, made)
  sheetsOf.set(made, sheet)
  return made
}

export function useItems(sessionId: string, sheets: readonly Sheet[]): Item[] {
  const comments = useQuery(changesQuery(sessionId)).data?.comments
  const writing = useDesk(sessionId, (desk) => desk.writing)
  const collapsed = useDesk(sessionId, (desk) => desk.collapsed)
  const [made] = useState(() => new Map<string, Made>())
  return useMemo(() => {
    const next = sheets.map((sheet) => {
      const { paths } = deskOf(sessionId)
      const changeId = openChangeOf(sheet, paths)?.id ?? sheet.change.id
      const wanted = {
        sheet,
        comments: (comments ?? []).filter((comment) => comment.change_id === changeId),
        writing: writing?.sheet === sheet.key ? writing : null,
        isCollapsed: collapsed.has(sheet.key),
      }
      const before = made.get(sheet.key)
      return before && isSame(before, wanted) ? before : { ...wanted, item: itemOf(sessionId, wanted, (before?.item.version ?? 0) + 1) }
    })
    made.clear()
    for (const one of next) made.set(one.sheet.key, one)
    return next.map((one) => one.item)
  }, [sessionId, sheets, comments, writing, collapsed, made])
}

function isSame(before: Made, wanted: Omit<Made, 'item'>): boolean {
  return (
    before.sheet === wanted.sheet &&
    before.writing === wanted.writing &&
    before.isCollapsed === wanted.isCollapsed &&
    before.comments.length === wanted.comments.length &&
    before.comments.every((comment, index) => comment.id === wanted.comments[index]?.id && comment.line === wanted.comments[index]?.line)
  )
}

function itemOf(sessionId: string, { sheet, comments, writing, isCollapsed }: Omit<Made, 'item'>, version: number): Item {
  const units = unitsOf(sheet, deskOf(sessionId).paths)
  return { id: sheet.key, type: 'diff', fileDiff: diffOf(sheet), annotations: notesOf(sheet, units, comments, writing), version, collapsed: isCollapsed }
}

/** Reads what stands between the hunks of a sheet, as it was when the sheet was laid out. */
export async function loadFiles(sessionId: string, diff: FileDiffMetadata): Promise<FileDiffLoadedFiles> {
  const sheet = sheetsOf.get(diff)
  if (!sheet) throw new Error('This diff is not on the desk any more.')
  const { paths } = deskOf(sessionId)
  const open = openChangeOf(sheet, paths)
  const { old, new: text } = await queryClient.fetchQuery(textQuery(open ?? sheet.change))
  const isCrlf = isAllCrlf(old, text)
  const plain = (side: string | null) => (isCrlf ? (side ?? '').replaceAll('\r\n', '\n') : (side ?? ''))
  const both = open ? sheetTexts(sheet, unitsOf(sheet, paths), plain(old)) : { old: plain(old), new: plain(text) }
  const file = (contents: string) => ({ name: diff.name, contents: shownText(contents, false) })
  return { oldFile: file(both.old), newFile: file(both.new) }
}
