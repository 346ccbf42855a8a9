/** How the sidebar looks in this browser. Not worth a round trip: the browser keeps it. */
import { create } from 'zustand'
import { persist } from 'zustand/middleware'

interface SidebarState {
  isCollapsed: boolean
  /** Projects whose sessions are folded away. */
  folded: readonly string[]
  /** On a phone the sidebar is a drawer. */
  isDrawerOpen: boolean
  isAddingProject: boolean
  isArchiveOpen: boolean
}

const INITIAL: SidebarState = {
  isCollapsed: false,
  folded: [],
  isDrawerOpen: false,
  isAddingProject: false,
  isArchiveOpen: false,
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

export function toggleFolded(projectId: string): void {
  useSidebar.setState(({ folded }) => ({
    folded: folded.includes(projectId) ? folded.filter((id) => id !== projectId) : [...folded, projectId],
  }))
}
