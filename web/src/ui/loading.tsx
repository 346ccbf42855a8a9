import { useEffect, useState } from 'react'
import { cn } from '~/lib/cn'

/** Most things are there sooner: nothing flashes. */
const SHOW_AFTER_MS = 250

/** Lines where text will be, once waiting takes long enough to be noticed. */
export function Loading({ label, className }: { label: string; className?: string }) {
  const [isLong, setLong] = useState(false)
  useEffect(() => {
    const timer = setTimeout(() => setLong(true), SHOW_AFTER_MS)
    return () => clearTimeout(timer)
  }, [])
  return (
    <div aria-busy="true" className={cn('h-full bg-bg-1', className)}>
      {isLong && (
        <div role="status" aria-label={label} className="mx-auto flex w-full max-w-[46rem] flex-col gap-3 px-5 pt-8">
          {[38, 92, 84, 60].map((width) => (
            <div key={width} className="h-3 rounded-sm bg-bg-2" style={{ width: `${width}%` }} />
          ))}
        </div>
      )}
    </div>
  )
}
