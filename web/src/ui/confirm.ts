/** Asks before something that cannot be undone: `if (await confirm({…}))`, or which of a few ways: `await choose({…})`. */
import type { ReactNode } from 'react'
import { create } from 'zustand'

interface Asked {
  title: string
  /** What happens, and what does not. */
  body: ReactNode
}

interface Confirmation extends Asked {
  action: string
  kind?: 'destroy' | 'primary'
}

export interface Way<T extends string = string> {
  value: T
  label: string
  /** What comes of it, in a sentence. */
  description: string
  kind?: 'destroy' | 'outline'
}

interface Pending extends Asked {
  /** Ways to choose from; empty where there is only one. */
  ways: readonly Way[]
  action: string
  kind: 'destroy' | 'primary'
  /** With what was chosen; null when nothing is to happen. */
  answer: (value: string | null) => void
}

/** The question that is open; `Confirmations` shows it. */
export const usePending = create<{ pending: Pending | null; open: boolean }>(() => ({ pending: null, open: false }))

function ask(question: Omit<Pending, 'answer'>): Promise<string | null> {
  usePending.getState().pending?.answer(null)
  return new Promise((resolve) => usePending.setState({ pending: { ...question, answer: resolve }, open: true }))
}

/** Resolves to whether the person chose the action. */
export async function confirm({ kind = 'destroy', ...confirmation }: Confirmation): Promise<boolean> {
  return (await ask({ ...confirmation, kind, ways: [] })) !== null
}

/** Resolves to the way that was chosen; null when the person thought better of it. */
export async function choose<T extends string>(question: Asked & { ways: readonly Way<T>[] }): Promise<T | null> {
  return (await ask({ ...question, action: '', kind: 'primary' })) as T | null
}
