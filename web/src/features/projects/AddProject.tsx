import { useQuery } from '@tanstack/react-query'
import { FolderOpen, GitBranch } from 'lucide-react'
import { useState } from 'react'
import { startSession } from '~/panes/new-chat'
import { Button } from '~/ui/button'
import { Dialog, DialogActions } from '~/ui/dialog'
import { TextField } from '~/ui/field'
import { Segmented } from '~/ui/segmented'
import { sentenceOf } from '~/wire/client'
import { addProject } from '~/wire/mutations'
import { directoriesQuery, queryClient, sessionsQuery } from '~/wire/queries'
import { go } from '~/panes/address'
import type { Project } from '~/wire/types'
import { DirectoryBrowser } from './DirectoryBrowser'
import { useSidebar } from './sidebar-state'

type Source = 'directory' | 'clone'
const SOURCES = [
  { value: 'directory', label: 'On this machine', icon: <FolderOpen /> },
  { value: 'clone', label: 'Clone a repository', icon: <GitBranch /> },
] as const

/** The dialog that adds a directory or clones a repository, and then opens a session in it. */
export default function AddProject() {
  const isOpen = useSidebar((state) => state.isAddingProject)
  const setOpen = (isAddingProject: boolean) => useSidebar.setState({ isAddingProject })
  return (
    <Dialog
      open={isOpen}
      onOpenChange={setOpen}
      title="Add project"
      description="A directory on the machine where BooCode runs, usually a git repository. Nothing in it is changed."
    >
      <AddProjectForm onDone={() => setOpen(false)} />
    </Dialog>
  )
}

function AddProjectForm({ onDone }: { onDone: () => void }) {
  const [source, setSource] = useState<Source>('directory')
  const [path, setPath] = useState('')
  const [url, setUrl] = useState('')
  const [problem, setProblem] = useState<string | null>(null)
  const [isWorking, setWorking] = useState(false)
  const listed = useQuery(directoriesQuery(path)).data
  const directory = path.trim()

  const submit = async () => {
    setWorking(true)
    setProblem(null)
    try {
      const project = await addProject(source === 'directory' ? { path: directory } : cloneFrom(url, path))
      onDone()
      await openProject(project)
    } catch (error) {
      setProblem(sentenceOf(error))
    } finally {
      setWorking(false)
    }
  }
  const change = (set: (value: string) => void) => (value: string) => {
    set(value)
    setProblem(null)
  }
  const choose = (value: Source) => {
    setSource(value)
    setPath('')
    setProblem(null)
  }

  return (
    <form
      className="flex min-h-0 flex-col"
      onSubmit={(event) => {
        event.preventDefault()
        void submit()
      }}
    >
      <div className="flex min-h-0 flex-col gap-3 overflow-y-auto px-4 pt-1 pb-4">
        <Segmented label="Where the code is" value={source} options={SOURCES} onChange={choose} />
        {source === 'clone' && (
          <TextField
            label="Repository address"
            placeholder="https://example.org/team/repository.git"
            value={url}
            onChange={(event) => change(setUrl)(event.target.value)}
            error={problem}
            spellCheck={false}
            autoFocus
          />
        )}
        <TextField
          label={source === 'directory' ? 'Directory' : 'Clone into'}
          placeholder={listed?.path ?? '/home/you/code'}
          hint={
            source === 'directory'
              ? 'Type a path, or go to it below.'
              : 'A directory that exists gets the clone below it. Empty means your home directory.'
          }
          value={path}
          onChange={(event) => change(setPath)(event.target.value)}
          error={source === 'directory' ? problem : null}
          spellCheck={false}
          autoFocus={source === 'directory'}
        />
        {source === 'directory' && <DirectoryBrowser path={path} onOpen={change(setPath)} />}
      </div>
      <DialogActions>
        {source === 'directory' && (
          <span className="min-w-0 flex-1 truncate font-mono text-xs text-fg-3 max-md:hidden" title={directory}>
            {directory}
          </span>
        )}
        <Button
          type="submit"
          kind="primary"
          size="md"
          disabled={isWorking || (source === 'clone' ? !url.trim() : !directory)}
        >
          {labelOf(source, isWorking)}
        </Button>
      </DialogActions>
    </form>
  )
}

function labelOf(source: Source, isWorking: boolean): string {
  if (source === 'clone') return isWorking ? 'Cloning…' : 'Clone and add'
  return isWorking ? 'Adding…' : 'Add this directory'
}

function cloneFrom(url: string, path: string): { clone_url: string; path?: string } {
  return { clone_url: url.trim(), ...(path.trim() && { path: path.trim() }) }
}

/** Goes to the project's newest session; makes the first one. */
async function openProject(project: Project): Promise<void> {
  const [newest] = await queryClient.fetchQuery(sessionsQuery(project.id))
  if (newest) go({ projectId: project.id, sessionId: newest.id })
  else await startSession(project.id)
}
