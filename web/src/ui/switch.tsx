import { cn } from '~/lib/cn'

interface SwitchProps {
  label: string
  checked: boolean
  onChange: (checked: boolean) => void
  disabled?: boolean
}

/** On or off, at once. */
export function Switch({ label, checked, onChange, disabled = false }: SwitchProps) {
  return (
    <button
      type="button"
      role="switch"
      aria-checked={checked}
      aria-label={label}
      disabled={disabled}
      onClick={() => onChange(!checked)}
      className="grid h-[26px] w-[34px] shrink-0 place-items-center rounded-md disabled:opacity-45 max-md:size-11"
    >
      <span className={cn('relative block h-[18px] w-[30px] rounded-full transition-colors duration-100', checked ? 'bg-accent' : 'bg-fg-3/55')}>
        <span className={cn('absolute top-[2px] left-[2px] size-[14px] rounded-full bg-bg-1 transition-[translate] duration-100', checked && 'translate-x-3')} />
      </span>
    </button>
  )
}
