import { create } from 'zustand'

export type ThemeChoice = 'light' | 'dark' | 'system'
export type ThemeMode = 'light' | 'dark'

/** Also read by public/theme.js, before the first paint. */
const STORAGE_KEY = 'boocode.theme'
const systemIsDark = matchMedia('(prefers-color-scheme: dark)')

interface Theme {
  choice: ThemeChoice
  /** What the choice comes to right now. */
  mode: ThemeMode
}

function modeOf(choice: ThemeChoice): ThemeMode {
  if (choice !== 'system') return choice
  return systemIsDark.matches ? 'dark' : 'light'
}

function storedChoice(): ThemeChoice {
  const stored = localStorage.getItem(STORAGE_KEY)
  return stored === 'light' || stored === 'dark' ? stored : 'system'
}

export const useTheme = create<Theme>(() => {
  const choice = storedChoice()
  return { choice, mode: modeOf(choice) }
})

export function setTheme(choice: ThemeChoice): void {
  localStorage.setItem(STORAGE_KEY, choice)
  useTheme.setState({ choice, mode: modeOf(choice) })
}

systemIsDark.addEventListener('change', () => useTheme.setState(({ choice }) => ({ mode: modeOf(choice) })))
useTheme.subscribe(({ mode }) => {
  document.documentElement.dataset.theme = mode
  document.querySelector('meta[name=theme-color]')?.setAttribute('content', mode === 'dark' ? '#161412' : '#f3f1ee')
})
