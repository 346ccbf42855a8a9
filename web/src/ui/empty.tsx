import type { ReactNode } from 'react'

interface EmptyProps {
  icon?: ReactNode
  title: string
  children?: ReactNode
  actions?: ReactNode
}

/** Nothing here, and what to do about it. */
export function Empty({ icon, title, children, actions }: EmptyProps) {
  return (
    <div className="mx-auto flex max-w-[26rem] flex-col items-center gap-2 px-6 py-10 text-center text-fg-2 [&>svg]:size-6 [&>svg]:text-fg-3">
      {icon}
      <h2 className="text-base font-[600] tracking-[-.01em] text-fg-1">{title}</h2>
      {children}
      {actions && <div className="mt-2 flex flex-wrap justify-center gap-2">{actions}</div>}
    </div>
  )
}
