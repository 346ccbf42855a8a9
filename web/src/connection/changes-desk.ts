/** The review of each session: what lies on the desk, where the reader is, and what is being decided. Panes hold none of it. */
import { create } from 'zustand'
import type { Sought } from '~/lib/found-words'
import type { Change, Refusal } from '~/wire/types'
import { byPath, followed, isOpen, isShown, stepUnit, unitsOf, type ByPath, type Filter, type Sheet, type Side, type Unit } from './changes-review'

/** A unit on the desk. */
export type Place = Pick<Unit, 'sheet' | 'id'>

export interface Desk {
  changes: readonly Change[]
  paths: ByPath
  sheets: readonly Sheet[]
  focus: Place | null
  collapsed: ReadonlySet<string>
  filter: Filter
  /** A decided change that is looked at instead of the review. */
  looking: string | null
  /** The file that fills a phone's screen. */
  opened: string | null
  /** What a search found in a change, until it is in sight. */
  sought: (Sought & { changeId: string }) | null
  /** Where a comment is being written. */
  writing: { sheet: string; side: Side; line: number } | null
  /** A change whose proposed text is edited, or whose conflict is solved, by hand. */
  handwork: { changeId: string; kind: 'edit' | 'resolve'; line: number } | null
  /** What the server was asked and has not answered yet, by `unitKey`. */
  asked: Readonly<Record<string, Verb>>
  /** Ids of the changes that each decision made, the latest last. */
  decisions: readonly (readonly string[])[]
  /** Why taking back was refused. */
  refused: Refusal | null
}

export type Verb = 'apply' | 'reject' | 'rewind'

const blank: Desk = {
  changes: [],
  paths: new Map(),
  sheets: [],
  focus: null,
  collapsed: new Set(),
  filter: { text: '', maker: null },
  looking: null,
  opened: null,
  sought: null,
  writing: null,
  handwork: null,
  asked: {},
  decisions: [],
  refused: null,
}

const useStore = create<{ bySession: Readonly<Record<string, Desk>> }>(() => ({ bySession: {} }))

export const deskOf = (sessionId: string): Desk => useStore.getState().bySession[sessionId] ?? blank

export function useDesk<T>(sessionId: string, select: (desk: Desk) => T): T {
  return useStore((state) => select(state.bySession[sessionId] ?? blank))
}

/** Calls `listener` whenever something on a session's desk changed. */
export function onDesk(sessionId: string, listener: (desk: Desk) => void): () => void {
  return useStore.subscribe((state, before) => {
    const desk = state.bySession[sessionId]
    if (desk && desk !== before.bySession[sessionId]) listener(desk)
  })
}

export function setDesk(sessionId: string, change: Partial<Desk>): void {
  useStore.setState(({ bySession }) => ({ bySession: { ...bySession, [sessionId]: { ...(bySession[sessionId] ?? blank), ...change } } }))
}

/** Lays the server's changes on the desk; what is there already stays where it is. */
export function layOut(sessionId: string, changes: readonly Change[]): void {
  const desk = deskOf(sessionId)
  const sheets = followed(desk.sheets, changes)
  const next = { ...desk, changes, paths: byPath(changes), sheets }
  setDesk(sessionId, { ...next, focus: validFocus(next) })
}

/** Takes what is decided off the desk; the rest is laid out as the server has it now. */
export function clearDesk(sessionId: string): void {
  const desk = deskOf(sessionId)
  const revisions = new Map(desk.sheets.map((sheet) => [sheet.key, sheet.revision]))
  const sheets = followed([], desk.changes).map((sheet) => ({ ...sheet, revision: (revisions.get(sheet.key) ?? -1) + 1 }))
  const next = { ...desk, sheets, collapsed: new Set<string>() }
  setDesk(sessionId, { ...next, focus: validFocus(next) })
}

/** Whether what was decided here can be taken back. */
export const canUndo = ({ decisions, changes }: Desk): boolean =>
  decisions.some((ids) => ids.some((id) => changes.some((change) => change.id === id && change.state === 'applied')))

/** Whether anything on the desk is decided. */
export const hasDecided = ({ sheets, paths }: Desk): boolean => sheets.some((sheet) => unitsOf(sheet, paths).some((unit) => !isOpen(unit)))

/** Whether every file is folded. */
export const isFolded = ({ sheets, collapsed }: Desk): boolean => sheets.every((sheet) => collapsed.has(sheet.key))

function validFocus(desk: Desk): Place | null {
  const units = shownUnits(desk)
  const { focus } = desk
  if (focus && units.some((unit) => unit.sheet === focus.sheet && unit.id === focus.id)) return focus
  const near = focus && units.find((unit) => unit.sheet === focus.sheet)
  return near ?? stepUnit(units, null, 1) ?? null
}

export const shownSheets = (desk: Pick<Desk, 'sheets' | 'filter'>): Sheet[] => desk.sheets.filter((sheet) => isShown(sheet.change, desk.filter))

/** Everything that can be decided and is shown, in the order of the screen. */
export function shownUnits(desk: Pick<Desk, 'sheets' | 'filter' | 'paths'>): Unit[] {
  return shownSheets(desk).flatMap((sheet) => unitsOf(sheet, desk.paths))
}

export function setFilter(sessionId: string, filter: Partial<Filter>): void {
  const desk = deskOf(sessionId)
  const next = { ...desk, filter: { ...desk.filter, ...filter } }
  setDesk(sessionId, { ...next, focus: validFocus(next) })
}

export const unitKey = (changeId: string, unit: string): string => `${changeId}/${unit}`

export function setAsked(sessionId: string, keys: readonly string[], verb: Verb | null): void {
  const asked = { ...deskOf(sessionId).asked }
  for (const key of keys) {
    if (verb) asked[key] = verb
    else delete asked[key]
  }
  setDesk(sessionId, { asked })
}

/** Folds a file, or unfolds it. */
export function toggleSheet(sessionId: string, sheet: string): void {
  const collapsed = new Set(deskOf(sessionId).collapsed)
  if (!collapsed.delete(sheet)) collapsed.add(sheet)
  setDesk(sessionId, { collapsed })
}
