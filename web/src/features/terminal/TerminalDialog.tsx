import { useQuery } from '@tanstack/react-query'
import { MessageSquare, Plus, Server, SquareTerminal, Trash2 } from 'lucide-react'
import { useState, type FormEvent, type ReactNode } from 'react'
import { sessionTerminalsQuery, sshHostsQuery } from '~/connection/terminal-api'
import { currentAddress } from '~/panes/address'
import { Button } from '~/ui/button'
import { Dialog } from '~/ui/dialog'
import { TextField } from '~/ui/field'
import { sessionChatsQuery } from '~/wire/queries'
import type { Terminal } from '~/wire/types'
import { changeName, killTerminal, pasteInto, quoteIn, showTerminal, startTerminal } from './actions'
import { askFor, useAsked, type Asked } from './dialog-state'
import { doingOf, placeOf } from './words'

const TITLES: Record<Asked['kind'], string> = {
  list: 'Terminals of this session',
  ssh: 'Terminal to another machine',
  send: 'Send to which terminal?',
  quote: 'Add to which chat?',
  rename: 'Rename the terminal',
}
const close = () => askFor(null)

/** Everything about terminals that is asked in a dialog. */
export default function TerminalDialog() {
  const asked = useAsked((state) => state.asked)
  const { sessionId } = currentAddress()
  return (
    <Dialog open={asked !== null} onOpenChange={(open) => !open && close()} title={asked ? TITLES[asked.kind] : 'Terminals'}>
      {asked && sessionId && <Content asked={asked} sessionId={sessionId} />}
    </Dialog>
  )
}

function Content({ asked, sessionId }: { asked: Asked; sessionId: string }) {
  if (asked.kind === 'list') return <TerminalList sessionId={sessionId} />
  if (asked.kind === 'ssh') return <HostList sessionId={sessionId} />
  if (asked.kind === 'send') return <Targets sessionId={sessionId} text={asked.text} />
  if (asked.kind === 'quote') return <Chats sessionId={sessionId} name={asked.name} text={asked.text} />
  return <RenameForm id={asked.id} name={asked.name} />
}

function useTerminals(sessionId: string) {
  return useQuery({ ...sessionTerminalsQuery(sessionId), staleTime: 0 })
}

interface LineProps {
  icon: ReactNode
  title: string
  detail: string
  onPick: () => void
  children?: ReactNode
}

function Line({ icon, title, detail, onPick, children }: LineProps) {
  const pick = () => {
    close()
    onPick()
  }
  return (
    <li className="flex items-center rounded-md hover:bg-bg-2">
      <button
        type="button"
        onClick={pick}
        className="flex min-h-11 min-w-0 flex-1 items-center gap-2.5 px-2.5 text-left [&>svg]:size-[16px] [&>svg]:shrink-0 [&>svg]:text-fg-3"
      >
        {icon}
        <span className="min-w-0 flex-1">
          <span className="block truncate text-sm">{title}</span>
          {detail && <span className="block truncate text-2xs text-fg-2">{detail}</span>}
        </span>
      </button>
      {children}
    </li>
  )
}

const describe = (terminal: Terminal) => [placeOf(terminal), doingOf(terminal)].join(', ')

function TerminalList({ sessionId }: { sessionId: string }) {
  const { data, error } = useTerminals(sessionId)
  return (
    <>
      <ul className="min-h-0 overflow-y-auto px-2">
        {data?.terminals.map((terminal) => (
          <Line key={terminal.id} icon={<SquareTerminal />} title={terminal.name} detail={describe(terminal)} onPick={() => showTerminal(sessionId, terminal)}>
            <Button size="touch" aria-label={`End ${terminal.name}`} onClick={() => void killTerminal(terminal)}>
              <Trash2 />
            </Button>
          </Line>
        ))}
        <Line icon={<Plus />} title="New terminal in the worktree" detail="The files that agents of this session change." onPick={() => void startTerminal(sessionId, { place: 'worktree' })} />
        <Line icon={<Plus />} title="New terminal in the project" detail="Your own files." onPick={() => void startTerminal(sessionId, { place: 'project' })} />
        <li className="flex">
          <button type="button" onClick={() => askFor({ kind: 'ssh' })} className="flex min-h-11 flex-1 items-center gap-2.5 rounded-md px-2.5 text-left text-sm hover:bg-bg-2 [&>svg]:size-[16px] [&>svg]:text-fg-3">
            <Server />
            New terminal to another machine…
          </button>
        </li>
      </ul>
      <p className="px-4 pt-1 pb-3 text-xs text-fg-2">{error?.message ?? data?.message}</p>
    </>
  )
}

function HostList({ sessionId }: { sessionId: string }) {
  const { data, error } = useQuery(sshHostsQuery)
  const [name, setName] = useState('')
  const connect = (host: string) => {
    close()
    void startTerminal(sessionId, { ssh: host })
  }
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (name.trim()) connect(name.trim())
  }
  return (
    <>
      <form onSubmit={submit} className="flex items-end gap-2 px-4 pb-2">
        <TextField label="Host" placeholder="user@host" className="flex-1" autoFocus autoCapitalize="off" autoComplete="off" spellCheck={false} value={name} onChange={(event) => setName(event.target.value)} />
        <Button type="submit" kind="primary" size="md" className="max-md:h-11" disabled={!name.trim()}>
          Connect
        </Button>
      </form>
      <ul aria-label="Known hosts" className="min-h-0 overflow-y-auto px-2">
        {data?.hosts.map((host) => (
          <Line key={host.name} icon={<Server />} title={host.name} detail={host.address ?? ''} onPick={() => connect(host.name)} />
        ))}
      </ul>
      <p className="px-4 pt-1 pb-3 text-xs text-fg-2">{error?.message ?? data?.message}</p>
    </>
  )
}

function Targets({ sessionId, text }: { sessionId: string; text: string }) {
  const { data } = useTerminals(sessionId)
  const running = data?.terminals.filter(({ state }) => state === 'running') ?? []
  return (
    <>
      <p className="px-4 pb-2 text-xs text-fg-2">It is put at the prompt. Nothing runs before you press Enter.</p>
      <ul className="min-h-0 overflow-y-auto px-2 pb-3">
        {running.map((terminal) => (
          <Line key={terminal.id} icon={<SquareTerminal />} title={terminal.name} detail={describe(terminal)} onPick={() => void pasteInto(sessionId, terminal, text)} />
        ))}
        <Line icon={<Plus />} title="A new terminal" detail="" onPick={() => void pasteInto(sessionId, null, text)} />
      </ul>
    </>
  )
}

function Chats({ sessionId, name, text }: { sessionId: string; name: string; text: string }) {
  const chats = useQuery(sessionChatsQuery(sessionId)).data ?? []
  return (
    <ul className="min-h-0 overflow-y-auto px-2 pb-3">
      {chats.map((chat) => (
        <Line key={chat.id} icon={<MessageSquare />} title={chat.title ?? 'New chat'} detail="" onPick={() => quoteIn(chat, name, text)} />
      ))}
    </ul>
  )
}

function RenameForm({ id, name }: { id: string; name: string }) {
  const [text, setText] = useState(name)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    close()
    void changeName({ id, name }, text)
  }
  return (
    <form onSubmit={submit} className="flex items-end gap-2 px-4 pb-4">
      <TextField label="Name" className="flex-1" autoFocus maxLength={200} value={text} onChange={(event) => setText(event.target.value)} onFocus={(event) => event.target.select()} />
      <Button type="submit" kind="primary" size="md" className="max-md:h-11" disabled={!text.trim()}>
        Rename
      </Button>
    </form>
  )
}
