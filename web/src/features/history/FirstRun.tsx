import { FolderPlus } from 'lucide-react'
import { Button } from '~/ui/button'
import { EndpointNotice } from './EndpointNotice'

/** Before there is any project. */
export function FirstRun({ onAddProject }: { onAddProject: () => void }) {
  return (
    <div className="h-full overflow-y-auto bg-bg-1">
      <div className="mx-auto flex w-full max-w-[34rem] flex-col gap-6 px-5 pt-[clamp(28px,14vh,140px)] pb-12">
        <header>
          <img src="/icon.svg" alt="" className="mb-3 size-9" />
          <h1 className="text-xl font-[600] tracking-[-.015em]">Welcome to BooCode</h1>
          <p className="mt-1 text-base text-fg-2">
            Chat with a model about your code, let agents work on it, and keep terminals open beside them. Begin with a directory that has code in it.
          </p>
        </header>
        <Button kind="primary" size="lg" className="w-fit" onClick={onAddProject}>
          <FolderPlus />
          Add a project
        </Button>
        <EndpointNotice />
        <dl className="grid grid-cols-[auto_1fr] gap-x-4 gap-y-2 text-fg-2">
          <dt className="font-[560] text-fg-1">Project</dt>
          <dd>A directory, usually a git repository. What agents want to change in it waits for your review.</dd>
          <dt className="font-[560] text-fg-1">Session</dt>
          <dd>A workspace in a project: chats, changes and terminals, side by side as you arrange them.</dd>
          <dt className="font-[560] text-fg-1">Chat</dt>
          <dd>One conversation. It goes on when you close the browser, and is there when you come back.</dd>
        </dl>
      </div>
    </div>
  )
}
