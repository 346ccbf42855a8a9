import { useQuery } from '@tanstack/react-query'
import { Archive, FolderPlus, Search, X } from 'lucide-react'
import { useState } from 'react'
import { parseAddress } from '~/panes/address'
import { Button } from '~/ui/button'
import { CommandButton } from '~/ui/command-button'
import { TextInput } from '~/ui/field'
import { Loading } from '~/ui/loading'
import { preloadMenus } from '~/ui/menu'
import { PartNotRead } from '~/ui/not-read'
import { Tip } from '~/ui/tooltip'
import { projectsQuery } from '~/wire/queries'
import { useLocation } from 'wouter'
import { ProjectItem } from './ProjectItem'
import { openAddProject, openArchive } from './sidebar-state'

/** All projects and their sessions. `isDrawer` on a phone, where it covers the screen. */
export function Sidebar({ isDrawer = false }: { isDrawer?: boolean }) {
  const [filter, setFilter] = useState('')
  const [isFiltering, setFiltering] = useState(false)
  const stopFiltering = () => {
    setFilter('')
    setFiltering(false)
  }
  return (
    <nav
      aria-label="Projects and sessions"
      onPointerEnter={preloadMenus}
      className="flex h-full min-h-0 flex-col"
    >
      <div className="flex h-9 shrink-0 items-center gap-0.5 pr-1.5 pl-3.5 max-md:h-12">
        {isFiltering ? (
          <TextInput
            type="search"
            aria-label="Filter projects and sessions"
            placeholder="Filter"
            autoFocus
            value={filter}
            onChange={(event) => setFilter(event.target.value)}
            onKeyDown={(event) => event.key === 'Escape' && stopFiltering()}
            className="-ml-2 h-[26px]"
          />
        ) : (
          <h2 className="flex-1 text-xs font-[560] text-fg-2">Projects</h2>
        )}
        <Tip label={isFiltering ? 'Stop filtering' : 'Filter'}>
          <Button
            size="iconSm"
            className="max-md:size-11"
            onClick={() => (isFiltering ? stopFiltering() : setFiltering(true))}
          >
            {isFiltering ? <X /> : <Search />}
          </Button>
        </Tip>
        <CommandButton id="project.add" size="iconSm" className="max-md:size-11" />
        {!isDrawer && <CommandButton id="sidebar.toggle" size="iconSm" />}
      </div>
      <div className="min-h-0 flex-1 overflow-y-auto px-1.5 pb-3">
        <ProjectList filter={filter.trim().toLowerCase()} />
      </div>
      <div className="shrink-0 px-1.5 pb-1.5">
        <Button className="w-full justify-start text-fg-3 max-md:h-11 max-md:text-sm" onClick={openArchive}>
          <Archive />
          Archived
        </Button>
      </div>
    </nav>
  )
}

function ProjectList({ filter }: { filter: string }) {
  const projects = useQuery(projectsQuery)
  const address = parseAddress(useLocation()[0])
  if (projects.isPending) return <Loading label="Loading projects" className="h-auto bg-transparent" />
  if (projects.isLoadingError) {
    return (
      <div className="px-2">
        <PartNotRead query={projects} />
      </div>
    )
  }
  if (projects.data.length === 0) {
    return (
      <div className="flex flex-col items-start gap-2 px-2 py-1 text-xs text-fg-2">
        No project yet. Add a directory with code, or clone a repository.
        <Button size="sm" kind="soft" onClick={openAddProject}>
          <FolderPlus />
          Add project
        </Button>
      </div>
    )
  }
  return (
    <ul className="flex flex-col gap-1.5">
      {projects.data.map((project) => (
        <ProjectItem key={project.id} project={project} address={address} filter={filter} />
      ))}
    </ul>
  )
}
