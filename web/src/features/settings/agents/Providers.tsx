import { useQuery } from '@tanstack/react-query'
import { Plus, RefreshCw } from 'lucide-react'
import { lazy, Suspense, useState } from 'react'
import { providersQuery } from '~/connection/providers'
import { Button } from '~/ui/button'
import { PartNotRead } from '~/ui/not-read'
import { byUse } from '~/ui/provider-state'
import { toastError } from '~/ui/toast'
import { Words } from '~/ui/words'
import { examsQuery, providersConfigQuery, refreshProviders } from '~/wire/agents'
import { Section } from '../Section'
import { ProviderItem } from './ProviderItem'

const AddAgent = lazy(() => import('./AddAgent'))
const ExamTable = lazy(() => import('./ExamTable'))

/** Who can answer, how each is set up, and what was seen of it. */
export function Providers() {
  const providers = useQuery(providersQuery)
  const config = useQuery(providersConfigQuery)
  const exams = useQuery(examsQuery)
  const [isAdding, setAdding] = useState(false)
  const [isLooking, setLooking] = useState(false)
  const look = () => {
    setLooking(true)
    refreshProviders()
      .catch((error: unknown) => toastError('The agents were not looked at again', error))
      .finally(() => setLooking(false))
  }
  const { usable, others } = byUse(providers.data ?? [])
  const unread = [providers, config].find((query) => query.isLoadingError)
  return (
    <Section
      title="Providers"
      intro="Agents that can answer here: BooCode’s own, and others that are installed on this machine."
      action={
        <div className="flex gap-1.5 max-md:flex-col">
          <Button kind="soft" size="md" className="max-md:h-11" disabled={isLooking} onClick={look}>
            <RefreshCw />
            {isLooking ? 'Looking…' : 'Look again'}
          </Button>
          <Button kind="soft" size="md" className="max-md:h-11" onClick={() => setAdding(true)}>
            <Plus />
            Add an agent
          </Button>
        </div>
      }
    >
      {unread && <PartNotRead query={unread} />}
      {config.data?.problem && (
        <p role="alert" className="mb-2 rounded-md bg-warn-soft px-3 py-2 text-xs [overflow-wrap:anywhere]">
          <Words text={config.data.problem} />
        </p>
      )}
      <ul>
        {[...usable, ...others].map((provider) => (
          <ProviderItem key={provider.id} provider={provider} config={config.data?.providers[provider.id]} />
        ))}
      </ul>
      {config.data && (
        <p className="mt-2 text-2xs [overflow-wrap:anywhere] text-fg-3">
          What you set here is kept in <span className="font-mono">{config.data.path}</span>
        </p>
      )}
      {exams.data && providers.data && (
        <Suspense fallback={null}>
          <ExamTable exams={exams.data} providers={providers.data} />
        </Suspense>
      )}
      <Suspense fallback={null}>{isAdding && <AddAgent taken={providers.data?.map(({ id }) => id) ?? []} onClose={() => setAdding(false)} />}</Suspense>
    </Section>
  )
}
