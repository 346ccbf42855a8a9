import { useQuery } from '@tanstack/react-query'
import { Menu, RefreshCw, Search } from 'lucide-react'
import { lazy, Suspense } from 'react'
import { useBuild } from '~/connection/build'
import { Sidebar } from '~/features/projects/Sidebar'
import { openDrawer, useSidebar } from '~/features/projects/sidebar-state'
import { runCommand } from '~/lib/commands'
import type { Address } from '~/panes/address'
import { Button } from '~/ui/button'
import { Drawer } from '~/ui/drawer'
import { chatQuery, hasWorkplace, projectsQuery, sessionQuery } from '~/wire/queries'

const WorkplaceChip = lazy(() => import('~/features/workplace/WorkplaceChip'))

/** The header of a phone: a way to the projects, and what is on the screen. */
export default function PhoneHeader({ address }: { address: Address }) {
  const { projectId, sessionId, chatId } = address
  const project = useQuery(projectsQuery).data?.find((one) => one.id === projectId)
  const session = useQuery({ ...sessionQuery(sessionId ?? ''), enabled: Boolean(sessionId) }).data
  const chat = useQuery({ ...chatQuery(chatId ?? ''), enabled: Boolean(chatId) }).data
  const chatTitle = chat ? (chat.title ?? 'New chat') : undefined
  const title = (chatId && chatTitle) ?? session?.name ?? project?.name ?? 'BooCode'
  const below = [project?.name, chatId && session?.name].filter((word) => word && word !== title).join(' / ')
  return (
    <header className="flex shrink-0 items-center border-b border-line px-1 pt-[env(safe-area-inset-top)]">
      <Button size="touch" aria-label="Projects and sessions" onClick={openDrawer}>
        <Menu />
      </Button>
      <div className="flex h-[50px] min-w-0 flex-1 flex-col justify-center">
        <div className="truncate text-base leading-5 font-[600]">{title}</div>
        {below && <div className="truncate text-2xs text-fg-3">{below}</div>}
      </div>
      {session && hasWorkplace(session) && (
        <Suspense fallback={null}>
          <WorkplaceChip sessionId={session.id} isPhone />
        </Suspense>
      )}
      <OldBuild />
      <Button size="touch" aria-label="Search or run a command" onClick={() => runCommand('palette')}>
        <Search />
      </Button>
      <SidebarDrawer />
    </header>
  )
}

/** Another build is there than the one that runs here; what is written is kept. */
function OldBuild() {
  const { isOld } = useBuild()
  return (
    <span role="status" className="empty:hidden">
      {isOld && (
        <Button kind="outline" className="h-11 px-3 text-accent-ink" aria-label="Reload: BooCode was updated" onClick={() => location.reload()}>
          <RefreshCw />
          Reload
        </Button>
      )}
    </span>
  )
}

function SidebarDrawer() {
  const isDrawerOpen = useSidebar((state) => state.isDrawerOpen)
  const setOpen = (isOpen: boolean) => useSidebar.setState({ isDrawerOpen: isOpen })
  return (
    <Drawer open={isDrawerOpen} onOpenChange={setOpen} label="Projects and sessions">
      <Sidebar isDrawer />
    </Drawer>
  )
}
