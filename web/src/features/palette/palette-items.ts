/** Everything the palette can find: commands, and what can be gone to. */
import { useInfiniteQuery, useQueries, useQuery } from '@tanstack/react-query'
import { navigate } from 'wouter/use-browser-location'
import { draftKeeper } from '~/connection/chat-draft'
import { sessionTerminalsQuery } from '~/connection/terminal-api'
import { allCommands, boundKeys, hindranceOf, iconOf, labelOf, runCommand } from '~/lib/commands'
import { agoText } from '~/lib/format'
import type { IconName } from '~/lib/icon-names'
import type { Live } from '~/lib/live-status'
import { currentAddress, go, goToChat } from '~/panes/address'
import { goToSession } from '~/panes/go-to-session'
import { useRecentSessions } from '~/panes/recent-sessions'
import { goToPlace } from '~/panes/show-place'
import { activePane, groupsOf, panesOf, type PaneKind } from '~/panes/tree'
import { useWorkspace } from '~/panes/workspaces'
import { toastError } from '~/ui/toast'
import { filesQuery, historyQuery, projectsQuery, sessionChatsQuery, sessionsQuery } from '~/wire/queries'
import { KIND_WORDS, useFound } from '~/wire/search'
import type { Project } from '~/wire/types'
import type { Rankable } from './ranking'
import { rememberCommand, useRecentCommands } from './recent'

export interface PaletteItem extends Rankable {
  id: string
  kind: 'command' | 'tab' | 'chat' | 'session' | 'project' | 'file' | 'found'
  keys?: string | undefined
  /** A command's own picture; the kind has one otherwise. */
  icon?: IconName | undefined
  hint?: string | undefined
  /** Its state is shown beside it. */
  live?: Live | undefined
  run: () => unknown
}

const RECENT_CHATS = 5
const FOUND = 6
/** The rank of a session this browser was not in lately: after all it was in. */
const KEPT_SESSIONS = 1000
const SEARCH_GROUP = 'Found everywhere'

/** Sessions only, the ones that this browser was in last first; the one in view comes last. */
export function useSessionSwitch(): PaletteItem[] {
  const projects = useQuery(projectsQuery).data ?? []
  const recent = useRecentSessions(({ ids }) => ids)
  const here = currentAddress().sessionId
  const rank = (id: string) => (id === here ? Infinity : (recent.indexOf(id) + 1 || KEPT_SESSIONS))
  const items = useSessionItems(projects).map((item) => ({ ...item, group: 'Sessions' }))
  return items.toSorted((a, b) => rank(idOf(a)) - rank(idOf(b)))
}

const PANE_ICONS: Readonly<Record<PaneKind, IconName>> = {
  chat: 'chat', changes: 'diff', terminal: 'terminal', history: 'history', search: 'search', inbox: 'inbox', away: 'night', settings: 'gear',
}

/** The tabs of the session in view, in the order of their strips. */
export function useTabSwitch(): PaletteItem[] {
  const sessionId = currentAddress().sessionId ?? ''
  const { tree } = useWorkspace(sessionId)
  const chats = useQuery({ ...sessionChatsQuery(sessionId), enabled: sessionId !== '' }).data
  const terminals = useQuery({ ...sessionTerminalsQuery(sessionId), enabled: sessionId !== '' }).data?.terminals
  const groups = groupsOf(tree)
  const active = activePane(tree)
  return groups.flatMap(({ children }, at) =>
    children.flatMap((tab): PaletteItem[] => {
      const pane = panesOf(tree).find(({ id }) => id === tab.id)
      const chat = chats?.find(({ id }) => id === pane?.ref)
      const terminal = terminals?.find(({ id }) => id === pane?.ref)
      if (!pane) return []
      return [{
        id: `tab:${pane.id}`,
        kind: 'tab',
        title: chat?.title ?? terminal?.name ?? pane.name,
        group: groups.length > 1 ? `Tabs of group ${at + 1}` : 'Tabs',
        icon: PANE_ICONS[pane.kind],
        hint: pane.id === active?.id ? 'In view' : undefined,
        live: chat ?? (terminal && { status: 'idle', unread: terminal.unread }),
        run: () => runCommand('pane.switch', pane.id),
      }]
    }),
  )
}

const idOf = ({ id }: PaletteItem): string => id.slice(id.indexOf(':') + 1)

/** What there is for `query`; asks the server where it has to. */
export function usePaletteItems(query: string): PaletteItem[] {
  const q = query.trim()
  const recent = useRecentCommands(({ ids }) => ids)
  const projects = useQuery(projectsQuery).data ?? []
  const chats = useChatItems(q)
  const sessions = useSessionItems(projects)
  const files = useFileItems(q)
  const found = useFoundItems(q)
  const places = q ? [...sessions, ...projectItems(projects)] : []
  const commands = commandItems()
  const last = q ? [] : recent.flatMap((id) => commands.filter((item) => item.id === `command:${id}` && !item.isHindered))
  const again = last.map((item) => ({ ...item, id: `again:${item.id}`, group: 'Recent commands' }))
  return [...again, ...(q ? [] : chats.slice(0, RECENT_CHATS)), ...commands, ...(q ? chats : []), ...places, ...files, ...found]
}

function commandItems(): PaletteItem[] {
  return allCommands().flatMap((command): PaletteItem[] => {
    const { id, title, group, run } = command
    const hindrance = hindranceOf(command)
    if (id === 'palette' || hindrance === '') return []
    const act = () => {
      rememberCommand(id)
      return run()
    }
    const common = { id: `command:${id}`, kind: 'command' as const, title, group, keywords: `${labelOf(command)} ${command.keywords ?? ''}`, keys: boundKeys(command), icon: iconOf(command) }
    return [hindrance === null ? { ...common, run: act } : { ...common, isHindered: true, hint: hindrance, run: () => {} }]
  })
}

function useChatItems(q: string): PaletteItem[] {
  const history = useInfiniteQuery(historyQuery(q ? { q } : {}))
  return (history.data?.pages[0]?.chats ?? []).map((chat) => ({
    id: `chat:${chat.id}`,
    kind: 'chat',
    title: chat.title ?? 'New chat',
    group: q ? 'Chats' : 'Recent chats',
    hint: agoText(chat.updated_at),
    run: () => goToChat(chat),
  }))
}

function useSessionItems(projects: readonly Project[]): PaletteItem[] {
  const lists = useQueries({ queries: projects.map((project) => sessionsQuery(project.id)) })
  return lists.flatMap(({ data }, index) =>
    (data ?? []).map((session): PaletteItem => ({
      id: `session:${session.id}`,
      kind: 'session',
      title: session.name,
      group: 'Sessions',
      hint: projects[index]?.name,
      keywords: projects[index]?.name,
      live: session,
      run: () => goToSession(session),
    })),
  )
}

function projectItems(projects: readonly Project[]): PaletteItem[] {
  return projects.map((project) => ({
    id: `project:${project.id}`,
    kind: 'project',
    title: project.name,
    group: 'Projects',
    keywords: project.path,
    hint: project.path,
    run: () => go({ projectId: project.id }),
  }))
}

/** What stands in messages, tool output and changes, and the page with all of it. The server knows what matches. */
function useFoundItems(q: string): PaletteItem[] {
  const isWanted = q.length > 1
  const { search, results: known } = useFound({ q, kind: ['user', 'assistant', 'tool', 'change'] }, isWanted, FOUND)
  if (!isWanted) return []
  const everywhere: PaletteItem = {
    id: 'search', kind: 'found', isServerFound: true, title: `Search everywhere for “${q}”`, group: SEARCH_GROUP,
    run: () => navigate(`/search?q=${encodeURIComponent(q)}`),
  }
  const results = search.isPlaceholderData ? [] : known
  const found = results.map((result): PaletteItem => ({
    id: `found:${result.part_id ?? result.change_id}`,
    kind: 'found',
    title: result.snippet,
    isServerFound: true,
    group: SEARCH_GROUP,
    hint: `${KIND_WORDS[result.kind]} · ${result.title ?? result.session_name}`,
    run: () => goToPlace(result).catch((error: unknown) => toastError('The place was not opened', error)),
  }))
  return [everywhere, ...found]
}

/** Files of the project that is open; picking one mentions it in the chat that is shown. */
function useFileItems(q: string): PaletteItem[] {
  const { projectId, chatId } = currentAddress()
  const isWanted = Boolean(projectId && chatId && q.length > 1)
  const files = useQuery({ ...filesQuery(projectId ?? '', q), enabled: isWanted })
  if (!isWanted || !chatId) return []
  return (files.data ?? []).map(({ path }) => ({
    id: `file:${path}`,
    kind: 'file',
    title: path,
    // The server has its own idea of what matches.
    keywords: q,
    group: 'Mention a file in this chat',
    run: () => draftKeeper(chatId).refer(path),
  }))
}
