import { cloneElement, useState, type ReactElement } from 'react'

interface Wanted {
  isWanted: boolean
  /** The button as it is before: pointing at it loads what it opens, clicking says that it is wanted. */
  trigger: ReactElement<Record<string, unknown>>
}

/** For what opens at a button and is loaded only then. */
export function useWanted(
  button: ReactElement<Record<string, unknown>>,
  popup: 'menu' | 'dialog',
  load: () => Promise<unknown>,
  onWanted?: () => void,
): Wanted {
  const [isWanted, setWanted] = useState(false)
  const trigger = cloneElement(button, {
    'aria-haspopup': popup,
    'aria-expanded': false,
    onPointerEnter: load,
    onFocus: load,
    onClick: () => {
      setWanted(true)
      onWanted?.()
    },
  })
  return { isWanted, trigger }
}
