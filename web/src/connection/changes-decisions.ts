/** Decisions about changes. The server is the authority: a mark shows at once what was asked, its answer replaces the mark. */
import { toastError, toasts } from '~/ui/toast'
import { ApiError } from '~/wire/client'
import type { Change, Decision, Refusal } from '~/wire/types'
import { addComment, applyChanges, changeComment, deleteComment, editChange, rejectChanges, resolveChange, rewindChange, type Selected } from './changes-api'
import { deskOf, setAsked, setDesk, shownUnits, unitKey, type Verb } from './changes-desk'
import { refetchChanges, takeChanged, takeComments } from './changes-query'
import { isOpen, stepUnit, WHOLE, type Side, type Unit } from './changes-review'

const DECISIONS_KEPT = 100

const NOT_DONE: Record<Verb, string> = {
  apply: 'Not applied',
  reject: 'Not rejected',
  rewind: 'Not taken back',
}

/** Applies or rejects what still waits among these units, and moves the focus to what waits next. */
export async function decide(sessionId: string, verb: 'apply' | 'reject', units: readonly Unit[]): Promise<void> {
  const { asked } = deskOf(sessionId)
  const waiting = units.filter((unit) => unit.state === 'pending' && !asked[unitKey(unit.changeId, unit.id)])
  const inConflict = verb === 'reject' ? units.filter((unit) => unit.state === 'conflict') : []
  const chosen = [...waiting, ...inConflict]
  if (chosen.length === 0) return
  moveOn(sessionId, chosen)
  const call = verb === 'apply' ? applyChanges : rejectChanges
  await ask(sessionId, verb, chosen.map((unit) => unitKey(unit.changeId, unit.id)), () => call(sessionId, selectedIn(chosen)))
}

/** Exactly what was seen is decided: hunks that came meanwhile are not among them. */
function selectedIn(units: readonly Unit[]): Selected[] {
  const selected = new Map<string, Selected>()
  for (const { changeId, id } of units) {
    const one = selected.get(changeId) ?? { id: changeId }
    selected.set(changeId, id === WHOLE ? one : { ...one, hunks: [...(one.hunks ?? []), id] })
  }
  return [...selected.values()]
}

function moveOn(sessionId: string, decided: readonly Unit[]): void {
  const desk = deskOf(sessionId)
  const keys = new Set(decided.map((unit) => unitKey(unit.changeId, unit.id)))
  const isWaiting = (unit: Unit) => isOpen(unit) && !keys.has(unitKey(unit.changeId, unit.id)) && !desk.asked[unitKey(unit.changeId, unit.id)]
  const units = shownUnits(desk)
  const from = decided.at(-1) ?? null
  const next = units.some(isWaiting) ? stepUnit(units.map((unit) => (isWaiting(unit) ? unit : { ...unit, state: 'applied' as const })), from, 1) : undefined
  if (next) setDesk(sessionId, { focus: { sheet: next.sheet, id: next.id } })
}

/** Takes the latest decision back that can be taken back. */
export async function undoLast(sessionId: string): Promise<void> {
  const { decisions, changes } = deskOf(sessionId)
  const last = decisions.findLast((ids) => ids.some((id) => changes.some((change) => change.id === id && change.state === 'applied')))
  const ids = last?.filter((id) => changes.some((change) => change.id === id && change.state === 'applied')) ?? []
  if (ids.length === 0) toasts.add({ title: 'Nothing to take back', description: 'Only what was applied in this review can be taken back with a key.', type: 'info' })
  for (const id of ids.toReversed()) await rewind(sessionId, id)
  const shown = shownUnits(deskOf(sessionId)).find((unit) => ids.includes(unit.changeId))
  if (shown) setDesk(sessionId, { focus: { sheet: shown.sheet, id: shown.id }, looking: null })
}

/** Takes back what an applied change did to the files. */
export async function rewind(sessionId: string, changeId: string): Promise<void> {
  const change = deskOf(sessionId).changes.find((one) => one.id === changeId)
  const units = change?.hunks.map((hunk) => hunk.id) ?? []
  await ask(sessionId, 'rewind', [...units, WHOLE].map((unit) => unitKey(changeId, unit)), () => rewindChange(changeId))
}

async function ask(sessionId: string, verb: Verb, keys: readonly string[], call: () => Promise<Decision>): Promise<void> {
  setAsked(sessionId, keys, verb)
  try {
    take(sessionId, verb, await call())
  } catch (error) {
    await fail(sessionId, verb, error)
  } finally {
    setAsked(sessionId, keys, null)
  }
}

function take(sessionId: string, verb: Verb, decision: Decision): void {
  takeChanged(sessionId, decision.changes)
  if (verb !== 'rewind') {
    const made = decision.changes.filter((change) => !isOpen(change)).map((change) => change.id)
    if (made.length > 0) setDesk(sessionId, { decisions: [...deskOf(sessionId).decisions, made].slice(-DECISIONS_KEPT) })
  }
  if (decision.refused.length > 0) tellRefused(sessionId, verb, decision.refused)
}

function tellRefused(sessionId: string, verb: Verb, refused: readonly Refusal[]): void {
  void refetchChanges(sessionId)
  const [first] = refused
  if (!first) return
  if (verb === 'rewind' && first.overlap.length > 0) {
    setDesk(sessionId, { refused: first })
    return
  }
  const more = refused.length > 1 ? ` And ${refused.length - 1} more.` : ''
  toasts.add({ title: `${NOT_DONE[verb]}: ${pathOf(sessionId, first.change_id)}`, description: first.message + more, type: 'info', timeout: 9000 })
}

const pathOf = (sessionId: string, changeId: string) => deskOf(sessionId).changes.find((change) => change.id === changeId)?.path ?? 'a file'

/** Somebody else was first, or the change is another one by now: that is no accident, the list just follows. */
const MOVED_ON: Record<string, string> = {
  change_decided: 'It was decided elsewhere meanwhile',
  change_moved_on: 'The change is another one by now',
}

async function fail(sessionId: string, verb: Verb, error: unknown): Promise<void> {
  if (error instanceof ApiError && error.code === 'rewind_overlap') {
    const overlap = Array.isArray(error.data.overlap) ? (error.data.overlap as Refusal['overlap']) : []
    setDesk(sessionId, { refused: { change_id: '', code: error.code, message: error.message, overlap } })
    return
  }
  const moved = error instanceof ApiError ? MOVED_ON[error.code] : undefined
  if (moved) toasts.add({ title: moved, description: 'You see the current state now; nothing was lost.', type: 'info' })
  else toastError(NOT_DONE[verb], error)
  await refetchChanges(sessionId)
}

/** Puts another text in place of what a change proposes. Throws `ApiError`. */
export async function saveText(sessionId: string, changeId: string, text: string, seen: string): Promise<void> {
  finish(sessionId, await editChange(changeId, text, seen))
}

/** Settles a conflict with this text: the change waits again, on top of what is on disk. Throws `ApiError`. */
export async function settleConflict(sessionId: string, changeId: string, text: string): Promise<void> {
  finish(sessionId, await resolveChange(changeId, text))
}

/** Goes back to the review with the change as it is now. */
function finish(sessionId: string, change: Change): void {
  setDesk(sessionId, { handwork: null })
  takeChanged(sessionId, [change])
}

export async function saveComment(sessionId: string, changeId: string, at: { side: Side; line: number }, text: string): Promise<void> {
  const comment = await addComment(changeId, { ...at, text })
  takeComments(sessionId, (comments) => [...comments.filter((one) => one.id !== comment.id), comment])
}

export async function editComment(sessionId: string, id: string, change: { text?: string; state?: 'draft' | 'resolved' }): Promise<void> {
  const comment = await changeComment(id, change)
  takeComments(sessionId, (comments) => comments.map((one) => (one.id === id ? comment : one)))
}

export async function removeComment(sessionId: string, id: string): Promise<void> {
  await deleteComment(id)
  takeComments(sessionId, (comments) => comments.filter((one) => one.id !== id))
}
