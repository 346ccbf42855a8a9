/** What is folded open, by key: survives rows that scroll out of sight and panes that move. */
import { create } from 'zustand'

const useToggled = create<Record<string, boolean>>(() => ({}))
const initials = new Map<string, boolean>()

/** Folds something open from outside. */
export const disclose = (key: string): void => useToggled.setState({ [key]: true })

/** `initial` counts when the thing is seen for the first time; later only the person changes it. */
export function useDisclosure(key: string, initial = false): [open: boolean, toggle: () => void] {
  const first = initials.get(key) ?? initial
  initials.set(key, first)
  const open = useToggled((toggled) => toggled[key] ?? first)
  return [open, () => useToggled.setState({ [key]: !open })]
}
