import { Popover as Base } from '@base-ui/react/popover'
import { useRef, type ReactElement, type ReactNode } from 'react'
import { cn } from '~/lib/cn'
import { backTo } from './opener'
import { popupClass } from './popup'

export interface PopoverProps {
  trigger: ReactElement<Record<string, unknown>>
  children: ReactNode
  label: string
  side?: 'top' | 'bottom' | 'left' | 'right'
  align?: 'start' | 'center' | 'end'
  open?: boolean
  onOpenChange?: (open: boolean) => void
  className?: string
}

/** The panel itself; open from the start unless it is controlled, because it is loaded when it is asked for. */
export default function PopoverParts({
  trigger,
  children,
  label,
  side = 'bottom',
  align = 'end',
  open,
  onOpenChange,
  className,
}: PopoverProps) {
  const control = open === undefined ? { defaultOpen: true } : { open }
  const button = useRef<HTMLButtonElement>(null)
  return (
    <Base.Root {...control} onOpenChange={(next) => onOpenChange?.(next)}>
      <Base.Trigger ref={button} render={trigger} />
      <Base.Portal>
        <Base.Positioner
          side={side}
          align={align}
          sideOffset={6}
          collisionPadding={8}
          className="z-[1100] outline-none"
        >
          <Base.Popup aria-label={label} finalFocus={() => backTo(button.current)} className={cn(popupClass, 'max-w-[calc(100vw-16px)]', className)}>
            {children}
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  )
}
