import { useId, type ReactNode } from 'react'

interface SegmentedProps<T extends string> {
  label: string
  value: T
  options: readonly { value: T; label: string; icon?: ReactNode }[]
  onChange: (value: T) => void
}

/** A choice of a few, all visible. */
export function Segmented<T extends string>({ label, value, options, onChange }: SegmentedProps<T>) {
  const name = useId()
  return (
    <div role="radiogroup" aria-label={label} className="inline-flex w-fit rounded-md border border-line bg-bg-2 p-0.5">
      {options.map((option) => (
        <label
          key={option.value}
          className="flex h-[24px] items-center gap-1.5 rounded-sm px-2.5 text-xs font-[530] text-fg-2 select-none has-checked:bg-bg-1 has-checked:text-fg-1 has-checked:shadow-[0_1px_2px_oklch(0_0_0/.1)] has-focus-visible:outline-2 has-focus-visible:outline-accent max-md:h-11 max-md:min-w-11 max-md:justify-center max-md:px-2.5 [&_svg]:size-[14px]"
        >
          <input
            type="radio"
            name={name}
            value={option.value}
            checked={option.value === value}
            onChange={() => onChange(option.value)}
            className="sr-only"
          />
          {option.icon}
          {option.label}
        </label>
      ))}
    </div>
  )
}
