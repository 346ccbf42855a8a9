import { useQuery } from '@tanstack/react-query'
import { CloudOff, MessageSquareX, Plug, RefreshCw } from 'lucide-react'
import { draftKeeper } from '~/connection/chat-draft'
import { getProject } from '~/connection/chat-api'
import { chatFeed, useChat } from '~/connection/chat-store'
import { runCommand } from '~/lib/commands'
import { chatPane } from '~/panes/tree'
import { Button } from '~/ui/button'
import { Empty } from '~/ui/empty'
import { toastError } from '~/ui/toast'
import { Words } from '~/ui/words'
import { refreshModels } from '~/wire/mutations'
import { useEndpoint, useMissingEndpoint } from './chosen-model'

/** The shape of a conversation while it loads. */
export function Skeleton() {
  return (
    <div className="mx-auto w-full max-w-[48rem] flex-1 animate-[breathe_2s_ease-in-out_infinite] px-5 pt-8 [animation-delay:.25s]" role="status" aria-busy="true" aria-label="Loading the chat">
      <div className="ml-auto h-10 w-2/5 rounded-xl bg-bg-2" />
      {[92, 100, 86, 60].map((width) => (
        <div key={width} className="mt-3 h-3.5 rounded-sm bg-bg-2" style={{ width: `${width}%` }} />
      ))}
    </div>
  )
}

/** The chat is not there, or cannot be loaded. */
export function Unavailable({ chatId, isMissing, problem }: { chatId: string; isMissing: boolean; problem: string | null }) {
  return (
    <div role="alert" className="grid flex-1 place-items-center">
      <Empty
        icon={isMissing ? <MessageSquareX /> : <CloudOff />}
        title={isMissing ? 'This chat is not there' : 'The chat cannot be loaded yet'}
        actions={
          isMissing ? (
            <Button kind="soft" size="md" className="pointer-coarse:h-11" onClick={() => runCommand('pane.close', chatPane(chatId, null).id)}>
              Close tab
            </Button>
          ) : (
            <Button kind="soft" size="md" className="pointer-coarse:h-11" onClick={() => void chatFeed(chatId).load()}>
              <RefreshCw />
              Try now
            </Button>
          )
        }
      >
        <p>{isMissing ? 'It was deleted, or the address is wrong.' : `${problem ?? ''} Trying again by itself.`}</p>
      </Empty>
    </div>
  )
}

const ideas = ['What does this project do, and where does it start?', 'Draw the main modules and how they depend on each other, as a Mermaid diagram.']
const gitIdeas = ['What changed in the last ten commits, in plain words?', 'Review what I have changed since the last commit.']
const otherIdeas = ['Where are the tests weakest? Name three places to begin.']

/** Nothing was said yet: what could be asked of this repository. */
export function EmptyChat({ chatId }: { chatId: string }) {
  const projectId = useChat(chatId, (view) => view.chat?.project_id)
  const { data: project } = useQuery({
    queryKey: ['projects', projectId],
    queryFn: () => getProject(projectId ?? ''),
    enabled: projectId !== undefined,
  })
  return (
    <div className="flex min-h-0 flex-1 flex-col justify-end overflow-y-auto">
      <div className="mx-auto w-full max-w-[48rem] px-5 pt-8 pb-5 max-md:px-4">
        <h2 className="text-xl font-[600] tracking-[-.015em]">Ask about {project?.name ?? 'this code'}</h2>
        <p className="mt-1 text-fg-2">
          The model reads files, searches and looks at the history by itself; what it wants to change waits for your review. Mention files
          with <kbd className="font-mono text-xs text-fg-1">@</kbd>, commands with <kbd className="font-mono text-xs text-fg-1">/</kbd>.
        </p>
        <EndpointNote chatId={chatId} />
        <ul className="mt-4 -mx-2 flex flex-col">
          {[...ideas, ...(project?.is_git ? gitIdeas : otherIdeas)].map((idea) => (
            <li key={idea}>
              <button
                type="button"
                className="min-h-[32px] w-full rounded-md px-2 text-left text-fg-2 hover:bg-bg-2 hover:text-fg-1 pointer-coarse:min-h-11"
                onClick={() => draftKeeper(chatId).write(idea)}
              >
                {idea}
              </button>
            </li>
          ))}
        </ul>
      </div>
    </div>
  )
}

/** No model can answer: what was tried and how to fix it. */
export function EndpointNote({ chatId }: { chatId: string }) {
  const { refetch } = useEndpoint()
  const missing = useMissingEndpoint(chatId)
  if (!missing) return null
  const { message, tried } = missing
  const look = async () => {
    try {
      await refreshModels()
    } catch (error) {
      toastError('The endpoint was not asked again', error)
    }
    await refetch()
  }
  return (
    <section aria-label="No model" className="mt-4 rounded-lg border border-warn/40 bg-warn-soft p-3 text-sm">
      <h3 className="flex items-center gap-2 font-[560]">
        <Plug className="size-4 text-warn" />
        No model can answer yet
      </h3>
      <p className="mt-1 whitespace-pre-wrap text-fg-2">
        <Words text={message} />
      </p>
      {tried.length > 1 && (
        <ul className="mt-2 text-xs text-fg-2">
          {tried.map(({ url, outcome }) => (
            <li key={url} className="flex flex-wrap gap-x-2">
              <code className="text-[11.5px]">{url}</code>
              <span className="text-fg-3">{outcome}</span>
            </li>
          ))}
        </ul>
      )}
      <Button kind="outline" className="mt-2.5 pointer-coarse:h-11" onClick={() => void look()}>
        <RefreshCw />
        Look again
      </Button>
    </section>
  )
}
