import { CircleHelp } from 'lucide-react'
import { useChat } from '~/connection/chat-store'
import type { PartOf, Request } from '~/wire/types'
import { useChatId } from '../chat-id'
import type { Call } from '../rows'
import { answeredLines, answerText } from './answers'
import { Decision } from './Decision'
import { PermissionCard } from './PermissionCard'
import { QuestionCard } from './QuestionCard'

/** A question of the model where it was asked: a card while it is open, a line when it is answered. */
export function QuestionRow({ call, result }: Call) {
  const chatId = useChatId()
  const request = useChat(chatId, (view) => (call.request_id ? view.log.requests[call.request_id] : undefined))
  if (request) return <RequestRow request={request} />
  if (result) return <Answered lines={answeredLines(call.title, result.text)} />
  return <Answered lines={[{ question: call.title, answer: call.state === 'running' || call.state === 'pending' ? '…' : 'not answered' }]} />
}

/** What a tool call needs a yes for: a card while it is open, a line when it is decided. */
export function PermissionRow({ call, requestId }: { call: PartOf<'tool_call'>; requestId: string }) {
  const chatId = useChatId()
  const request = useChat(chatId, (view) => view.log.requests[requestId])
  if (request?.state === 'open') return <PermissionCard request={request} kind={call.kind} />
  return request ? <Decision request={request} isBelowCall /> : null
}

export function RequestRow({ request }: { request: Request }) {
  if (request.state === 'open') {
    return request.kind === 'question' ? <QuestionCard request={request} /> : <PermissionCard request={request} />
  }
  const isDropped = request.state === 'cancelled' || request.state === 'withdrawn'
  if (request.kind === 'permission') return <Decision request={request} />
  if (!request.questions.length) {
    const option = request.options.find(({ id }) => id === request.answer?.option_id)
    return <Answered lines={[{ question: request.title, answer: isDropped ? 'not answered' : (option?.label ?? request.answer?.text ?? '') }]} />
  }
  return (
    <Answered
      lines={request.questions.map((question) => ({
        question: question.question,
        answer: isDropped ? 'not answered' : answerText(request, question),
      }))}
    />
  )
}

function Answered({ lines }: { lines: { question: string; answer: string }[] }) {
  return (
    <dl className="py-1 text-sm">
      {lines.map((line) => (
        <div key={line.question} className="relative py-0.5 pl-[23px] [overflow-wrap:anywhere]">
          <dt className="inline text-fg-2">
            <CircleHelp className="absolute top-[4.5px] left-0 size-[15px] text-fg-3" />
            {line.question}
          </dt>{' '}
          <dd className="inline font-[530] whitespace-pre-wrap">{line.answer}</dd>
        </div>
      ))}
    </dl>
  )
}
