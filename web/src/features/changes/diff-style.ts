/** Unified or side by side: how this browser likes it, on all desks. */
import { create } from 'zustand'

export type DiffStyle = 'unified' | 'split'

const STORAGE_KEY = 'boocode.diff-style'

export const useDiffStyle = create<{ style: DiffStyle }>(() => ({ style: localStorage.getItem(STORAGE_KEY) === 'split' ? 'split' : 'unified' }))

export function setDiffStyle(style: DiffStyle): void {
  localStorage.setItem(STORAGE_KEY, style)
  useDiffStyle.setState({ style })
}

export function toggleStyle(): void {
  setDiffStyle(useDiffStyle.getState().style === 'split' ? 'unified' : 'split')
}
