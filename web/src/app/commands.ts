/** All commands of the app. A feature declares its own in its `commands.ts`; here they come together. */
import { navigate } from 'wouter/use-browser-location'
import { logout } from '~/connection/auth'
import { reconnectNow } from '~/connection/socket'
import { changesCommands } from '~/features/changes/commands'
import { chatCommands } from '~/features/chat/commands'
import { toggleKeys, togglePalette, toggleSessions, toggleTabs } from '~/features/palette/palette-state'
import { historyCommands } from '~/features/history/commands'
import { projectCommands } from '~/features/projects/commands'
import { openAddProject } from '~/features/projects/sidebar-state'
import { settingsCommands } from '~/features/settings/commands'
import { terminalCommands } from '~/features/terminal/commands'
import { goToTab, hasTab, workspaceCommands } from '~/features/workspace/commands'
import { registerCommands, type Command } from '~/lib/commands'
import { setTheme, useTheme } from '~/lib/theme'
import { currentAddress, go } from '~/panes/address'
import { startChat, startSession } from '~/panes/new-chat'
import { activate, type Place } from '~/panes/tree'
import { arrange } from '~/panes/workspaces'
import { toastError } from '~/ui/toast'
import { refreshModels } from '~/wire/mutations'
import { projectsQuery, queryClient } from '~/wire/queries'

/** A chat in the session in view, in the group asked for; without a session, in a new one. */
const newChat = (place: Place) => (groupId?: string): void => {
  const { sessionId, projectId } = currentAddress()
  const project = projectId ?? queryClient.getQueryData(projectsQuery.queryKey)?.[0]?.id
  if (sessionId) {
    if (groupId) arrange(sessionId, (tree) => activate(tree, groupId))
    void startChat(sessionId, place)
  } else if (project) void startSession(project)
  else openAddProject()
}

const inSession = () => currentAddress().sessionId !== undefined || 'Open a session first.'
const group = 'General'

const general: Command[] = [
  { id: 'palette', title: 'Command palette', group, keys: '$mod+k', inner: { keys: '$mod+Shift+k', where: 'In a terminal' }, run: togglePalette },
  { id: 'session.switch', title: 'Go to a session…', group: 'Sessions', keys: '$mod+e', keywords: 'recent switch project', run: toggleSessions },
  { id: 'pane.switch', title: 'Go to a tab…', icon: 'search', group: 'Tabs and groups', keys: 'Alt+KeyO', keywords: 'switch open find more', when: hasTab, run: (target) => (target ? goToTab(target) : toggleTabs()) },
  { id: 'keys', title: 'Keyboard reference', group, keys: 'Shift+?', keywords: 'shortcuts help', run: toggleKeys },
  { id: 'theme', title: 'Switch between light and dark', label: () => (useTheme.getState().mode === 'dark' ? 'Light theme' : 'Dark theme'), icon: () => (useTheme.getState().mode === 'dark' ? 'sun' : 'moon'), group, keys: '$mod+Shift+l', keywords: 'theme', run: () => setTheme(useTheme.getState().mode === 'dark' ? 'light' : 'dark') },
  { id: 'theme.system', title: "Use the system's theme", group, run: () => setTheme('system') },
  { id: 'home', title: 'All chats of all projects', group, keywords: 'home start history', run: () => go({}) },
  { id: 'search', title: 'Search everywhere', icon: 'search', group, keys: '$mod+Shift+f', keywords: 'find full text messages output changes', run: () => navigate('/search') },
  { id: 'inbox', title: 'Inbox', icon: 'inbox', group, keys: 'Alt+KeyI', inTerminal: true, run: () => navigate('/inbox') },
  { id: 'away', title: 'While you were away', icon: 'night', group, keywords: 'digest happened since last visit news', run: () => navigate('/away') },
  {
    id: 'models.refresh',
    title: 'Look for models again',
    icon: 'refresh',
    group,
    run: () => refreshModels().catch((error: unknown) => toastError('The models were not read', error)),
  },
  { id: 'reconnect', title: 'Reconnect now', group, keywords: 'network offline', run: reconnectNow },
  {
    id: 'logout',
    title: 'Sign out',
    group,
    keywords: 'log out',
    run: () => logout().catch((error: unknown) => toastError('You are still signed in', error)),
  },
]

const chats: Command[] = [
  { id: 'chat.new', title: 'New chat', icon: 'plus', group: 'Chat', keys: '$mod+Shift+o', run: newChat('here') },
  { id: 'chat.right', title: 'New chat to the right', icon: 'columns', group: 'Chat', keys: '$mod+Backslash', keywords: 'split', when: inSession, run: newChat('right') },
  { id: 'chat.down', title: 'New chat below', icon: 'rows', group: 'Chat', keys: '$mod+Shift+Backslash', keywords: 'split', when: inSession, run: newChat('down') },
]

/** Everything that the app knows how to do, from the start. */
export const appCommands: readonly Command[] = [
  ...general,
  ...chats,
  ...chatCommands,
  ...historyCommands,
  ...workspaceCommands,
  ...projectCommands,
  ...changesCommands,
  ...terminalCommands,
  ...settingsCommands,
]

/** Makes them known. */
export const registerAppCommands = (): (() => void) => registerCommands(...appCommands)
