/** How the sidebar looks in this browser. Not worth a round trip: the browser keeps it. */
import { create } from 'zustand'
import { persist } from 'zustand/middleware'
import { isPhone } from '~/lib/media'

interface SidebarState {
  isCollapsed: boolean
  /** Projects whose sessions are folded away. */
  folded: readonly string[]
  /** On a phone the sidebar is a drawer. */
  isDrawerOpen: boolean
  isAddingProject: boolean
  isArchiveOpen: boolean
  /** The project or session whose name is being changed. */
  renaming: string | null
}

const INITIAL: SidebarState = {
  isCollapsed: false,
  folded: [],
  isDrawerOpen: false,
  isAddingProject: false,
  isArchiveOpen: false,
  renaming: null,
}

export const useSidebar = create<SidebarState>()(
  persist(() => INITIAL, {
    name: 'boocode.sidebar',
    partialize: ({ isCollapsed, folded }) => ({ isCollapsed, folded }),
  }),
)

export const toggleSidebar = () => useSidebar.setState(({ isCollapsed }) => ({ isCollapsed: !isCollapsed }))
export const openDrawer = () => useSidebar.setState({ isDrawerOpen: true })
export const closeDrawer = () => useSidebar.setState({ isDrawerOpen: false })
export const openArchive = () => useSidebar.setState({ isArchiveOpen: true })
export const openAddProject = () => useSidebar.setState({ isAddingProject: true })

/** Lets the name of a project, or of a session in it, be changed where it stands, which is brought into view. */
export function startRenaming(id: string, projectId: string): void {
  if (isPhone()) openDrawer()
  useSidebar.setState(({ folded }) => ({
    renaming: id,
    isCollapsed: false,
    folded: id === projectId ? folded : folded.filter((one) => one !== projectId),
  }))
}

export const stopRenaming = () => useSidebar.setState({ renaming: null })

export function toggleFolded(projectId: string): void {
  useSidebar.setState(({ folded }) => ({
    folded: folded.includes(projectId) ? folded.filter((id) => id !== projectId) : [...folded, projectId],
  }))
}
