/** The commands of the shell. Features add their own by `registerCommands`. */
import { navigate } from 'wouter/use-browser-location'
import { reconnectNow } from '~/connection/socket'
import { logout } from '~/connection/auth'
import { openAddProject, openArchive, openDrawer, toggleSidebar } from '~/features/projects/sidebar-state'
import { terminalCommands } from '~/features/terminal/commands'
import { toggleKeys, togglePalette } from '~/features/palette/palette-state'
import { registerCommands, type Command } from '~/lib/commands'
import { isPhone } from '~/lib/media'
import { setTheme, useTheme } from '~/lib/theme'
import { currentAddress, go } from '~/panes/address'
import { startChat, startSession } from '~/panes/new-chat'
import {
  activePane,
  changesPane,
  closeGroup,
  closeOthers,
  closePanes,
  closeRightOf,
  gather,
  inboxPane,
  panesOf,
  settingsPane,
  splitOff,
  stepPane,
  toggleMaximised,
  type LayoutTree,
  type Place,
} from '~/panes/tree'
import { arrange, reopenPane, showPane, workspaceOf } from '~/panes/workspaces'
import { toastError } from '~/ui/toast'
import { refreshModels } from '~/wire/mutations'
import { projectsQuery, queryClient } from '~/wire/queries'

const sessionId = () => currentAddress().sessionId
const hasSession = () => sessionId() !== undefined
const activeId = (): string | undefined => {
  const id = sessionId()
  return id && activePane(workspaceOf(id).tree)?.id
}
const hasPane = () => activeId() !== undefined
const hasPanes = () => panesOf(workspaceOf(sessionId() ?? '').tree).length > 1

/** The project in view, else the first one. */
const projectId = () => currentAddress().projectId ?? queryClient.getQueryData(projectsQuery.queryKey)?.[0]?.id

function newChat(place: Place): void {
  const session = sessionId()
  const project = projectId()
  if (session) void startChat(session, place)
  else if (project) void startSession(project)
  else openAddProject()
}

function newSession(): void {
  const project = projectId()
  if (project) void startSession(project)
  else openAddProject()
}

function goToProject(): void {
  const { projectId: project } = currentAddress()
  go(project ? { projectId: project } : {})
}

/** Changes the arrangement around the active pane. */
function change(operation: (tree: LayoutTree, paneId: string) => LayoutTree): () => void {
  return () => {
    const session = sessionId()
    const pane = activeId()
    if (session && pane) arrange(session, (tree) => operation(tree, pane))
  }
}

function openChanges(): void {
  const session = sessionId()
  if (session) showPane(session, changesPane(session), 'right')
}

function inPane(pane: typeof inboxPane): () => void {
  return () => {
    const session = sessionId()
    if (session) showPane(session, pane, 'right')
  }
}

const general: Command[] = [
  { id: 'palette', title: 'Command palette', group: 'General', keys: '$mod+k', run: togglePalette },
  {
    id: 'keys',
    title: 'Keyboard reference',
    group: 'General',
    keys: 'Shift+?',
    keywords: 'shortcuts help',
    run: toggleKeys,
  },
  {
    id: 'theme',
    title: 'Switch between light and dark',
    group: 'General',
    keys: '$mod+Shift+l',
    keywords: 'theme',
    run: () => setTheme(useTheme.getState().mode === 'dark' ? 'light' : 'dark'),
  },
  { id: 'theme.system', title: "Use the system's theme", group: 'General', run: () => setTheme('system') },
  { id: 'settings', title: 'Settings', group: 'General', keys: '$mod+Comma', run: () => navigate('/settings') },
  {
    id: 'search',
    title: 'Search everywhere',
    group: 'General',
    keys: '$mod+Shift+f',
    keywords: 'find full text messages output changes',
    run: () => navigate('/search'),
  },
  { id: 'inbox', title: 'Inbox', group: 'General', keys: 'Alt+KeyI', run: () => navigate('/inbox') },
  {
    id: 'models.refresh',
    title: 'Look for models again',
    group: 'General',
    run: () => refreshModels().catch((error: unknown) => toastError('The models were not read', error)),
  },
  { id: 'reconnect', title: 'Reconnect now', group: 'General', run: reconnectNow },
  {
    id: 'logout',
    title: 'Sign out',
    group: 'General',
    run: () => logout().catch((error: unknown) => toastError('You are still signed in', error)),
  },
]

const work: Command[] = [
  { id: 'chat.new', title: 'New chat', group: 'Work', keys: '$mod+Shift+o', run: () => newChat('here') },
  {
    id: 'chat.right',
    title: 'New chat to the right',
    group: 'Work',
    keys: '$mod+Backslash',
    when: hasSession,
    run: () => newChat('right'),
  },
  {
    id: 'chat.down',
    title: 'New chat below',
    group: 'Work',
    keys: '$mod+Shift+Backslash',
    when: hasSession,
    run: () => newChat('down'),
  },
  { id: 'changes.open', title: 'Review changes', group: 'Work', keys: '$mod+Shift+g', keywords: 'diff apply reject pending', when: hasSession, run: openChanges },
  { id: 'session.new', title: 'New session', group: 'Work', keys: '$mod+Alt+n', run: newSession },
  {
    id: 'project.add',
    title: 'Add project',
    group: 'Work',
    keywords: 'directory folder clone repository',
    run: openAddProject,
  },
  {
    id: 'archive',
    title: 'Archived projects and sessions',
    group: 'Work',
    keywords: 'bring back restore',
    run: openArchive,
  },
  {
    id: 'history',
    title: 'All chats of this project',
    group: 'Work',
    keys: '$mod+Shift+h',
    keywords: 'history search',
    run: goToProject,
  },
  { id: 'home', title: 'All chats of all projects', group: 'Work', keywords: 'home start history', run: () => go({}) },
  {
    id: 'sidebar.toggle',
    title: 'Show or hide the sidebar',
    group: 'Work',
    keys: '$mod+b',
    run: () => (isPhone() ? openDrawer() : toggleSidebar()),
  },
]

const panes: Command[] = [
  {
    id: 'pane.close',
    title: 'Close tab',
    group: 'Panes',
    keys: 'Alt+KeyW',
    when: hasPane,
    run: change((tree, id) => closePanes(tree, [id])),
  },
  { id: 'pane.others', title: 'Close other tabs', group: 'Panes', when: hasPanes, run: change(closeOthers) },
  { id: 'pane.rightof', title: 'Close tabs to the right', group: 'Panes', when: hasPanes, run: change(closeRightOf) },
  { id: 'pane.all', title: 'Close all tabs of this group', group: 'Panes', when: hasPane, run: change(closeGroup) },
  {
    id: 'pane.reopen',
    title: 'Reopen closed tab',
    group: 'Panes',
    keys: '$mod+Shift+e',
    when: () => workspaceOf(sessionId() ?? '').closed.length > 0,
    run: () => reopenPane(sessionId() ?? ''),
  },
  {
    id: 'pane.next',
    title: 'Next tab',
    group: 'Panes',
    keys: 'Alt+BracketRight',
    when: hasPanes,
    run: change((tree) => stepPane(tree, 1)),
  },
  {
    id: 'pane.previous',
    title: 'Previous tab',
    group: 'Panes',
    keys: 'Alt+BracketLeft',
    when: hasPanes,
    run: change((tree) => stepPane(tree, -1)),
  },
  {
    id: 'pane.right',
    title: 'Move tab to the right',
    group: 'Panes',
    when: hasPanes,
    run: change((tree, id) => splitOff(tree, id, 'right')),
  },
  {
    id: 'pane.down',
    title: 'Move tab below',
    group: 'Panes',
    when: hasPanes,
    run: change((tree, id) => splitOff(tree, id, 'down')),
  },
  {
    id: 'pane.maximise',
    title: 'Maximise or restore the group',
    group: 'Panes',
    keys: '$mod+Shift+m',
    when: hasPane,
    run: change(toggleMaximised),
  },
  {
    id: 'pane.gather',
    title: 'Put all tabs into one group',
    group: 'Panes',
    keywords: 'reset layout',
    when: hasPanes,
    run: change(gather),
  },
  { id: 'pane.inbox', title: 'Inbox in a pane', group: 'Panes', when: hasSession, run: inPane(inboxPane) },
  { id: 'pane.settings', title: 'Settings in a pane', group: 'Panes', when: hasSession, run: inPane(settingsPane) },
]

/** Makes the shell's commands known. */
export function registerShellCommands(): () => void {
  return registerCommands(...general, ...work, ...terminalCommands, ...panes)
}
