/** From messages to the rows of the transcript. Pure; a message that did not change gives the same rows again. */
import type { Message, PartOf, Request } from '~/wire/types'

export type Call = { call: PartOf<'tool_call'>; result: PartOf<'tool_result'> | null }

export type Row =
  | { kind: 'prompt'; key: string; message: Message }
  | { kind: 'text'; key: string; part: PartOf<'text'> }
  | { kind: 'reasoning'; key: string; part: PartOf<'reasoning'> }
  | { kind: 'calls'; key: string; calls: readonly Call[]; summary: string | null }
  | { kind: 'question'; key: string; call: Call }
  /** A tool call that needs the human's yes; it stands below the call's own line. */
  | { kind: 'permission'; key: string; call: PartOf<'tool_call'>; requestId: string }
  | { kind: 'request'; key: string; request: Request }
  | { kind: 'notice'; key: string; part: PartOf<'notice'>; message: Message }
  | { kind: 'steer'; key: string; part: PartOf<'notice'> }
  | { kind: 'foot'; key: string; message: Message }

const known = new WeakMap<Message, readonly Row[]>()

export function rowsOf(messages: readonly Message[]): Row[] {
  return messages.flatMap((message) => {
    const rows = known.get(message) ?? rowsOfMessage(message)
    known.set(message, rows)
    return rows
  })
}

/** Open requests that no tool call on the path stands for, e.g. of an external agent. */
export function looseRequestRows(messages: readonly Message[], requests: Readonly<Record<string, Request>>): Row[] {
  const open = Object.values(requests).filter((request) => request.state === 'open')
  if (!open.length) return []
  const placed = new Set(messages.flatMap(({ parts }) => parts.map((part) => (part.type === 'tool_call' ? part.request_id : null))))
  return open.filter(({ id }) => !placed.has(id)).map((request) => ({ kind: 'request', key: request.id, request }))
}

function rowsOfMessage(message: Message): Row[] {
  if (message.role === 'user') return [{ kind: 'prompt', key: message.id, message }]
  return [...answerRows(message), { kind: 'foot', key: `${message.id}:foot`, message }]
}

function answerRows(message: Message): Row[] {
  const results = resultsByCall(message)
  const summaries = summariesByStep(message)
  const rows: Row[] = []
  for (const part of message.parts) {
    if (part.type === 'text' && part.text.trim()) rows.push({ kind: 'text', key: part.id, part })
    else if (part.type === 'reasoning') rows.push({ kind: 'reasoning', key: part.id, part })
    else if (part.type === 'notice') addNotice(rows, part, message)
    else if (part.type === 'tool_call') addCall(rows, { call: part, result: results.get(part.id) ?? null }, summaries)
  }
  return rows
}

function resultsByCall(message: Message) {
  const results = message.parts.filter((part) => part.type === 'tool_result')
  return new Map(results.map((result) => [result.call_part_id, result]))
}

function summariesByStep(message: Message) {
  const notices = message.parts.filter((part) => part.type === 'notice' && part.kind === 'tool_summary')
  return new Map(notices.map((notice) => [summarisedStep(notice as PartOf<'notice'>), (notice as PartOf<'notice'>).text]))
}

const summarisedStep = (notice: PartOf<'notice'>) =>
  typeof notice.data.step === 'number' ? notice.data.step : notice.step

function addNotice(rows: Row[], part: PartOf<'notice'>, message: Message): void {
  if (part.kind === 'tool_summary') return
  if (part.kind === 'steer') rows.push({ kind: 'steer', key: part.id, part })
  else rows.push({ kind: 'notice', key: part.id, part, message })
}

/** Calls of one step stand together; a question to the human stands alone. */
function addCall(rows: Row[], call: Call, summaries: Map<number, string>): void {
  const { call: part } = call
  if (part.kind === 'ask') {
    rows.push({ kind: 'question', key: part.id, call })
    return
  }
  const last = rows.at(-1)
  if (last?.kind === 'calls' && last.calls[0]?.call.step === part.step) {
    rows[rows.length - 1] = { ...last, calls: [...last.calls, call] }
  } else {
    // A step that a permission cut in two is summarised once.
    const isFirst = !rows.some((row) => row.kind === 'calls' && row.calls[0]?.call.step === part.step)
    rows.push({ kind: 'calls', key: part.id, calls: [call], summary: isFirst ? (summaries.get(part.step) ?? null) : null })
  }
  if (part.request_id) rows.push({ kind: 'permission', key: `${part.id}:permission`, call: part, requestId: part.request_id })
}

/** Whether two versions of a row look the same, so that it need not be drawn again. */
export function isSameRow(a: Row, b: Row): boolean {
  if (a === b) return true
  if (a.kind !== b.kind || a.key !== b.key) return false
  switch (a.kind) {
    case 'prompt':
    case 'foot':
      return a.message === (b as typeof a).message
    case 'text':
    case 'reasoning':
    case 'steer':
      return a.part === (b as typeof a).part
    case 'notice':
      return a.part === (b as typeof a).part && a.message.id === (b as typeof a).message.id
    case 'request':
      return a.request === (b as typeof a).request
    case 'question':
      return isSameCall(a.call, (b as typeof a).call)
    case 'permission':
      return a.call === (b as typeof a).call
    case 'calls': {
      const other = b as typeof a
      return (
        a.summary === other.summary &&
        a.calls.length === other.calls.length &&
        a.calls.every((call, i) => isSameCall(call, other.calls[i]))
      )
    }
  }
}

export const isSameCall = (a: Call, b: Call | undefined) => a.call === b?.call && a.result === b.result

/** How many rows with something to read came after the row with `lastSeen`. */
export function countNew(rows: readonly Row[], lastSeen: string | null): number {
  const seen = rows.findIndex(({ key }) => key === lastSeen)
  if (seen < 0) return 0
  return rows.slice(seen + 1).filter(({ kind }) => kind !== 'foot' && kind !== 'reasoning').length
}

/** A guess of a row's height in pixels, before it was measured. */
export function estimatedHeight(row: Row | undefined): number {
  switch (row?.kind) {
    case 'prompt':
      return 84
    case 'text':
      return 40 + Math.ceil(row.part.text.length / 90) * 22
    case 'calls':
      return 12 + row.calls.length * 28
    case 'question':
    case 'request':
      return 160
    case 'permission':
      return row.call.state === 'waiting' ? 190 : 28
    default:
      return 36
  }
}
