/** What can be done with projects and sessions, from the sidebar, the palette and by keyboard. */
import type { Command } from '~/lib/commands'
import { isPhone } from '~/lib/media'
import { currentAddress, go } from '~/panes/address'
import { goToSession } from '~/panes/go-to-session'
import { startSession } from '~/panes/new-chat'
import { archiveProject, archiveSession, removeProject, removeSession } from '~/panes/removal'
import { projectsQuery, queryClient, sessionQuery, sessionsQuery } from '~/wire/queries'
import type { Project, Session } from '~/wire/types'
import { closeDrawer, openAddProject, openArchive, openDrawer, startRenaming, toggleSidebar, useSidebar } from './sidebar-state'

const projects = (): readonly Project[] => queryClient.getQueryData(projectsQuery.queryKey) ?? []
const sessionsOf = (project: Project): readonly Session[] => queryClient.getQueryData(sessionsQuery(project.id).queryKey) ?? []

const sessionOf = (target = currentAddress().sessionId): Session | undefined =>
  projects().flatMap(sessionsOf).find(({ id }) => id === target) ?? queryClient.getQueryData(sessionQuery(target ?? '').queryKey)
const projectOf = (target = currentAddress().projectId) => projects().find(({ id }) => id === target)

const hasSession = (target?: string) => sessionOf(target) !== undefined || 'Open a session first.'
const hasProject = (target?: string) => projectOf(target) !== undefined || 'Open a project first.'
const hasSessions = () => projects().reduce((sum, project) => sum + project.session_count, 0) > 1 || 'There is no other session.'

const withSession = (act: (session: Session) => unknown) => (target?: string) => {
  const session = sessionOf(target)
  return session && act(session)
}
const withProject = (act: (project: Project) => unknown) => (target?: string) => {
  const project = projectOf(target)
  return project && act(project)
}

/** The session before or after the one in view, in the order of the sidebar and around the end. */
async function stepSession(step: 1 | -1): Promise<void> {
  const all = (await Promise.all(projects().map(({ id }) => queryClient.ensureQueryData(sessionsQuery(id))))).flat()
  const at = all.findIndex(({ id }) => id === currentAddress().sessionId)
  const next = all[at < 0 ? 0 : (at + step + all.length) % all.length]
  if (next) goToSession(next)
}

/** In the project asked for, the one in view, or the first one. */
function newSession(target?: string): void {
  const project = projectOf(target) ?? projects()[0]
  if (project) void startSession(project.id)
  else openAddProject()
}

function showChats(project: Project): void {
  closeDrawer()
  go({ projectId: project.id })
}

const isCollapsed = () => useSidebar.getState().isCollapsed

const ofSessions: Command[] = [
  { id: 'session.new', title: 'New session', icon: 'plus', group: 'Sessions', keys: '$mod+Alt+n', run: newSession },
  { id: 'session.next', title: 'Next session', group: 'Sessions', keys: 'Alt+PageDown', inTerminal: true, when: hasSessions, run: () => stepSession(1) },
  { id: 'session.previous', title: 'Previous session', group: 'Sessions', keys: 'Alt+PageUp', inTerminal: true, when: hasSessions, run: () => stepSession(-1) },
  { id: 'session.rename', title: 'Rename session', label: 'Rename', icon: 'pencil', group: 'Sessions', when: hasSession, run: withSession(({ id, project_id }) => startRenaming(id, project_id)) },
  { id: 'session.archive', title: 'Archive session', label: 'Archive', icon: 'archive', group: 'Sessions', when: hasSession, run: withSession(archiveSession) },
  { id: 'session.delete', title: 'Delete session…', label: 'Delete…', icon: 'trash', isGrave: true, group: 'Sessions', keywords: 'remove', when: hasSession, run: withSession(removeSession) },
]

const ofProjects: Command[] = [
  { id: 'project.add', title: 'Add project', icon: 'project-add', group: 'Projects', keywords: 'directory folder clone repository', run: openAddProject },
  { id: 'history', title: 'All chats of this project', label: (target) => (target ? 'All its chats' : 'All chats of this project'), icon: 'history', group: 'Projects', keys: '$mod+Shift+h', keywords: 'history search', when: hasProject, run: withProject(showChats) },
  { id: 'project.rename', title: 'Rename project', label: 'Rename', icon: 'pencil', group: 'Projects', when: hasProject, run: withProject(({ id }) => startRenaming(id, id)) },
  { id: 'project.archive', title: 'Archive project', label: 'Archive', icon: 'archive', group: 'Projects', when: hasProject, run: withProject(archiveProject) },
  { id: 'project.remove', title: 'Remove project from BooCode…', label: 'Remove from BooCode…', icon: 'trash', isGrave: true, group: 'Projects', keywords: 'delete', when: hasProject, run: withProject(removeProject) },
  { id: 'archive', title: 'Archived projects and sessions', icon: 'archive', group: 'Projects', keywords: 'bring back restore', run: openArchive },
  { id: 'sidebar.toggle', title: 'Show or hide the sidebar', label: () => (isCollapsed() ? 'Show the sidebar' : 'Hide the sidebar'), icon: () => (isCollapsed() ? 'show-sidebar' : 'hide-sidebar'), group: 'General', keys: '$mod+b', run: () => (isPhone() ? openDrawer() : toggleSidebar()) },
]

export const projectCommands: readonly Command[] = [...ofSessions, ...ofProjects]
