import { StatusDot } from '~/ui/status-dot'
import { useQuery } from '@tanstack/react-query'
import { chatQuery } from '~/wire/queries'
import type { Fact, ProjectFacts } from '~/wire/types'
import { FactLine } from './FactLine'
import { goTo } from '~/panes/show-goal'

type SessionFacts = ProjectFacts['sessions'][number]
type ChatFacts = SessionFacts['chats'][number]

const isChange = ({ kind }: Fact) => ['changes', 'conflicts', 'applied', 'rewound', 'rejected'].includes(kind)

/** What happened, by project, session and chat. */
export function Happened({ projects }: { projects: readonly ProjectFacts[] }) {
  return projects.map((project) => (
    <section key={project.id} aria-label={project.name} className="mt-3 first:mt-0">
      <h3 className="px-2 text-2xs font-[560] text-fg-3">{project.name}</h3>
      {project.sessions.map((session) => (
        <SessionBlock key={session.id} projectId={project.id} session={session} />
      ))}
    </section>
  ))
}

function SessionBlock({ projectId, session }: { projectId: string; session: SessionFacts }) {
  const place = { projectId, sessionId: session.id }
  return (
    <div className="mt-1">
      <h4 className="truncate px-2 py-0.5 font-[560]">{session.name}</h4>
      {session.chats.map((chat) => (
        <ChatBlock key={chat.id} chat={chat} onGo={(fact) => goTo({ ...place, chatId: chat.id, messageId: fact.message_id })} />
      ))}
      {session.facts.length > 0 && (
        <ul className="pl-3.5 max-md:pl-1">
          {session.facts.map((fact) => (
            <FactLine
              key={`${fact.kind}${fact.terminal_id}`}
              fact={fact}
              onGo={() => goTo({ ...place, terminalId: fact.terminal_id, name: fact.text.split(': ')[0] ?? '', changes: isChange(fact) })}
            />
          ))}
        </ul>
      )}
    </div>
  )
}

function ChatBlock({ chat, onGo }: { chat: ChatFacts; onGo: (fact: Fact) => void }) {
  const live = useQuery(chatQuery(chat.id)).data
  return (
    <div className="pl-3.5 max-md:pl-1">
      <h5 className="flex items-center gap-1.5 truncate px-2 pt-1 text-xs text-fg-2">
        <span className="truncate">{chat.title ?? 'New chat'}</span>
        {live && <StatusDot status={live.status} unread={live.unread} failed={live.failed} />}
      </h5>
      <ul>
        {chat.facts.map((fact) => (
          <FactLine key={fact.kind} fact={fact} onGo={() => onGo(fact)} />
        ))}
      </ul>
    </div>
  )
}
