/** What a permission is about, and what its answers are called. Pure. */
import type { PartOf, Request, RequestOption } from '~/wire/types'

export type Subject = { look: 'command' | 'diff' | 'link' | 'text'; text: string }

type ToolKind = PartOf<'tool_call'>['kind']

/** How the detail is to be shown: a diff is known by its marks, a link by its beginning, the rest is verbatim. */
export function subjectOf(detail: string, kind: ToolKind = 'other'): Subject | null {
  const text = detail.replace(/\s+$/, '')
  if (!text) return null
  const told = text.startsWith('{') ? subjectOfArguments(text) : null
  if (told) return told
  if (isDiff(text)) return { look: 'diff', text: withoutHead(text) }
  if (/^https?:\/\/\S+$/.test(text)) return { look: 'link', text }
  return { look: kind === 'shell' ? 'command' : 'text', text }
}

const isDiff = (text: string) => /^(---|diff --git|@@ )/m.test(text) && /^[+-]/m.test(text)

/** Of arguments as an agent passes them on: the command, the new text of a file, or what takes the place of what. */
function subjectOfArguments(text: string): Subject | null {
  const given = parsed(text)
  const word = (...names: string[]) => names.map((name) => given[name]).find((value) => typeof value === 'string')
  const command = word('command', 'cmd')
  if (command !== undefined) return { look: 'command', text: command }
  const before = word('old_string', 'old_str', 'oldText', 'oldString', 'before')
  const after = word('new_string', 'new_str', 'newText', 'newString', 'after', 'content', 'file_text')
  if (after === undefined) return null
  return { look: 'diff', text: [...signed('-', before ?? ''), ...signed('+', after)].join('\n') }
}

function parsed(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {}
  } catch {
    return {}
  }
}

const signed = (sign: '-' | '+', text: string) => (text ? text.replace(/\n$/, '').split('\n').map((line) => sign + line) : [])

const kindHeads: Partial<Record<ToolKind, string>> = {
  shell: 'Run a command', edit: 'Change a file', write: 'Write a file', fetch: 'Open an address', search: 'Search', read: 'Read', delegate: 'Delegate',
}

/** What the card is called; the detail below says the rest, so a title that only repeats it gives way. */
export function headOf({ title, detail }: Pick<Request, 'title' | 'detail'>, kind: ToolKind = 'other'): string {
  const bare = title.replace(/^Run `([\s\S]*)`$/, '$1')
  if (bare !== title && detail.trim() === bare.trim()) return 'Run a command'
  if (detail.trim() === title.trim()) return kindHeads[kind] ?? 'May it do this?'
  if ((kind === 'edit' || kind === 'write') && !title.includes(' ')) return `${kind === 'edit' ? 'Change' : 'Write'} ${title}`
  return title
}

/** The diff of one file without the lines that only name it: the title does. */
function withoutHead(diff: string): string {
  const lines = diff.split('\n')
  const isHead = (line: string) => /^(diff --git |index |--- |\+\+\+ )/.test(line)
  const first = lines.findIndex((line) => line.startsWith('@@'))
  const isOneFile = lines.filter((line) => line.startsWith('+++ ')).length === 1
  if (!isOneFile || first < 0 || !lines.slice(0, first).every(isHead)) return diff
  return lines.slice(first).join('\n')
}

type Choices = {
  once: RequestOption | undefined
  always: RequestOption | undefined
  reject: RequestOption | undefined
  /** What the agent offers besides. */
  others: RequestOption[]
}

export function choicesOf({ options }: Pick<Request, 'options'>): Choices {
  const of = (kind: RequestOption['kind']) => options.find((option) => option.kind === kind)
  const choices = { once: of('allow_once'), always: of('allow_always'), reject: of('reject_once') ?? of('reject_always') }
  const taken = new Set<RequestOption | undefined>(Object.values(choices))
  return { ...choices, others: options.filter((option) => !taken.has(option)) }
}

/** The option that a key chooses: `a`, `A` (always), `r`, Enter and Escape; undefined where there is none. */
export function optionForKey(request: Pick<Request, 'options'>, key: string): RequestOption | undefined {
  const { once, always, reject } = choicesOf(request)
  switch (key) {
    case 'a':
    case 'Enter':
      return once ?? request.options.find(({ kind }) => kind.startsWith('allow'))
    case 'A':
      return always
    case 'r':
    case 'R':
    case 'Escape':
      return reject
    default:
      return undefined
  }
}

export type Verdict = { isAllowed: boolean; words: string; feedback: string }

/** How a permission was decided, in words. */
export function verdictOf(request: Pick<Request, 'state' | 'options' | 'answer' | 'rule_id'>): Verdict {
  const feedback = request.answer?.text?.trim() ?? ''
  if (request.state === 'cancelled' || request.state === 'withdrawn') return { isAllowed: false, words: 'Not decided', feedback: '' }
  const option = request.options.find(({ id }) => id === request.answer?.option_id)
  switch (option?.kind) {
    case 'allow_once':
      return { isAllowed: true, words: request.rule_id ? 'Allowed by a rule' : 'Allowed once', feedback }
    case 'allow_always':
      return { isAllowed: true, words: 'Always allowed', feedback }
    case 'reject_once':
    case 'reject_always':
      return { isAllowed: false, words: request.rule_id ? 'Rejected by a rule' : 'Rejected', feedback }
    default:
      return { isAllowed: true, words: option?.label ?? 'Answered', feedback }
  }
}
