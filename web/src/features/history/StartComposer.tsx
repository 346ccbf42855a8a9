import { useInfiniteQuery } from '@tanstack/react-query'
import { ArrowUp, ChevronDown, Folder } from 'lucide-react'
import { useRef, useState } from 'react'
import { excessBytes, tooLongText } from '~/connection/message-limit'
import { newId } from '~/lib/ids'
import { usePreferences } from '~/lib/preferences'
import { goToChat } from '~/panes/address'
import { Button } from '~/ui/button'
import { MenuChoice, MenuLabel, MenuRoot } from '~/ui/menu'
import { toastError, toasts } from '~/ui/toast'
import { Tip } from '~/ui/tooltip'
import { answerOf, api } from '~/wire/client'
import { historyQuery, queryClient } from '~/wire/queries'
import type { Project } from '~/wire/types'

interface StartComposerProps {
  projectId: string | undefined
  sessionId: string | undefined
  projects: readonly Project[]
}

/** What fits into the placeholder of a phone. */
const LONGEST_NAME = 28

/** A first question: makes the chat (and, outside of a session, the session) it is asked in. */
export function StartComposer({ projectId, sessionId, projects }: StartComposerProps) {
  const [text, setText] = useState('')
  const [chosenId, setChosenId] = useState<string | undefined>(undefined)
  const [isSending, setSending] = useState(false)
  const tried = useRef({ what: '', clientId: '' })
  const sendKey = usePreferences((preferences) => preferences.sendKey)
  const recentId = useRecentProject(projects)
  const targetId = projectId ?? chosenId ?? recentId
  const target = projects.find((project) => project.id === targetId)

  const send = async () => {
    if (!text.trim() || isSending || !targetId) return
    const bytes = excessBytes(text)
    if (bytes !== null) {
      toasts.add({ title: tooLongText(bytes), description: 'Start the chat with less; there you can attach it as a file.', type: 'error' })
      return
    }
    // The same words again are the same prompt: the first try may have arrived though nobody heard of it.
    const where = sessionId ? { session_id: sessionId } : { project_id: targetId }
    const what = JSON.stringify([where, text])
    if (tried.current.what !== what) tried.current = { what, clientId: newId() }
    setSending(true)
    try {
      const admitted = await answerOf(api.POST('/api/tasks', { body: { ...where, client_id: tried.current.clientId, text } }))
      void queryClient.invalidateQueries({ queryKey: ['chats'] })
      void queryClient.invalidateQueries({ queryKey: ['sessions'] })
      tried.current = { what: '', clientId: '' }
      goToChat(admitted.chat)
    } catch (error) {
      toastError('The message was not sent', error)
      setSending(false)
    }
  }

  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        void send()
      }}
      className="rounded-xl border border-line-2 bg-bg-1 transition-colors focus-within:border-accent"
    >
      <textarea
        aria-label="First message"
        placeholder={target && target.name.length <= LONGEST_NAME ? `Ask about ${target.name}` : 'Ask about your code'}
        rows={2}
        value={text}
        onChange={(event) => setText(event.target.value)}
        onKeyDown={(event) => {
          if (event.nativeEvent.isComposing || event.key !== 'Enter' || event.shiftKey) return
          const withMod = event.ctrlKey || event.metaKey
          if (sendKey === 'mod-enter' && !withMod) return
          event.preventDefault()
          void send()
        }}
        className="field-sizing-content block max-h-[40vh] min-h-[58px] w-full resize-none bg-transparent [unicode-bidi:plaintext] px-3.5 pt-2.5 pb-1 text-base outline-none placeholder:text-fg-3 max-md:text-lg"
      />
      <div className="flex items-center gap-1 px-1.5 pb-1.5">
        {!projectId && projects.length > 0 && (
          <MenuRoot
            trigger={
              <Button aria-label={`Project: ${target?.name ?? 'none'}`} className="min-w-0 shrink max-md:h-11" title={target?.name}>
                <Folder />
                <span className="truncate">{target?.name}</span>
                <ChevronDown className="!size-3 text-fg-3" />
              </Button>
            }
          >
            <MenuLabel>Ask in</MenuLabel>
            <MenuChoice
              value={targetId ?? ''}
              options={projects.map((project) => ({ value: project.id, label: project.name }))}
              onChange={setChosenId}
            />
          </MenuRoot>
        )}
        <span className="flex-1" />
        <Tip label="Send" keys={sendKey === 'enter' ? 'Enter' : '$mod+Enter'} side="top">
          <Button
            type="submit"
            kind="primary"
            size="icon"
            className="max-md:size-11"
            disabled={!text.trim() || isSending || !targetId}
          >
            <ArrowUp />
          </Button>
        </Tip>
      </div>
    </form>
  )
}

/** The project of the newest chat, if its directory is there: who comes back most likely goes on in it. */
function useRecentProject(projects: readonly Project[]): string | undefined {
  const newest = useInfiniteQuery(historyQuery({})).data?.pages[0]?.chats ?? []
  const present = projects.filter(({ missing }) => !missing)
  const recent = newest.find((chat) => present.some(({ id }) => id === chat.project_id))
  return recent?.project_id ?? (present[0] ?? projects[0])?.id
}
