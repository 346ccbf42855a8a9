/** Asks before something that cannot be undone: `if (await confirm({…}))`. */
import type { ReactNode } from 'react'
import { create } from 'zustand'

interface Confirmation {
  title: string
  /** What happens, and what does not. */
  body: ReactNode
  action: string
  kind?: 'destroy' | 'primary'
}

interface Pending extends Confirmation {
  answer: (yes: boolean) => void
}

/** The question that is open; `Confirmations` shows it. */
export const usePending = create<{ pending: Pending | null; open: boolean }>(() => ({ pending: null, open: false }))

/** Resolves to whether the person chose the action. */
export function confirm(confirmation: Confirmation): Promise<boolean> {
  usePending.getState().pending?.answer(false)
  return new Promise((resolve) => usePending.setState({ pending: { ...confirmation, answer: resolve }, open: true }))
}
