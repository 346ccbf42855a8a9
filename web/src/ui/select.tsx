interface SelectProps {
  label: string
  value: string
  options: readonly { value: string; label: string }[]
  onChange: (value: string) => void
}

/** One of many. The browser's own: it is the one that phones and screen readers know best. */
export function Select({ label, value, options, onChange }: SelectProps) {
  return (
    <select
      aria-label={label}
      value={value}
      onChange={(event) => onChange(event.target.value)}
      className="h-[30px] max-w-full min-w-40 rounded-md border border-line-2 bg-bg-1 px-2 text-sm focus:border-accent focus:outline-none max-md:h-11 max-md:w-full max-md:text-lg"
    >
      {options.some((option) => option.value === value) || <option value={value}>{value}</option>}
      {options.map((option) => (
        <option key={option.value} value={option.value}>
          {option.label}
        </option>
      ))}
    </select>
  )
}
