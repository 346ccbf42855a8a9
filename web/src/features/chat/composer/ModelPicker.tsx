// oxlint-disable jsx-a11y/prefer-tag-over-role -- a native list cannot follow a text field
import { Check, ChevronDown, Eye, RefreshCw } from 'lucide-react'
import { useId, useState, type KeyboardEvent } from 'react'
import { refreshProviders, type Model, type Provider } from '~/connection/chat-api'
import { cn } from '~/lib/cn'
import { countText } from '~/lib/format'
import { Button } from '~/ui/button'
import { Popover } from '~/ui/popover'
import { toastError } from '~/ui/toast'
import { useChosenModel, type ChosenModel } from '../chosen-model'
import { useProviders } from '../providers'
import { best } from './match'

type Entry = { provider: Provider; model: Model }

/** Which model answers: found by typing, with what is known about each. */
export function ModelPicker({ chatId }: { chatId: string }) {
  const chosen = useChosenModel(chatId)
  const [open, setOpen] = useState(false)
  return (
    <Popover
      label="Choose a model"
      side="top"
      align="start"
      open={open}
      onOpenChange={setOpen}
      className="w-[22rem] p-1"
      trigger={
        <Button className="min-w-0 shrink pointer-coarse:h-11" aria-label={`Model: ${chosen.label}`}>
          <span className={cn('max-w-44 truncate max-md:max-w-28', chosen.problem && 'text-warn')}>{chosen.label}</span>
          <ChevronDown className="!size-3 text-fg-3" />
        </Button>
      }
    >
      <ModelList chosen={chosen} onPick={(entry) => (chosen.choose(entry.provider.id, entry.model.id), setOpen(false))} />
    </Popover>
  )
}

function ModelList({ chosen, onPick }: { chosen: ChosenModel; onPick: (entry: Entry) => void }) {
  const id = useId()
  const { providers, isLoading, error } = useProviders()
  const [query, setQuery] = useState('')
  const [at, setAt] = useState(0)
  const entries = best(
    providers.filter(({ enabled }) => enabled).flatMap((provider) => provider.models.map((model): Entry => ({ provider, model }))),
    query,
    ({ model }) => `${model.name || model.id} ${model.id}`,
  )
  const current = Math.min(at, Math.max(0, entries.length - 1))
  const onKeyDown = (event: KeyboardEvent) => {
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0
    const entry = entries[current]
    if (step && entries.length) {
      event.preventDefault()
      setAt((current + step + entries.length) % entries.length)
    } else if (event.key === 'Enter' && entry) {
      event.preventDefault()
      onPick(entry)
    }
  }
  return (
    <>
      <input
        role="combobox"
        aria-expanded
        aria-controls={id}
        aria-activedescendant={entries.length ? `${id}-${current}` : undefined}
        aria-label="Find a model"
        placeholder="Find a model"
        value={query}
        onChange={(event) => (setQuery(event.target.value), setAt(0))}
        onKeyDown={onKeyDown}
        className="mb-1 h-[30px] w-full border-b border-line bg-transparent px-2 text-sm outline-none placeholder:text-fg-3 pointer-coarse:h-11 pointer-coarse:text-lg"
      />
      <div id={id} role="listbox" aria-label="Models" tabIndex={-1} className="max-h-[min(20rem,50dvh)] overflow-y-auto overscroll-contain">
        {entries.map((entry, i) => (
          <ModelOption
            key={`${entry.provider.id}/${entry.model.id}`}
            id={`${id}-${i}`}
            entry={entry}
            showProvider={providers.length > 1}
            isChosen={entry.provider.id === chosen.provider && entry.model.id === chosen.model?.id}
            isActive={i === current}
            onHover={() => setAt(i)}
            onPick={() => onPick(entry)}
          />
        ))}
        {!entries.length && <p className="px-2 py-2 text-xs text-fg-3">{emptyText(query, isLoading, error)}</p>}
      </div>
      <Problems providers={providers} />
    </>
  )
}

const emptyText = (query: string, isLoading: boolean, error: Error | null) => {
  if (isLoading) return 'Asking for the models…'
  if (error) return error.message
  return query ? `No model is called like “${query}”.` : 'No models. Start a model server, then look again.'
}

type OptionProps = {
  id: string
  entry: Entry
  showProvider: boolean
  isChosen: boolean
  isActive: boolean
  onHover: () => void
  onPick: () => void
}

function ModelOption({ id, entry: { provider, model }, showProvider, isChosen, isActive, onHover, onPick }: OptionProps) {
  return (
    <div
      id={id}
      role="option"
      tabIndex={-1}
      aria-selected={isChosen}
      onMouseMove={onHover}
      onClick={onPick}
      onKeyDown={() => {}}
      className={cn('flex min-h-[28px] items-center gap-2 rounded-sm px-2 py-1 select-none pointer-coarse:min-h-11', isActive && 'bg-bg-2')}
      title={model.description || model.id}
    >
      <Check className={cn('size-[14px] shrink-0 text-accent-ink', !isChosen && 'invisible')} />
      <span className="min-w-0 flex-1 truncate">
        {model.name || model.id}
        {showProvider && <span className="text-fg-3"> · {provider.label}</span>}
      </span>
      {model.vision && <Eye className="size-[13px] shrink-0 text-fg-3" aria-label="Sees pictures" />}
      {model.loaded && <span className="shrink-0 text-2xs text-ok">loaded</span>}
      {model.context_size !== null && <span className="w-10 shrink-0 text-right text-2xs text-fg-3 tnum">{countText(model.context_size)}</span>}
    </div>
  )
}

const lookAgain = () => refreshProviders().catch((error: unknown) => toastError('The models were not asked again', error))

/** What each provider that is not ready has to say, and looking again. */
function Problems({ providers }: { providers: readonly Provider[] }) {
  const troubled = providers.filter(({ enabled, status }) => enabled && status !== 'ready')
  return (
    <div className="mt-1 flex items-center gap-2 border-t border-line px-2 pt-1 text-2xs text-fg-3">
      <div className="min-w-0 flex-1">
        {troubled.map((provider) => (
          <p key={provider.id} className={cn(provider.status === 'error' && 'text-err')}>
            {provider.status === 'loading' ? `${provider.label} is looking for its models…` : provider.message || `${provider.label} cannot be reached.`}
          </p>
        ))}
      </div>
      <Button size="xs" className="pointer-coarse:h-11" onClick={() => void lookAgain()}>
        <RefreshCw />
        Look again
      </Button>
    </div>
  )
}
