import { CircleAlert, CircleSlash, PlugZap, RefreshCw, StepForward } from 'lucide-react'
import { Children, type ReactNode } from 'react'
import { cn } from '~/lib/cn'
import { Button } from '~/ui/button'
import type { Message, Task } from '~/wire/types'
import { continueAfter, regenerateAnswer } from './message-actions'
import { Told } from './Told'

/** How an answer ended where it did not end well, and what to do about it. */
export function AnswerEnd({ message, task, isLast }: { message: Message; task: Task; isLast: boolean }) {
  switch (task.state) {
    case 'failed':
      return (
        <Ending icon={<CircleAlert className="text-err" />} bad text={task.error ?? 'The answer failed.'} hidden={hasErrorNotice(message)}>
          {isLast && <RetryButton message={message} primary />}
          {isLast && hasWork(message) && <ContinueButton task={task} />}
        </Ending>
      )
    case 'interrupted':
      return (
        <Ending icon={<PlugZap className="text-warn" />} text={task.error ?? 'Interrupted: BooCode stopped while this was running. What you see was kept.'}>
          {isLast && <ContinueButton task={task} primary />}
          {isLast && <RetryButton message={message} />}
        </Ending>
      )
    case 'cancelled':
      return (
        <Ending icon={<CircleSlash className="text-fg-3" />} text="Stopped">
          {isLast && hasWork(message) && <ContinueButton task={task} />}
        </Ending>
      )
    default:
      return null
  }
}

/** Whether there is something to go on from. */
const hasWork = (message: Message) => message.parts.some((part) => part.type !== 'notice')
const hasErrorNotice = (message: Message) => message.parts.some((part) => part.type === 'notice' && part.kind === 'error')

type EndingProps = { icon: ReactNode; text: string; bad?: boolean; hidden?: boolean; children: ReactNode }

function Ending({ icon, text, bad = false, hidden = false, children }: EndingProps) {
  if (hidden && Children.toArray(children).length === 0) return null
  return (
    <div className="flex min-h-[32px] flex-wrap items-center gap-x-2 gap-y-1.5 py-1 [&>svg]:size-[15px] [&>svg]:shrink-0">
      {!hidden && icon}
      {!hidden && (
        <div className={cn('min-w-0 flex-1 basis-60 text-sm', bad ? 'text-err' : 'text-fg-2')}>
          <Told text={text} label="What it said at last" />
        </div>
      )}
      <div className="flex gap-1.5">{children}</div>
    </div>
  )
}

export function ContinueButton({ task, primary = false }: { task: Task; primary?: boolean }) {
  return (
    <Button kind={primary ? 'primary' : 'soft'} className="pointer-coarse:h-11 pointer-coarse:px-4" onClick={() => void continueAfter(task.id)}>
      <StepForward />
      Continue
    </Button>
  )
}

function RetryButton({ message, primary = false }: { message: Message; primary?: boolean }) {
  return (
    <Button kind={primary ? 'primary' : 'soft'} className="pointer-coarse:h-11 pointer-coarse:px-4" onClick={() => void regenerateAnswer(message.id)}>
      <RefreshCw />
      Try again
    </Button>
  )
}
