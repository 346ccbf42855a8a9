import { useId, type ComponentProps, type ReactNode } from 'react'
import { cn } from '~/lib/cn'

/** Text that the person types. On phones 16 px, or the browser zooms in. */
export function TextInput({ className, ...rest }: ComponentProps<'input'>) {
  return (
    <input
      className={cn(
        'h-[30px] w-full min-w-0 rounded-md border border-line-2 bg-bg-1 px-2.5 text-sm placeholder:text-fg-3 focus:border-accent focus:outline-none aria-invalid:border-err max-md:h-11 max-md:text-lg',
        className,
      )}
      {...rest}
    />
  )
}

interface Labelled {
  label: string
  hint?: ReactNode
  error?: string | null | undefined
}

/** A label above what the person fills in, and its hint or error below. */
function Field({ id, label, hint, error, className, children }: Labelled & { id: string; className?: string | undefined; children: ReactNode }) {
  const below = error ?? hint
  return (
    <div className={className}>
      <label htmlFor={id} className="mb-1 block text-xs font-[530] text-fg-2">
        {label}
      </label>
      {children}
      {below && (
        <p id={`${id}-below`} role={error ? 'alert' : undefined} className={cn('mt-1 text-xs', error ? 'text-err' : 'text-fg-3')}>
          {below}
        </p>
      )}
    </div>
  )
}

/** What ties a control to its `Field`. */
function tied(id: string, { hint, error }: Labelled) {
  return { id, 'aria-invalid': error ? true : undefined, 'aria-describedby': (error ?? hint) ? `${id}-below` : undefined }
}

/** A labelled input with its hint or error below. */
export function TextField({ label, hint, error, className, ...rest }: Labelled & ComponentProps<'input'>) {
  const id = useId()
  const field = { label, hint, error }
  return (
    <Field id={id} className={className} {...field}>
      <TextInput {...tied(id, field)} {...rest} />
    </Field>
  )
}

/** Several lines of text, as a program reads them. */
export function TextArea({ label, hint, error, className, ...rest }: Labelled & ComponentProps<'textarea'>) {
  const id = useId()
  const field = { label, hint, error }
  return (
    <Field id={id} className={className} {...field}>
      <textarea
        spellCheck={false}
        className="block w-full min-w-0 rounded-md border border-line-2 bg-bg-1 px-2.5 py-1.5 font-mono text-xs placeholder:text-fg-3 focus:border-accent focus:outline-none aria-invalid:border-err max-md:text-lg"
        {...rest}
        {...tied(id, field)}
      />
    </Field>
  )
}
