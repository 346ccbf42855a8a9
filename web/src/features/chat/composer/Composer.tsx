import { ArrowUp, ChevronsUp, ListEnd, Square } from 'lucide-react'
import type { RefObject } from 'react'
import { useDraft } from '~/connection/chat-draft'
import { useChat } from '~/connection/chat-store'
import { isEnded, isStoppable } from '~/connection/chat-reducer'
import { usePreferences } from '~/lib/preferences'
import { Slot } from '~/lib/slots'
import { useIsPhone } from '~/lib/media'
import { Button } from '~/ui/button'
import { Tip } from '~/ui/tooltip'
import { Words } from '~/ui/words'
import { useChosenModel, useMissingEndpoint } from '../chosen-model'
import { stopAnswer } from '../messages/message-actions'
import { AddButtons } from './AddButtons'
import { Chips } from './Chips'
import { ContextMeter } from './ContextMeter'
import { MessageBox } from './MessageBox'
import { ModelPicker } from './ModelPicker'
import { ModePicker } from './ModePicker'
import { OutboxList } from './OutboxList'
import { PlanList } from './PlanList'
import { ProviderPicker } from './ProviderPicker'
import { QueueList } from './QueueList'
import { isEmpty, submit, type Delivery } from './sending'
import { OtherDraft, SendNote } from './SendNote'
import { useDelivery } from './use-delivery'

const touch = 'pointer-coarse:size-11'

/** Where messages are written: text, attachments, model, and what waits to be sent. */
export function Composer({ chatId, area }: { chatId: string; area: RefObject<HTMLTextAreaElement | null> }) {
  const draft = useDraft(chatId)
  const sessionId = useChat(chatId, (view) => view.chat?.session_id)
  const stoppable = useChat(chatId, ({ log }) => isStoppable(log.task))
  const busy = useChat(chatId, ({ log }) => log.task !== null && !isEnded(log.task))
  const [delivery, setDelivery] = useDelivery(chatId)
  const enterSends = usePreferences().sendKey === 'enter'
  const other: Delivery = delivery === 'queue' ? 'steer' : 'queue'
  const send = (isOther: boolean) => submit(chatId, busy && isOther ? other : busy ? delivery : 'queue')
  return (
    <div className="mx-auto w-full max-w-[48rem] px-4 pb-3 max-md:px-2 max-md:pb-[max(8px,env(safe-area-inset-bottom))]">
      {sessionId && <Slot name="composer.above" sessionId={sessionId} chatId={chatId} />}
      <PlanList chatId={chatId} />
      <OutboxList chatId={chatId} />
      <QueueList chatId={chatId} />
      <div className="relative rounded-xl border border-line-2 bg-bg-1 transition-colors duration-100 focus-within:border-accent">
        {sessionId && <Place chatId={chatId} sessionId={sessionId} />}
        <Chips chatId={chatId} chips={draft.chips} />
        <Hint chatId={chatId} />
        <SendNote chatId={chatId} />
        <OtherDraft chatId={chatId} />
        <MessageBox
          chatId={chatId}
          area={area}
          text={draft.text}
          placeholder={busy ? (delivery === 'queue' ? 'Write the next message' : 'Say something to the running answer') : 'Ask about the code'}
          enterSends={enterSends}
          onSubmit={send}
          onStop={stoppable ? () => void stopAnswer(chatId) : null}
        />
        <div className="flex items-center gap-0.5 px-1.5 pb-1.5">
          <AddButtons chatId={chatId} />
          <ProviderPicker chatId={chatId} />
          <ModelPicker chatId={chatId} />
          <ModePicker chatId={chatId} />
          <span className="flex-1" />
          <ContextMeter chatId={chatId} />
          {busy && <DeliveryToggle delivery={delivery} onChange={setDelivery} />}
          {busy && (
            <Tip label="Stop" keys="Escape" side="top">
              <Button kind="soft" size="icon" className={`ml-1 ${touch}`} onClick={() => void stopAnswer(chatId)}>
                <Square className="!size-[11px] fill-current" />
              </Button>
            </Tip>
          )}
          {(!busy || draft.text.trim() || draft.chips.length > 0) && (
            <Tip label={busy ? (delivery === 'queue' ? 'Put in the queue' : 'Say it now') : 'Send'} keys={enterSends ? 'Enter' : '$mod+Enter'} side="top">
              <Button kind="primary" size="icon" className={`ml-1 ${touch}`} disabled={isEmpty(draft)} onClick={() => send(false)}>
                <ArrowUp />
              </Button>
            </Tip>
          )}
        </div>
      </div>
    </div>
  )
}

function DeliveryToggle({ delivery, onChange }: { delivery: Delivery; onChange: (delivery: Delivery) => void }) {
  const isSteer = delivery === 'steer'
  const phone = useIsPhone()
  return (
    <Tip label={isSteer ? 'Steer: messages join the running answer' : 'Queue: messages wait for their turn'} keys="$mod+Enter" side="top">
      <Button
        className={`ml-1 ${touch} pointer-coarse:w-auto pointer-coarse:min-w-11`}
        aria-pressed={isSteer}
        onClick={() => onChange(isSteer ? 'queue' : 'steer')}
      >
        {isSteer ? <ChevronsUp /> : <ListEnd />}
        {!phone && (isSteer ? 'Steer' : 'Queue')}
      </Button>
    </Tip>
  )
}

/** Where another company's agent would work: said before anything is sent. */
function Place({ chatId, sessionId }: { chatId: string; sessionId: string }) {
  const { snapshot } = useChosenModel(chatId)
  if (!snapshot?.external) return null
  return <Slot name="composer.place" sessionId={sessionId} />
}

/** A word of warning before sending, where it helps. */
function Hint({ chatId }: { chatId: string }) {
  const { chips } = useDraft(chatId)
  const { model, problem } = useChosenModel(chatId)
  const isToldAbove = useMissingEndpoint(chatId)?.message === problem
  const isBlind = model?.vision === false && chips.some((chip) => chip.kind === 'image')
  const words = isBlind ? `${model.name || model.id} cannot see pictures; it only learns their names.` : problem
  if (!words || (isToldAbove && !isBlind)) return null
  return (
    <p className="px-3.5 pt-2 text-xs [overflow-wrap:anywhere] text-warn">
      <Words text={words} />
    </p>
  )
}
