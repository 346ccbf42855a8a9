import { cn } from '~/lib/cn'
import { providerState, type ProviderTone } from './provider-state'

const looks: Record<ProviderTone, string> = {
  ok: 'bg-ok',
  busy: 'bg-accent animate-[breathe_1.6s_ease-in-out_infinite]',
  warn: 'bg-warn',
  err: 'bg-err',
  off: 'border-[1.5px] border-fg-3',
}

/** A provider's sign: BooCode's own, or the first letter of the other's name. */
export function ProviderMark({ id, label, className }: { id: string; label: string; className?: string }) {
  if (id === 'boocode') return <img src="/icon.svg" alt="" className={cn('size-[18px] shrink-0', className)} />
  return (
    <span
      aria-hidden
      data-letter={label.charAt(0).toUpperCase()}
      className={cn(
        'grid size-[18px] shrink-0 place-items-center rounded-sm bg-bg-3 text-[11px] font-[600] text-fg-1 before:content-[attr(data-letter)]',
        className,
      )}
    />
  )
}

/** How it is with a provider, as a dot with its words for who cannot see it. */
export function ProviderDot({ provider }: { provider: Parameters<typeof providerState>[0] }) {
  const { tone, words } = providerState(provider)
  return <span role="img" aria-label={words} title={words} className={cn('size-[7px] shrink-0 rounded-full', looks[tone])} />
}
