import { useQuery } from '@tanstack/react-query'
import { Inbox } from 'lucide-react'
import { lazy, Suspense, useState } from 'react'
import { Button } from '~/ui/button'
import { CountBadge } from '~/ui/count-badge'
import { inboxQuery } from '~/wire/queries'

const InboxPopover = lazy(() => import('./InboxPopover'))

/** How many things wait; the list itself is loaded when it is first asked for. */
export function InboxButton() {
  const [isWanted, setWanted] = useState(false)
  const count = useQuery(inboxQuery).data?.count ?? 0
  const label = count === 0 ? 'Inbox' : `Inbox, ${count} waiting`
  const button = (
    <Button size="icon" aria-label={label} title={label} className="relative" onClick={() => setWanted(true)}>
      <Inbox />
      {count > 0 && <CountBadge count={count} />}
    </Button>
  )
  if (!isWanted) return button
  return (
    <Suspense fallback={button}>
      <InboxPopover trigger={button} />
    </Suspense>
  )
}
