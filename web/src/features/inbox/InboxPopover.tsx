import { useQuery } from '@tanstack/react-query'
import type { ReactElement } from 'react'
import { useState } from 'react'
import { navigate } from 'wouter/use-browser-location'
import { Button } from '~/ui/button'
import { Popover } from '~/ui/popover'
import { inboxQuery } from '~/wire/queries'
import { InboxList, markAllSeen } from './InboxList'

interface InboxPopoverProps {
  trigger: ReactElement<Record<string, unknown>>
}

/** A look at what waits; open from the start, because it is loaded when it is asked for. */
export default function InboxPopover({ trigger }: InboxPopoverProps) {
  const [isOpen, setOpen] = useState(true)
  const { data } = useQuery(inboxQuery)
  return (
    <Popover
      label="Inbox"
      open={isOpen}
      onOpenChange={setOpen}
      className="flex max-h-[min(34rem,75dvh)] w-[26rem] flex-col"
      trigger={trigger}
    >
      <div className="flex h-9 shrink-0 items-center gap-1 border-b border-line pr-1.5 pl-3.5">
        <h2 className="flex-1 font-[600]">Inbox</h2>
        {(data?.tasks.length ?? 0) > 1 && <Button onClick={() => void markAllSeen()}>Mark all as seen</Button>}
        <Button
          onClick={() => {
            setOpen(false)
            navigate('/inbox')
          }}
        >
          Open
        </Button>
      </div>
      <div className="min-h-0 overflow-y-auto">
        <InboxList onLeave={() => setOpen(false)} />
      </div>
    </Popover>
  )
}
