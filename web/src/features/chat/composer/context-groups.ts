/** The context ledger by kind, largest first. Pure. */
import type { ContextItem } from '~/connection/chat-api'

type Kind = ContextItem['kind']

const looks: Record<Kind, { label: string; look: string }> = {
  system: { label: 'Instructions', look: 'bg-fg-3' },
  guidance: { label: 'Guidance files', look: 'bg-warn' },
  tools: { label: 'Tools', look: 'bg-info' },
  message: { label: 'Messages', look: 'bg-accent' },
  reasoning: { label: 'Thinking', look: 'bg-del' },
  tool_result: { label: 'Tool results', look: 'bg-ok' },
  attachment: { label: 'Attachments', look: 'bg-fg-2' },
}

export type ContextGroup = { kind: Kind; label: string; look: string; tokens: number; items: ContextItem[] }

export function groups(items: readonly ContextItem[]): ContextGroup[] {
  const byKind = new Map<Kind, ContextItem[]>()
  for (const item of items) byKind.set(item.kind, [...(byKind.get(item.kind) ?? []), item])
  return [...byKind]
    .map(([kind, list]) => ({ kind, ...looks[kind], items: list, tokens: list.reduce((sum, item) => sum + item.tokens, 0) }))
    .sort((a, b) => b.tokens - a.tokens)
}
