// oxlint-disable jsx-a11y/prefer-tag-over-role -- a native list cannot follow a text field
import { Check, ChevronDown, Eye, RefreshCw } from 'lucide-react'
import { useId, useState, type KeyboardEvent } from 'react'
import { refreshProviders, type Model, type Provider } from '~/connection/chat-api'
import { cn } from '~/lib/cn'
import { countText } from '~/lib/format'
import { Button } from '~/ui/button'
import { Popover } from '~/ui/popover'
import { adviceFor } from '~/ui/provider-state'
import { toastError } from '~/ui/toast'
import { Words } from '~/ui/words'
import { useChosenModel, type ChosenModel } from '../chosen-model'
import { useProviders } from '../providers'
import { best } from './match'

/** Which model of the chosen agent answers: found by typing, with what is known about each. */
export function ModelPicker({ chatId }: { chatId: string }) {
  const chosen = useChosenModel(chatId)
  const [open, setOpen] = useState(false)
  // An agent that offers no choice uses the model of its own settings.
  if (chosen.snapshot?.external && !chosen.snapshot.models.length) return null
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
      <ModelList chosen={chosen} onPick={(model) => (chosen.choose(model.id), setOpen(false))} />
    </Popover>
  )
}

function ModelList({ chosen, onPick }: { chosen: ChosenModel; onPick: (model: Model) => void }) {
  const id = useId()
  const { isLoading, error } = useProviders()
  const [query, setQuery] = useState('')
  const [at, setAt] = useState(0)
  const models = best(chosen.snapshot?.models ?? [], query, (model) => `${model.name || model.id} ${model.id}`)
  const current = Math.min(at, Math.max(0, models.length - 1))
  const onKeyDown = (event: KeyboardEvent) => {
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0
    const model = models[current]
    if (step && models.length) {
      event.preventDefault()
      setAt((current + step + models.length) % models.length)
    } else if (event.key === 'Enter' && model) {
      event.preventDefault()
      onPick(model)
    }
  }
  return (
    <>
      <input
        role="combobox"
        aria-expanded
        aria-controls={id}
        aria-activedescendant={models.length ? `${id}-${current}` : undefined}
        aria-label="Find a model"
        placeholder="Find a model"
        value={query}
        onChange={(event) => (setQuery(event.target.value), setAt(0))}
        onKeyDown={onKeyDown}
        className="mb-1 h-[30px] w-full border-b border-line bg-transparent px-2 text-sm outline-none placeholder:text-fg-3 pointer-coarse:h-11 pointer-coarse:text-lg"
      />
      <div id={id} role="listbox" aria-label="Models" tabIndex={-1} className="max-h-[min(20rem,50dvh)] overflow-y-auto overscroll-contain">
        {models.map((model, i) => (
          <ModelOption
            key={model.id}
            id={`${id}-${i}`}
            model={model}
            isChosen={model.id === chosen.model?.id}
            isActive={i === current}
            onHover={() => setAt(i)}
            onPick={() => onPick(model)}
          />
        ))}
        {!models.length && <p className="px-2 py-2 text-xs text-fg-3">{emptyText(query, isLoading, error)}</p>}
      </div>
      {chosen.snapshot && <Foot provider={chosen.snapshot} />}
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
  model: Model
  isChosen: boolean
  isActive: boolean
  onHover: () => void
  onPick: () => void
}

function ModelOption({ id, model, isChosen, isActive, onHover, onPick }: OptionProps) {
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
      <span className="min-w-0 flex-1 truncate">{model.name || model.id}</span>
      {model.vision && <Eye className="size-[13px] shrink-0 text-fg-3" aria-label="Sees pictures" />}
      {model.loaded && <span className="shrink-0 text-2xs text-ok">loaded</span>}
      {model.context_size !== null && <span className="w-10 shrink-0 text-right text-2xs text-fg-3 tnum">{countText(model.context_size)}</span>}
    </div>
  )
}

const lookAgain = (provider: Provider) =>
  refreshProviders([provider.id]).catch((error: unknown) => toastError('The models were not asked again', error))

/** What the provider has to say where it is not ready, and looking again. */
function Foot({ provider }: { provider: Provider }) {
  const words = provider.status === 'loading' ? `${provider.label} is looking for its models…` : adviceFor(provider)
  return (
    <div className="mt-1 flex items-center gap-2 border-t border-line px-2 pt-1 text-2xs text-fg-3">
      <p className={cn('min-w-0 flex-1 [overflow-wrap:anywhere]', provider.status === 'error' && 'text-err')}>
        <Words text={words} />
      </p>
      <Button size="xs" className="pointer-coarse:h-11" onClick={() => void lookAgain(provider)}>
        <RefreshCw />
        Look again
      </Button>
    </div>
  )
}
