/** What the review's buttons and keys do. */
import { decide, undoLast } from '~/connection/changes-decisions'
import { deskOf, isFolded, setDesk, shownUnits, toggleSheet, type Desk } from '~/connection/changes-desk'
import { isOpen, openChangeOf, sheetOf, stepSheet, stepUnit, unitOf, unitsOf, type Unit } from '~/connection/changes-review'
import { confirm } from '~/ui/confirm'
import { toastError } from '~/ui/toast'
import { changeSession } from '~/wire/mutations'
import { anchorOf } from './hunk-lines'
import { countWords } from './words'

export function focusedUnit(desk: Desk): Unit | undefined {
  const { focus } = desk
  const sheet = focus && sheetOf(desk, focus.sheet)
  return sheet ? unitOf(sheet, desk.paths, focus.id) : undefined
}

export function stepFocus(sessionId: string, by: 'unit' | 'sheet', step: 1 | -1): void {
  const desk = deskOf(sessionId)
  const units = shownUnits(desk)
  const next = by === 'unit' ? stepUnit(units, desk.focus, step) : stepSheet(units, desk.focus, step)
  if (!next) return
  const collapsed = new Set(desk.collapsed)
  collapsed.delete(next.sheet)
  setDesk(sessionId, { focus: { sheet: next.sheet, id: next.id }, collapsed, looking: null })
}

export function decideFocused(sessionId: string, verb: 'apply' | 'reject'): void {
  const unit = focusedUnit(deskOf(sessionId))
  if (unit) void decide(sessionId, verb, [unit])
}

export function decideSheet(sessionId: string, key: string | undefined, verb: 'apply' | 'reject'): void {
  const desk = deskOf(sessionId)
  const sheet = sheetOf(desk, key)
  if (sheet) void decide(sessionId, verb, unitsOf(sheet, desk.paths))
}

export function decideShown(sessionId: string, verb: 'apply' | 'reject'): void {
  void decide(sessionId, verb, shownUnits(deskOf(sessionId)).filter((unit) => unit.state === 'pending'))
}

/** Rejecting cannot be taken back, so many at once are asked about. */
export async function rejectShown(sessionId: string): Promise<void> {
  const count = shownUnits(deskOf(sessionId)).filter((unit) => unit.state === 'pending').length
  const body = 'The files stay as they are. The proposals are kept among the decided files, but they do not come back to the review.'
  if (count < 2 || (await confirm({ title: `Reject ${countWords(count, 'change')}?`, body, action: 'Reject all' }))) decideShown(sessionId, 'reject')
}

/** The human's word that agents of a session may change files without a review, or its end. */
export async function letApply(sessionId: string, mayApply: boolean): Promise<void> {
  const body = 'Agents of this session may then apply and take back their own changes without asking you. Every change is still listed here and can be taken back.'
  if (mayApply && !(await confirm({ title: 'Let agents apply changes?', body, action: 'Let them apply', kind: 'primary' }))) return
  changeSession(sessionId, { allow_apply: mayApply }).catch((error: unknown) => toastError('It was not changed', error))
}

/** Opens the proposed text for editing, or the conflict for solving. */
export function startHandwork(sessionId: string, key: string | undefined): void {
  const desk = deskOf(sessionId)
  const sheet = sheetOf(desk, key)
  const change = sheet && openChangeOf(sheet, desk.paths)
  if (!change) return
  const isConflict = change.state === 'conflict'
  if (!isConflict && (change.op === 'delete' || change.binary)) return
  const hunk = change.hunks.find((one) => one.id === desk.focus?.id) ?? change.hunks[0]
  setDesk(sessionId, { handwork: { changeId: change.id, kind: isConflict ? 'resolve' : 'edit', line: hunk ? anchorOf(hunk).line : 1 } })
}

/** Begins a comment at the end of the focused hunk. */
export function startComment(sessionId: string, unit: Pick<Unit, 'sheet' | 'id'> | null = deskOf(sessionId).focus): void {
  const desk = deskOf(sessionId)
  const sheet = sheetOf(desk, unit?.sheet)
  const hunk = sheet?.change.hunks.find((one) => one.id === unit?.id) ?? sheet?.change.hunks[0]
  if (!sheet || !hunk || !unitsOf(sheet, desk.paths).some(isOpen)) return
  setDesk(sessionId, { writing: { sheet: sheet.key, ...anchorOf(hunk) } })
}

export function toggleFocused(sessionId: string): void {
  const { focus } = deskOf(sessionId)
  if (focus) toggleSheet(sessionId, focus.sheet)
}

/** Folds all files; unfolds them when all are folded. */
export function toggleAll(sessionId: string): void {
  const desk = deskOf(sessionId)
  setDesk(sessionId, { collapsed: new Set(isFolded(desk) ? [] : desk.sheets.map((sheet) => sheet.key)) })
}

export const undo = (sessionId: string): unknown => undoLast(sessionId)
