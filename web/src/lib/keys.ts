/** Which keys do what: how a press is written, what people chose instead of the defaults, and what would collide. */
import { matchKeyBindingPress, parseKeybinding } from 'tinykeys'
import { create } from 'zustand'

export const isMac = /Mac|iP(hone|ad)/.test(navigator.platform)

/** By command: the keys chosen for it, or null for none. Kept on the server as the preference `keys`. */
export type ChosenKeys = Readonly<Record<string, string | null>>

const useStore = create<{ chosen: ChosenKeys }>(() => ({ chosen: {} }))

export const useChosenKeys = (): ChosenKeys => useStore((state) => state.chosen)
export const setChosenKeys = (chosen: ChosenKeys): void => useStore.setState({ chosen })
export const chosenKeys = (): ChosenKeys => useStore.getState().chosen

/** Reads what the server keeps; what is no press is left out. */
export function parseChosenKeys(saved: unknown): ChosenKeys {
  if (typeof saved !== 'object' || saved === null || Array.isArray(saved)) return {}
  const isChoice = (keys: unknown) => keys === null || (typeof keys === 'string' && isPress(keys))
  return Object.fromEntries(Object.entries(saved).filter(([, keys]) => isChoice(keys))) as ChosenKeys
}

/** The keys of a command: those chosen, else its own. */
export function keysInForce(id: string, own: string | undefined): string | undefined {
  const chosen = chosenKeys()[id]
  return chosen === null ? undefined : (chosen ?? own)
}

export function isPressed(event: KeyboardEvent, keys: string): boolean {
  // AltGr makes characters; some systems report it as Control and Alt.
  if (event.getModifierState('AltGraph') && event.key.length === 1) return false
  const [press] = parseKeybinding(keys)
  return press !== undefined && matchKeyBindingPress(event, press)
}

const MODIFIERS = ['Control', 'Alt', 'Shift', 'Meta'] as const
const NAMED: Readonly<Record<string, string>> = {
  '[': 'BracketLeft', ']': 'BracketRight', ',': 'Comma', '.': 'Period', '/': 'Slash', '?': 'Slash', '\\': 'Backslash', '`': 'Backquote',
  '-': 'Minus', '=': 'Equal', ';': 'Semicolon', "'": 'Quote', ' ': 'Space',
}

function partsOf(keys: string): { held: Set<string>; key: string } {
  const parts = keys.split('+')
  const key = parts.pop() ?? ''
  return { held: new Set(parts.map((part) => (part === '$mod' ? (isMac ? 'Meta' : 'Control') : part))), key }
}

/** The same for presses that are the same: `$mod+Shift+KeyK` and `Shift+Control+k` on a PC. */
export function canonical(keys: string): string {
  const { held, key } = partsOf(keys)
  const name = NAMED[key] ?? key.replace(/^(Key|Digit)(?=.$)/, '')
  return [...MODIFIERS.filter((modifier) => held.has(modifier)), name.length === 1 ? name.toLowerCase() : name].join('+')
}

function isPress(keys: string): boolean {
  const { held, key } = partsOf(keys)
  return key !== '' && keys.length <= 60 && !/\s/.test(keys) && [...held].every((modifier) => (MODIFIERS as readonly string[]).includes(modifier))
}

/** What was pressed, as it is written; null while only modifiers are held. */
export function pressOf(event: Pick<KeyboardEvent, 'key' | 'code' | 'ctrlKey' | 'altKey' | 'shiftKey' | 'metaKey'>): string | null {
  const { key, code } = event
  if (['Control', 'Alt', 'Shift', 'Meta', 'AltGraph', 'CapsLock', 'Dead', 'Process', 'Unidentified'].includes(key)) return null
  const isMod = isMac ? event.metaKey : event.ctrlKey
  const held = [
    isMod && '$mod',
    isMac && event.ctrlKey && 'Control',
    !isMac && event.metaKey && 'Meta',
    event.altKey && 'Alt',
    event.shiftKey && 'Shift',
  ].filter(Boolean)
  // Where Alt or Shift make another character of it, the place on the keyboard says more; letters are where they are called.
  const name = /^[a-z]$/i.test(key) && !event.altKey ? key.toLowerCase() : code || key
  return [...held, name].join('+')
}

/** Presses that browsers keep for themselves: a page never sees them. */
const RESERVED = new Set(
  ['$mod+t', '$mod+n', '$mod+w', '$mod+q', '$mod+Shift+t', '$mod+Shift+n', '$mod+Shift+w', 'Control+Tab', 'Control+Shift+Tab',
    'Control+PageUp', 'Control+PageDown', 'Alt+F4', 'F11', '$mod+Shift+q'].map(canonical),
)
/** What typing, leaving and sending need. */
const NEEDED = new Set(['Escape', 'Enter', 'Tab', 'Shift+Tab', 'Backspace', 'Space', 'ArrowLeft', 'ArrowRight', 'ArrowUp', 'ArrowDown',
  '$mod+c', '$mod+v', '$mod+x', '$mod+a', '$mod+z'].map(canonical))

/** Why a press cannot be anybody's shortcut; null when it can. */
export function refusalOf(keys: string): string | null {
  const press = canonical(keys)
  if (RESERVED.has(press)) return 'The browser keeps this key for itself.'
  if (NEEDED.has(press)) return 'This key is needed for writing and moving.'
  return null
}

/** What has keys: a command as the settings of keys see it. */
export interface Keyed {
  id: string
  title: string
  group: string
  keys?: string | undefined
}

/** Who else has this press now. */
export function takenBy(press: string, id: string, all: readonly Keyed[]): Keyed[] {
  const wanted = canonical(press)
  return all.filter((other) => {
    const keys = keysInForce(other.id, other.keys)
    return other.id !== id && keys !== undefined && canonical(keys) === wanted
  })
}

/** The choice with other keys (null for none) for a command; its own keys need no choice. */
export function withKeys(chosen: ChosenKeys, { id, keys: own }: Pick<Keyed, 'id' | 'keys'>, press: string | null): ChosenKeys {
  const { [id]: _, ...others } = chosen
  const isOwn = press === null ? own === undefined : own !== undefined && canonical(own) === canonical(press)
  return isOwn ? others : { ...others, [id]: press }
}
