import { ChevronRight } from 'lucide-react'
import { useId, useState } from 'react'
import { cn } from '~/lib/cn'
import { ProviderDot, ProviderMark } from '~/ui/provider-mark'
import { adviceFor, providerState } from '~/ui/provider-state'
import { Switch } from '~/ui/switch'
import { toastError } from '~/ui/toast'
import { Words } from '~/ui/words'
import { changeProviders } from '~/wire/agents'
import type { ProviderConfig, ProviderSnapshot } from '~/wire/types'
import { ProviderSetup } from './ProviderSetup'
import { changedConfig } from './provider-form'

interface Props {
  provider: ProviderSnapshot
  config: ProviderConfig | undefined
}

/** A provider as a line; it opens to how it is set up. */
export function ProviderItem({ provider, config }: Props) {
  const [open, setOpen] = useState(false)
  const id = useId()
  const { words } = providerState(provider)
  const advice = adviceFor(provider)
  const setEnabled = (enabled: boolean) => {
    changeProviders({ [provider.id]: changedConfig(config, { enabled }) }).catch((error: unknown) =>
      toastError(`${provider.label} was not switched ${enabled ? 'on' : 'off'}`, error),
    )
  }
  return (
    <li className="border-b border-line last:border-0">
      <div className="flex items-center gap-2 py-1">
        <button
          type="button"
          aria-expanded={open}
          aria-controls={open ? id : undefined}
          onClick={() => setOpen(!open)}
          className="-mx-1 flex min-h-9 min-w-0 flex-1 items-center gap-2.5 rounded-md px-1 text-left hover:bg-bg-2 max-md:min-h-12"
        >
          <ChevronRight className={cn('size-3.5 shrink-0 text-fg-3 transition-[rotate] duration-100', open && 'rotate-90')} />
          <ProviderMark id={provider.id} label={provider.label} />
          <span className="min-w-0 truncate font-[530]">{provider.label}</span>
          {provider.version && <span className="shrink-0 text-xs text-fg-3 tnum">{provider.version}</span>}
          <span className="ml-auto flex shrink-0 items-center gap-2 text-xs text-fg-2">
            <span className="max-md:hidden">{words}</span>
            <ProviderDot provider={provider} />
          </span>
        </button>
        {provider.external && <Switch label={`${provider.label} on`} checked={provider.enabled} onChange={setEnabled} />}
      </div>
      {advice && provider.enabled && !open && (
        <p className="pb-2 pl-[54px] text-xs [overflow-wrap:anywhere] text-fg-2 max-md:pl-0">
          <Words text={advice} />
        </p>
      )}
      {open && (
        <div id={id} className="pb-4 pl-[26px] max-md:pl-0">
          <ProviderSetup provider={provider} config={config} />
        </div>
      )}
    </li>
  )
}
