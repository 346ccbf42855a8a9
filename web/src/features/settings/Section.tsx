import type { ReactNode } from 'react'

interface SectionProps {
  title: string
  intro?: ReactNode
  action?: ReactNode
  children: ReactNode
}

export function Section({ title, intro, action, children }: SectionProps) {
  return (
    <section
      id={title.toLowerCase()}
      aria-label={title}
      className="scroll-mt-16 border-t md:scroll-mt-[4.75rem] border-line pt-5 pb-7 first-of-type:border-0"
    >
      <header className="mb-3 flex items-start gap-3">
        <div className="flex-1">
          <h2 className="text-base font-[600] tracking-[-.01em]">{title}</h2>
          {intro && <p className="text-xs text-fg-2">{intro}</p>}
        </div>
        {action}
      </header>
      {children}
    </section>
  )
}

/** A setting: what it is on the left, its control on the right; below each other on a phone. */
export function SettingRow({ label, hint, children }: { label: string; hint?: string; children: ReactNode }) {
  return (
    <div className="flex items-center justify-between gap-6 py-2 max-md:flex-col max-md:items-start max-md:gap-2">
      <div>
        <div className="font-[530]">{label}</div>
        {hint && <div className="text-xs text-fg-2">{hint}</div>}
      </div>
      {children}
    </div>
  )
}
