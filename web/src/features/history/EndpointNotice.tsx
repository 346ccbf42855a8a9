import { useQuery } from '@tanstack/react-query'
import { CircleAlert, RefreshCw } from 'lucide-react'
import { useState } from 'react'
import { Button } from '~/ui/button'
import { toastError } from '~/ui/toast'
import { Words } from '~/ui/words'
import { refreshModels } from '~/wire/mutations'
import { modelsQuery } from '~/wire/queries'
import type { EndpointInfo } from '~/wire/types'

/** Nothing while a model can be reached; else what was tried and what to do. */
export function EndpointNotice() {
  const endpoint = useQuery(modelsQuery).data?.endpoint
  const [isRefreshing, setRefreshing] = useState(false)
  const refresh = () => {
    setRefreshing(true)
    refreshModels()
      .catch((error: unknown) => toastError('The models were not read', error))
      .finally(() => setRefreshing(false))
  }
  if (!endpoint || endpoint.state === 'ready' || endpoint.state === 'loading') return null
  return (
    <section aria-label="Model endpoint" className="rounded-lg border border-line bg-bg-0 px-4 py-3.5">
      <h2 className="flex items-center gap-2 font-[600]">
        <CircleAlert className="size-4 text-warn" />
        {titleOf(endpoint)}
      </h2>
      <p className="mt-1 text-fg-2">
        <Words text={endpoint.message} />
      </p>
      {endpoint.tried.length > 0 && <Tried tried={endpoint.tried} />}
      <Button kind="outline" size="md" className="mt-3 max-md:h-11" disabled={isRefreshing} onClick={refresh}>
        <RefreshCw />
        {isRefreshing ? 'Looking…' : 'Look again'}
      </Button>
    </section>
  )
}

function titleOf({ state, url }: EndpointInfo): string {
  if (state === 'unauthorized') return 'The model endpoint refused the API key'
  return url ? 'The model endpoint cannot be reached' : 'No model yet'
}

function Tried({ tried }: { tried: EndpointInfo['tried'] }) {
  return (
    <details className="mt-2 text-xs">
      <summary className="w-fit rounded-sm text-fg-2 select-none hover:text-fg-1 max-md:py-3">What was tried</summary>
      <ul className="mt-1 flex flex-col gap-1">
        {tried.map(({ url, outcome }) => (
          <li key={url} className="flex flex-wrap gap-x-2">
            <span className="font-mono break-all">{url}</span>
            <span className="text-fg-2">{outcome}</span>
          </li>
        ))}
      </ul>
    </details>
  )
}
