/**
 * What lies on the reviewer's desk, as pure functions over the server's changes.
 *
 * A sheet is a change as it was when it was laid there. Deciding on a hunk makes the server split the change; the sheet
 * stays as it is and only the states of its hunks follow, so nothing moves under the reader's eyes.
 */
import { groupedBy } from '~/lib/grouped'
import type { Change, Comment, Hunk } from '~/wire/types'

export interface Sheet {
  /** Id of the change it was first made from. */
  key: string
  change: Change
  /** Grows when the content is replaced. */
  revision: number
}

/** The decision on a file that has no hunks, or whose hunks are not decided one by one. */
export const WHOLE = '*'

export type UnitState = Change['state'] | 'gone'

/** What is decided at once: a hunk, or a change without hunks. */
export interface Unit {
  sheet: string
  id: string
  state: UnitState
  /** The change that it belongs to now. */
  changeId: string
}

export const isOpen = ({ state }: { state: UnitState }): boolean => state === 'pending' || state === 'conflict'

export function unitIds(change: Change): string[] {
  return change.state === 'conflict' || change.hunks.length === 0 ? [WHOLE] : change.hunks.map((hunk) => hunk.id)
}

/** The changes of each path, newest decision first; a moved file is found by both its paths. */
export type ByPath = ReadonlyMap<string, readonly Change[]>

export function byPath(changes: readonly Change[]): ByPath {
  const newestFirst = [...changes].sort((a, b) => (b.decided_at ?? b.updated_at).localeCompare(a.decided_at ?? a.updated_at))
  const places = newestFirst.flatMap((change) => (change.new_path ? [{ path: change.path, change }, { path: change.new_path, change }] : [{ path: change.path, change }]))
  return new Map([...groupedBy(places, (place) => place.path)].map(([path, found]) => [path, found.map((place) => place.change)]))
}

/** Everything that is or was proposed for the file of a sheet. */
function changesOf({ change }: Sheet, paths: ByPath): readonly Change[] {
  const found = [...(paths.get(change.path) ?? []), ...(change.new_path ? (paths.get(change.new_path) ?? []) : [])]
  return [...new Set(found)]
}

/** The change that a sheet stands for and that still waits; undefined when all of it is decided. */
export function openChangeOf(sheet: Sheet, paths: ByPath): Change | undefined {
  const open = changesOf(sheet, paths).filter(isOpen)
  const isSamePath = (change: Change) => change.path === sheet.change.path
  return open.find((change) => change.id === sheet.key) ?? open.find((change) => isSamePath(change) && (change.state === 'conflict') === (sheet.change.state === 'conflict'))
}

const unitsKnown = new WeakMap<Sheet, { paths: ByPath; units: readonly Unit[] }>()

/** The state of everything that can be decided on a sheet, in its order. What did not change stays the same object. */
export function unitsOf(sheet: Sheet, paths: ByPath): readonly Unit[] {
  const known = unitsKnown.get(sheet)
  if (known?.paths === paths) return known.units
  const before = new Map(known?.units.map((unit) => [unit.id, unit]))
  const units = freshUnits(sheet, paths).map((unit) => {
    const old = before.get(unit.id)
    return old?.state === unit.state && old.changeId === unit.changeId ? old : unit
  })
  unitsKnown.set(sheet, { paths, units })
  return units
}

function freshUnits(sheet: Sheet, paths: ByPath): Unit[] {
  const there = changesOf(sheet, paths)
  const open = openChangeOf(sheet, paths)
  const original = there.find((change) => change.id === sheet.change.id)
  return unitIds(sheet.change).map((id) => {
    const change = holderOf(id, sheet, open, there) ?? (open ? undefined : original)
    return { sheet: sheet.key, id, state: change?.state ?? 'gone', changeId: change?.id ?? sheet.change.id }
  })
}

function holderOf(unit: string, sheet: Sheet, open: Change | undefined, there: readonly Change[]): Change | undefined {
  const holds = (change: Change) => (unit === WHOLE ? change.id === sheet.change.id : hunkIds(change).has(unit))
  if (open && holds(open)) return open
  return there.find((change) => !isOpen(change) && change.state !== 'superseded' && holds(change))
}

const hunkIdsKnown = new WeakMap<Change, ReadonlySet<string>>()

function hunkIds(change: Change): ReadonlySet<string> {
  const known = hunkIdsKnown.get(change) ?? new Set(change.hunks.map((hunk) => hunk.id))
  hunkIdsKnown.set(change, known)
  return known
}

const unitsById = new WeakMap<readonly Unit[], ReadonlyMap<string, Unit>>()

/** One unit of a sheet. */
export function unitOf(sheet: Sheet, paths: ByPath, id: string): Unit | undefined {
  const units = unitsOf(sheet, paths)
  const known = unitsById.get(units) ?? new Map(units.map((unit) => [unit.id, unit]))
  unitsById.set(units, known)
  return known.get(id)
}

const sheetsByKey = new WeakMap<readonly Sheet[], ReadonlyMap<string, Sheet>>()

export function sheetOf({ sheets }: { sheets: readonly Sheet[] }, key: string | null | undefined): Sheet | undefined {
  const known = sheetsByKey.get(sheets) ?? new Map(sheets.map((sheet) => [sheet.key, sheet]))
  sheetsByKey.set(sheets, known)
  return key ? known.get(key) : undefined
}

/** The sheets after the server's changes: those that still say what is there stay the same objects. */
export function followed(sheets: readonly Sheet[], changes: readonly Change[]): readonly Sheet[] {
  const paths = byPath(changes)
  const taken = new Set<string>()
  const kept = sheets.flatMap((sheet) => {
    const open = openChangeOf(sheet, paths)
    if (open) taken.add(open.id)
    const next = followedSheet(sheet, open, paths)
    return next ? [next] : []
  })
  const added = changes.filter((change) => isOpen(change) && !taken.has(change.id)).map((change) => ({ key: change.id, change, revision: 0 }))
  const next = [...kept, ...added].sort((a, b) => comparePaths(a.change.path, b.change.path))
  return next.length === sheets.length && next.every((sheet, index) => sheet === sheets[index]) ? sheets : next
}

function followedSheet(sheet: Sheet, open: Change | undefined, paths: ByPath): Sheet | null {
  const units = unitsOf(sheet, paths)
  const isGone = (unit: Unit) => unit.state === 'gone' || unit.state === 'superseded'
  if (!open) return units.every(isGone) ? null : sheet
  const ids = new Set(unitIds(sheet.change))
  const isSame = !units.some(isGone) && unitIds(open).every((id) => ids.has(id)) && looksSame(sheet.change, open)
  return isSame ? sheet : { ...sheet, change: open, revision: sheet.revision + 1 }
}

function looksSame(a: Change, b: Change): boolean {
  if (a.hunks.length === 0 && (a.updated_at !== b.updated_at || a.cut !== b.cut)) return false
  return a.new_path === b.new_path && a.new_mode === b.new_mode && a.binary === b.binary && (a.state === 'conflict') === (b.state === 'conflict')
}

/** Directories before what is in them, letters without regard to case: the order of a file tree. */
export function comparePaths(a: string, b: string): number {
  return a.localeCompare(b, undefined, { numeric: true }) || (a < b ? -1 : Number(a > b))
}

export type Side = Comment['side']

/** The server's number for a line of the sheet: decisions above it have moved it. */
export function serverLine(sheet: Sheet, units: readonly Unit[], side: Side, line: number): number {
  return line + shiftAbove(sheet, units, side, line)
}

/** The sheet's number for a line of the server's change. */
export function sheetLine(sheet: Sheet, units: readonly Unit[], side: Side, line: number): number {
  let shift = 0
  for (const { hunk, by } of shifts(sheet, units, side)) {
    if (line - by < endOf(hunk, side) + shift) break
    shift += by
  }
  return line - shift
}

function shiftAbove(sheet: Sheet, units: readonly Unit[], side: Side, line: number): number {
  return shifts(sheet, units, side)
    .filter(({ hunk }) => endOf(hunk, side) <= line)
    .reduce((sum, { by }) => sum + by, 0)
}

/** What was applied is in the base now, what was rejected or rewound is in neither side. */
function shifts(sheet: Sheet, units: readonly Unit[], side: Side): { hunk: Hunk; by: number }[] {
  const states = new Map(units.map((unit) => [unit.id, unit.state]))
  return sheet.change.hunks.flatMap((hunk) => {
    const state = states.get(hunk.id)
    if (side === 'old' && state === 'applied') return [{ hunk, by: hunk.new_lines - hunk.old_lines }]
    if (side === 'new' && (state === 'rejected' || state === 'rewound')) return [{ hunk, by: hunk.old_lines - hunk.new_lines }]
    return []
  })
}

/** The first line after a hunk. Of an empty side `start` is the line before it. */
function endOf(hunk: Hunk, side: Side): number {
  const [start, lines] = side === 'old' ? [hunk.old_start, hunk.old_lines] : [hunk.new_start, hunk.new_lines]
  return lines === 0 ? start + 1 : start + lines
}

/** Both sides of the sheet, from the base of the change as it is now on the server. */
export function sheetTexts(sheet: Sheet, units: readonly Unit[], base: string): { old: string; new: string } {
  const states = new Map(units.map((unit) => [unit.id, unit.state]))
  const applied = sheet.change.hunks.filter((hunk) => states.get(hunk.id) === 'applied')
  let shift = 0
  const inBase = applied.map((hunk) => {
    const at = startOf(hunk, 'old') + shift
    shift += hunk.new_lines - hunk.old_lines
    return { at, drop: hunk.new_lines, put: linesOf(hunk, 'old') }
  })
  const old = spliced(base, inBase)
  const hunks = sheet.change.hunks.map((hunk) => ({ at: startOf(hunk, 'old'), drop: hunk.old_lines, put: linesOf(hunk, 'new') }))
  return { old, new: spliced(old, hunks) }
}

/** Index of the first line. */
function startOf(hunk: Hunk, side: Side): number {
  const [start, lines] = side === 'old' ? [hunk.old_start, hunk.old_lines] : [hunk.new_start, hunk.new_lines]
  return lines === 0 ? start : start - 1
}

function linesOf(hunk: Hunk, side: Side): string[] {
  const other = side === 'old' ? 'add' : 'remove'
  return hunk.lines.filter((line) => line.kind !== other).map((line) => (line.newline ? `${line.text}\n` : line.text))
}

function spliced(text: string, edits: readonly { at: number; drop: number; put: string[] }[]): string {
  const lines = text.split(/(?<=\n)/)
  for (const { at, drop, put } of edits.toReversed()) lines.splice(at, drop, ...put)
  return lines.join('')
}

/** The nearest waiting unit after (1) or before (-1) a place, around the end; any unit when none waits. */
export function stepUnit(units: readonly Unit[], from: Pick<Unit, 'sheet' | 'id'> | null, step: 1 | -1): Unit | undefined {
  const waiting = units.filter(isOpen)
  return stepIn(units, waiting.length > 0 ? waiting : units, from, step)
}

/** The first waiting unit of the next or previous file. */
export function stepSheet(units: readonly Unit[], from: Pick<Unit, 'sheet' | 'id'> | null, step: 1 | -1): Unit | undefined {
  const order = [...new Set(units.map((unit) => unit.sheet))]
  const at = from ? order.indexOf(from.sheet) : -1
  const start = at < 0 ? (step > 0 ? -1 : order.length) : at
  const isWaiting = (sheet: string) => units.some((unit) => unit.sheet === sheet && isOpen(unit))
  const ring = order.map((_, index) => order[(start + step * (index + 1) + order.length * 2) % order.length])
  const next = ring.find((sheet) => sheet !== undefined && isWaiting(sheet)) ?? ring[0]
  const inside = units.filter((unit) => unit.sheet === next)
  return inside.find(isOpen) ?? inside[0]
}

function stepIn(all: readonly Unit[], some: readonly Unit[], from: Pick<Unit, 'sheet' | 'id'> | null, step: 1 | -1): Unit | undefined {
  const at = from ? all.findIndex((unit) => unit.sheet === from.sheet && unit.id === from.id) : -1
  if (at < 0) return step > 0 ? some[0] : some.at(-1)
  const places = new Map(all.map((unit, index) => [unit, index]))
  const place = (unit: Unit) => places.get(unit) ?? 0
  if (step > 0) return some.find((unit) => place(unit) > at) ?? some[0]
  return some.findLast((unit) => place(unit) < at) ?? some.at(-1)
}

/** Who made something, by whatever of it is asked for. */
export interface Maker {
  kind: 'task' | 'chat' | 'provider'
  id: string
}

export interface Filter {
  text: string
  maker: Maker | null
}

export function isShown(change: Change, { text, maker }: Filter): boolean {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean)
  const path = `${change.path} ${change.new_path ?? ''}`.toLowerCase()
  return words.every((word) => path.includes(word)) && (!maker || change.by.some((by) => idOf(by, maker.kind) === maker.id))
}

function idOf(by: Change['by'][number], kind: Maker['kind']): string {
  if (kind === 'task') return by.task_id
  return kind === 'chat' ? by.chat_id : by.provider
}

/** The server's list after a decision. */
export function withChanged<T extends { changes: Change[] }>(list: T, changed: readonly Change[]): T {
  const fresh = new Map(changed.map((change) => [change.id, change]))
  const kept = list.changes.map((change) => fresh.get(change.id) ?? change)
  const known = new Set(list.changes.map((change) => change.id))
  return { ...list, changes: [...changed.filter((change) => !known.has(change.id)), ...kept] }
}
