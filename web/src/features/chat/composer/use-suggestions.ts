/** What can be completed at the caret: commands and files, and which of them is chosen. */
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { findFiles, getCommands } from '~/connection/chat-api'
import type { ChatState } from '~/connection/chat-reducer'
import { useChat } from '~/connection/chat-store'
import { hindranceOf } from '~/lib/commands'
import { useChosenModel } from '../chosen-model'
import { slashCommands } from '../commands'
import { best } from './match'
import type { Trigger } from './triggers'

export type Suggestion =
  | { kind: 'client'; key: string; label: string; hint: string; name: string; takesArgument: boolean }
  | { kind: 'server'; key: string; label: string; hint: string; name: string; group: 'command' | 'skill'; of?: string | undefined }
  | { kind: 'file'; key: string; label: string; path: string; isDirectory: boolean }

export function useSuggestions(chatId: string, trigger: Trigger | null) {
  const commands = useCommandSuggestions(chatId, trigger?.kind === 'command' ? trigger.query : null)
  const files = useFileSuggestions(chatId, trigger?.kind === 'file' ? trigger.query : null)
  const [at, setAt] = useState(0)
  const items: Suggestion[] = trigger === null ? [] : trigger.kind === 'command' ? commands : files.items
  return {
    items,
    at: Math.min(at, Math.max(0, items.length - 1)),
    setAt,
    /** Chooses the next or the one before, around the ends. */
    move: (step: 1 | -1) => setAt((now) => (Math.min(now, items.length - 1) + step + items.length) % items.length),
    note: trigger?.kind === 'file' && !items.length ? files.note : null,
  }
}

function useCommandSuggestions(chatId: string, query: string | null): Suggestion[] {
  const log = useChat(chatId, (view) => view.log)
  const { snapshot } = useChosenModel(chatId)
  const external = snapshot?.external ?? false
  const served = useQuery({
    queryKey: ['chats', chatId, 'commands'],
    queryFn: () => getCommands(chatId),
    enabled: query !== null && !external,
    staleTime: 60_000,
  })
  if (query === null) return []
  const known = external ? (commandsOf(log, snapshot?.id) ?? snapshot?.commands ?? []) : (served.data ?? [])
  const own = slashCommands
    .filter((command) => hindranceOf(command, chatId) === null)
    .map(({ title, slash: { name, argument } }): Suggestion => ({
      kind: 'client', key: `client:${name}`, name, hint: title,
      label: `/${name}${argument ? ` ${argument}` : ''}`, takesArgument: argument !== undefined,
    }))
  const others = known.map((command): Suggestion => ({
    kind: 'server', key: `server:${command.name}`, name: command.name, hint: command.description, label: `/${command.name}`,
    group: command.group, of: external ? snapshot?.label : undefined,
  }))
  return best([...own, ...others], query, ({ label }) => label.slice(1))
}

/** What the agent told in this chat, if it is the one that is asked now. */
const commandsOf = ({ commands, task }: ChatState, provider: string | undefined) => (task?.provider === provider ? commands : null)

function useFileSuggestions(chatId: string, query: string | null): { items: Suggestion[]; note: string } {
  const projectId = useChat(chatId, (view) => view.chat?.project_id)
  const found = useQuery({
    queryKey: ['files', projectId, query],
    queryFn: () => findFiles(projectId ?? '', query ?? ''),
    enabled: query !== null && projectId !== undefined,
    placeholderData: keepPreviousData,
    staleTime: 15_000,
  })
  if (query === null) return { items: [], note: '' }
  const items = (found.data?.files ?? []).map((file): Suggestion => ({
    kind: 'file', key: `file:${file.path}`, label: file.path, path: file.path, isDirectory: file.is_dir,
  }))
  const note = found.error ? found.error.message : found.isPending ? 'Looking for files…' : 'No such file in this project.'
  return { items, note }
}
