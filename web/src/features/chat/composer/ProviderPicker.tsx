import { Check, ChevronDown, Settings } from 'lucide-react'
import { useRef, useState, type KeyboardEvent } from 'react'
import { navigate } from 'wouter/use-browser-location'
import type { Provider } from '~/connection/chat-api'
import { cn } from '~/lib/cn'
import { Button } from '~/ui/button'
import { Popover } from '~/ui/popover'
import { ProviderDot, ProviderMark } from '~/ui/provider-mark'
import { adviceFor, byUse, providerState } from '~/ui/provider-state'
import { Words } from '~/ui/words'
import { useChosenModel } from '../chosen-model'
import { useProviders } from '../providers'

/** Who answers: BooCode's own agent, or another one that is installed here. */
export function ProviderPicker({ chatId }: { chatId: string }) {
  const chosen = useChosenModel(chatId)
  const { providers } = useProviders()
  const [open, setOpen] = useState(false)
  const { snapshot } = chosen
  if (!snapshot || providers.length < 2) return null
  const isUsable = providerState(snapshot).isUsable
  return (
    <Popover
      label="Choose an agent"
      side="top"
      align="start"
      open={open}
      onOpenChange={setOpen}
      className="w-[24rem] p-1"
      trigger={
        <Button className="min-w-0 pointer-coarse:h-11 pointer-coarse:min-w-11 max-md:px-1.5" aria-label={`Agent: ${snapshot.label}`} title={`Agent: ${snapshot.label}`}>
          <ProviderMark id={snapshot.id} label={snapshot.label} className={cn(!isUsable && 'ring-2 ring-warn')} />
          <span className={cn('max-w-32 truncate max-md:hidden', !isUsable && 'text-warn')}>{snapshot.label}</span>
          <ChevronDown className="!size-3 text-fg-3 max-md:hidden" />
        </Button>
      }
    >
      <ProviderList
        providers={providers}
        chosen={chosen.provider}
        onPick={(id) => (chosen.chooseProvider(id), setOpen(false))}
        onSettings={() => (setOpen(false), navigate('/settings#providers'))}
      />
    </Popover>
  )
}

type ListProps = { providers: readonly Provider[]; chosen: string; onPick: (id: string) => void; onSettings: () => void }

function ProviderList({ providers, chosen, onPick, onSettings }: ListProps) {
  const list = useRef<HTMLDivElement>(null)
  const { usable, others } = byUse(providers)
  const onKeyDown = (event: KeyboardEvent) => {
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0
    const buttons = [...(list.current?.querySelectorAll<HTMLElement>('[role=radio]') ?? [])]
    if (!step || !buttons.length) return
    event.preventDefault()
    const at = buttons.indexOf(document.activeElement as HTMLElement)
    buttons[(at + step + buttons.length) % buttons.length]?.focus()
  }
  return (
    <div className="flex max-h-[min(30rem,70dvh)] flex-col">
      <div className="min-h-0 overflow-y-auto overscroll-contain">
      {/* oxlint-disable-next-line jsx-a11y/interactive-supports-focus -- the buttons inside take the focus */}
      <div ref={list} role="radiogroup" aria-label="Agents" onKeyDown={onKeyDown}>
        {usable.map((provider) => (
          <Choice key={provider.id} provider={provider} isChosen={provider.id === chosen} onPick={() => onPick(provider.id)} />
        ))}
      </div>
      {others.length > 0 && (
        <section aria-label="Not ready" className="mt-1 border-t border-line pt-1">
          <h3 className="px-2 py-1 text-2xs font-[560] text-fg-3">Not ready</h3>
          <ul>
            {others.map((provider) => (
              <Unusable key={provider.id} provider={provider} />
            ))}
          </ul>
        </section>
      )}
      </div>
      <div className="mt-1 flex shrink-0 items-center gap-2 border-t border-line px-2 pt-1 text-2xs text-fg-3">
        <p className="min-w-0 flex-1 py-1">Agents of others work in the session’s own worktree. What they change waits for your review.</p>
        <Button size="xs" className="pointer-coarse:h-11" onClick={onSettings}>
          <Settings />
          Set up
        </Button>
      </div>
    </div>
  )
}

function Choice({ provider, isChosen, onPick }: { provider: Provider; isChosen: boolean; onPick: () => void }) {
  return (
    <button
      type="button"
      role="radio"
      aria-checked={isChosen}
      onClick={onPick}
      className="flex min-h-[32px] w-full items-center gap-2.5 rounded-sm px-2 text-left hover:bg-bg-2 focus-visible:bg-bg-2 pointer-coarse:min-h-11"
    >
      <Check className={cn('size-[14px] shrink-0 text-accent-ink', !isChosen && 'invisible')} />
      <ProviderMark id={provider.id} label={provider.label} />
      <span className="min-w-0 flex-1 truncate">
        {provider.label}
        {provider.version && <span className="ml-1.5 text-2xs text-fg-3 tnum">{provider.version}</span>}
      </span>
      {provider.account === 'own' && <span className="shrink-0 text-2xs text-fg-3">own account</span>}
      <ProviderDot provider={provider} />
    </button>
  )
}

function Unusable({ provider }: { provider: Provider }) {
  return (
    <li className="flex gap-2.5 px-2 py-1.5 pl-[32px]">
      <ProviderMark id={provider.id} label={provider.label} className="mt-0.5 opacity-60" />
      <div className="min-w-0 flex-1">
        <p className="flex items-center gap-2 text-fg-2">
          <span className="min-w-0 flex-1 truncate">{provider.label}</span>
          <span className="shrink-0 text-2xs text-fg-3">{providerState(provider).words}</span>
          <ProviderDot provider={provider} />
        </p>
        <p className="line-clamp-3 text-2xs [overflow-wrap:anywhere] text-fg-3">
          <Words text={adviceFor(provider)} />
        </p>
      </div>
    </li>
  )
}
