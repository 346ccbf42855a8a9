import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { CornerLeftUp, Folder, FolderGit2 } from 'lucide-react'
import { cn } from '~/lib/cn'
import { directoriesQuery } from '~/wire/queries'

interface DirectoryBrowserProps {
  /** Directory to list; empty for the home directory. */
  path: string
  onOpen: (path: string) => void
}

const rowClass =
  'flex h-7 w-full items-center gap-2 rounded-md px-2 text-left outline-none select-none hover:bg-bg-2 focus-visible:bg-bg-2 max-md:h-11 max-md:text-base [&_svg]:size-[15px] [&_svg]:shrink-0 [&_svg]:text-fg-3'

/**
 * The directories below one; choosing one goes into it. While the person types a name that is not there yet, those
 * of its parent that begin like it.
 */
export function DirectoryBrowser({ path, onOpen }: DirectoryBrowserProps) {
  const exact = useQuery({ ...directoriesQuery(path), placeholderData: keepPreviousData })
  const slash = path.lastIndexOf('/')
  const parent = useQuery({
    ...directoriesQuery(path.slice(0, slash + 1)),
    enabled: exact.isError && slash >= 0,
    placeholderData: keepPreviousData,
  })
  const listing = exact.isError && parent.isSuccess ? parent : exact
  const begun = listing === parent ? path.slice(slash + 1).toLowerCase() : ''
  const entries = listing.data?.entries.filter((entry) => entry.name.toLowerCase().startsWith(begun)) ?? []
  return (
    <div
      aria-label="Directories"
      aria-busy={listing.isFetching}
      role="group"
      className="h-60 overflow-y-auto rounded-lg border border-line bg-bg-1 p-1"
    >
      {listing.isError && <p className="px-2 py-1.5 text-xs text-fg-3">{listing.error.message}</p>}
      {listing.data?.parent && !listing.isError && (
        <button type="button" className={cn(rowClass, 'text-fg-2')} onClick={() => onOpen(listing.data.parent ?? '/')}>
          <CornerLeftUp />
          <span className="truncate">Up to {listing.data.parent}</span>
        </button>
      )}
      {!listing.isError &&
        entries.map((entry) => (
          <button key={entry.path} type="button" className={rowClass} onClick={() => onOpen(entry.path)}>
            {entry.is_git ? <FolderGit2 className="!text-accent-ink" /> : <Folder />}
            <span className="truncate">{entry.name}</span>
            {entry.is_git && <span className="ml-auto shrink-0 text-2xs text-fg-3">git</span>}
          </button>
        ))}
      {listing.isSuccess && entries.length === 0 && (
        <p className="px-2 py-1.5 text-xs text-fg-3">
          {begun ? 'Nothing begins like that.' : 'No directories in here.'}
        </p>
      )}
      {listing.data?.truncated && (
        <p className="px-2 py-1.5 text-xs text-fg-3">More than can be listed: type the path.</p>
      )}
    </div>
  )
}
