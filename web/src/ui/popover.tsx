/** A button and the small panel it opens, loaded when it is first pointed at. */
import { lazy, Suspense, useState } from 'react'
import type { PopoverProps } from './popover-parts'
import { useWanted } from './wanted'

const load = () => import('./popover-parts')
const PopoverParts = lazy(load)

export function Popover(props: PopoverProps) {
  const { isWanted, trigger } = useWanted(props.trigger, 'dialog', load, () => props.onOpenChange?.(true))
  // Once it was open its button stays the same one: the focus goes back to it.
  const [wasOpen, setWasOpen] = useState(false)
  if (props.open && !wasOpen) setWasOpen(true)
  if (!isWanted && !wasOpen) return trigger
  return (
    <Suspense fallback={trigger}>
      <PopoverParts {...props} />
    </Suspense>
  )
}
