import { useQuery } from '@tanstack/react-query'
import { RefreshCw } from 'lucide-react'
import { countText } from '~/lib/format'
import { Button } from '~/ui/button'
import { PartNotRead } from '~/ui/not-read'
import { toastError } from '~/ui/toast'
import { Words } from '~/ui/words'
import { refreshModels } from '~/wire/mutations'
import { modelsQuery } from '~/wire/queries'
import type { EndpointInfo, ModelInfo, ModelList } from '~/wire/types'
import { useState } from 'react'
import { Section } from './Section'

export function Models() {
  const models = useQuery(modelsQuery)
  const [isRefreshing, setRefreshing] = useState(false)
  const refresh = () => {
    setRefreshing(true)
    refreshModels()
      .catch((error: unknown) => toastError('The models were not read', error))
      .finally(() => setRefreshing(false))
  }
  return (
    <Section
      title="Models"
      intro="What the endpoint offers. Each chat can use another one."
      action={
        <Button kind="soft" size="md" className="max-md:h-11" disabled={isRefreshing} onClick={refresh}>
          <RefreshCw />
          {isRefreshing ? 'Looking…' : 'Look again'}
        </Button>
      }
    >
      {models.isLoadingError && <PartNotRead query={models} />}
      {models.data && (
        <>
          <Endpoint endpoint={models.data.endpoint} />
          <ul className="mt-3">
            {models.data.models.map((model) => (
              <ModelRow key={model.id} model={model} list={models.data} />
            ))}
          </ul>
        </>
      )}
    </Section>
  )
}

function Endpoint({ endpoint }: { endpoint: EndpointInfo }) {
  const isReady = endpoint.state === 'ready'
  return (
    <div className="rounded-lg bg-bg-0 px-3.5 py-2.5">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-0.5">
        <span className={`size-[7px] rounded-full ${isReady ? 'bg-ok' : 'bg-warn'}`} aria-hidden />
        <span className="font-mono text-xs break-all">{endpoint.url ?? 'No endpoint'}</span>
        <span className="text-xs text-fg-2">{[endpoint.kind, endpoint.state].filter(Boolean).join(', ')}</span>
      </div>
      {endpoint.message && (
        <p className="mt-1 text-xs text-fg-2">
          <Words text={endpoint.message} />
        </p>
      )}
      {!isReady &&
        endpoint.tried.map(({ url, outcome }) => (
          <p key={url} className="mt-0.5 text-xs">
            <span className="font-mono break-all">{url}</span> <span className="text-fg-2">{outcome}</span>
          </p>
        ))}
    </div>
  )
}

function ModelRow({ model, list }: { model: ModelInfo; list: ModelList }) {
  const marks = [
    model.id === list.default && 'default',
    model.id === list.fast && 'for titles and summaries',
    model.tools && 'tools',
    model.vision && 'pictures',
    model.reasoning && 'reasoning',
    model.loaded && 'loaded',
  ].filter(Boolean)
  return (
    <li className="flex flex-wrap items-baseline gap-x-3 border-b border-line py-2 last:border-0">
      <span className="min-w-0 font-mono text-xs break-all">{model.name}</span>
      <span className="text-xs text-fg-2">{marks.join(', ')}</span>
      <span className="ml-auto text-xs text-fg-2 tnum">
        {model.context_size ? `${countText(model.context_size)} tokens` : 'window unknown'}
      </span>
    </li>
  )
}
