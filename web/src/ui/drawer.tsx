import { Dialog as Base } from '@base-ui/react/dialog'
import type { ReactNode } from 'react'
import { backdropClass } from './dialog'
import { useOpener } from './opener'

interface DrawerProps {
  open: boolean
  onOpenChange: (open: boolean) => void
  label: string
  children: ReactNode
}

/** Comes in from the left and covers most of a phone's screen. */
export function Drawer({ open, onOpenChange, label, children }: DrawerProps) {
  const opener = useOpener(open)
  return (
    <Base.Root open={open} onOpenChange={onOpenChange}>
      <Base.Portal>
        <Base.Backdrop className={backdropClass} />
        <Base.Popup
          finalFocus={opener}
          aria-label={label}
          className="fixed inset-y-0 left-0 z-[1160] w-[min(20rem,86vw)] border-r border-line-2 bg-bg-0 pt-[env(safe-area-inset-top)] pb-[env(safe-area-inset-bottom)] shadow-pop transition-transform duration-150 data-ending-style:-translate-x-full data-starting-style:-translate-x-full"
        >
          {children}
        </Base.Popup>
      </Base.Portal>
    </Base.Root>
  )
}
