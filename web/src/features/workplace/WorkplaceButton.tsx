import { useQuery } from '@tanstack/react-query'
import { FolderOpen, GitBranch, TriangleAlert } from 'lucide-react'
import { lazy, Suspense, useState, type ReactElement } from 'react'
import { cn } from '~/lib/cn'
import { Popover } from '~/ui/popover'
import { workplaceQuery } from '~/wire/agents'
import type { SessionWorkplace } from '~/wire/types'
import { placeWords } from './place-words'

const WorkplacePanel = lazy(() => import('./WorkplacePanel'))
const SetupDialog = lazy(() => import('./SetupDialog'))

interface Props {
  sessionId: string
  side: 'top' | 'bottom'
  /** The button itself. */
  render: (words: { label: string; isTroubled: boolean; icon: ReactElement; workplace: SessionWorkplace }) => ReactElement<Record<string, unknown>>
}

/** Where the session's agents work; opens to what can be seen and chosen of it. */
export function WorkplaceButton({ sessionId, side, render }: Props) {
  const workplace = useQuery(workplaceQuery(sessionId)).data
  const [open, setOpen] = useState(false)
  const [isReading, setReading] = useState(false)
  if (!workplace) return null
  const words = placeWords(workplace)
  const Icon = words.isTroubled ? TriangleAlert : workplace.choice === 'project' ? FolderOpen : GitBranch
  const icon = <Icon className={cn(words.isTroubled && '!text-warn')} />
  return (
    <>
      <Popover
        label="Where agents work"
        side={side}
        align="start"
        open={open}
        onOpenChange={setOpen}
        className="max-h-[min(38rem,80dvh)] w-[25rem] overflow-y-auto p-3.5"
        trigger={render({ ...words, icon, workplace })}
      >
        <Suspense fallback={<p className="text-xs text-fg-3">Loading…</p>}>
          <WorkplacePanel sessionId={sessionId} workplace={workplace} onReadSetup={() => (setOpen(false), setReading(true))} />
        </Suspense>
      </Popover>
      {isReading && workplace.setup && (
        <Suspense fallback={null}>
          <SetupDialog sessionId={sessionId} setup={workplace.setup} onClose={() => setReading(false)} />
        </Suspense>
      )}
    </>
  )
}
