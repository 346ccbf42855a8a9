import { Dialog as Base } from '@base-ui/react/dialog'
import { X } from 'lucide-react'
import type { ReactNode } from 'react'
import { cn } from '~/lib/cn'
import { Button } from './button'
import { useOpener } from './opener'

export const backdropClass =
  'fixed inset-0 z-[1150] bg-scrim transition-opacity duration-100 data-ending-style:opacity-0 data-starting-style:opacity-0'

interface DialogProps {
  open: boolean
  onOpenChange: (open: boolean) => void
  title: string
  description?: ReactNode
  children: ReactNode
  className?: string
}

/** A dialog in the middle of the screen; on a phone a sheet from below. */
export function Dialog({ open, onOpenChange, title, description, children, className }: DialogProps) {
  const opener = useOpener(open)
  return (
    <Base.Root open={open} onOpenChange={onOpenChange}>
      <Base.Portal>
        <Base.Backdrop className={backdropClass} />
        <Base.Popup
          finalFocus={opener}
          className={cn(
            'fixed top-[10vh] left-1/2 z-[1160] flex max-h-[80dvh] w-[min(34rem,calc(100vw-24px))] -translate-x-1/2 flex-col overflow-hidden rounded-xl border border-line-2 bg-pop shadow-pop transition-[opacity,scale,translate] duration-100 data-ending-style:scale-[.985] data-ending-style:opacity-0 data-starting-style:scale-[.985] data-starting-style:opacity-0',
            'max-md:top-auto max-md:bottom-0 max-md:left-0 max-md:max-h-[92dvh] max-md:w-full max-md:translate-x-0 max-md:rounded-b-none max-md:border-x-0 max-md:border-b-0 max-md:pb-[env(safe-area-inset-bottom)] max-md:data-starting-style:translate-y-6 max-md:data-ending-style:translate-y-6',
            className,
          )}
        >
          <header className="flex items-start gap-3 px-4 pt-3.5 pb-2">
            <div className="min-w-0 flex-1">
              <Base.Title className="text-base font-[600] tracking-[-.01em]">{title}</Base.Title>
              {description && <Base.Description className="mt-0.5 text-xs text-fg-2">{description}</Base.Description>}
            </div>
            <Base.Close
              render={
                <Button
                  size="icon"
                  aria-label="Close"
                  className="-mt-0.5 -mr-1.5 max-md:-mt-2.5 max-md:-mr-2.5 max-md:size-11"
                />
              }
            >
              <X />
            </Base.Close>
          </header>
          {children}
        </Base.Popup>
      </Base.Portal>
    </Base.Root>
  )
}

/** The row of buttons at the end of a dialog; the main one last. */
export function DialogActions({ children }: { children: ReactNode }) {
  return (
    <footer className="flex flex-wrap items-center justify-end gap-2 border-t border-line px-4 py-3 max-md:[&_button]:h-11 max-md:[&_button]:flex-1 max-md:[&_button]:text-base">
      {children}
    </footer>
  )
}
