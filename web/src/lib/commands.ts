/**
 * Everything that can be done, each thing declared once. Palette, menus, shortcuts, tooltips, the keyboard reference and the
 * settings of keys all read it here; which keys are in force is said by `keys.ts`.
 */
import { create } from 'zustand'
import type { IconName } from './icon-names'
import { isPressed, keysInForce, useChosenKeys } from './keys'

export interface Command {
  /** What follows a colon only tells instances apart: `chat.write:<chat>` has the keys of `chat.write`. */
  id: string
  title: string
  /** What menus and buttons call it: they say themselves what it is done to. The title without it. */
  label?: string | ((target?: string) => string)
  icon?: IconName | ((target?: string) => IconName)
  /** It takes away what does not come back. */
  isGrave?: boolean
  /** Heading in the palette and the keyboard reference. */
  group: string
  /** Its keys unless somebody chose others: a press such as `$mod+Shift+e`. */
  keys?: string
  /** Keys that do it only in one place, where nobody can choose others. */
  inner?: { keys: string; where: string }
  /** More words to find it by. */
  keywords?: string
  /** By keyboard also while a terminal has the focus; those with Ctrl and Shift (⌘ on a Mac) always are. */
  inTerminal?: boolean
  /**
   * Whether it can be done now: to `target`, the id of what a menu was opened on, or to what is in view without one.
   * A sentence says why not, and what to do about it; `false` keeps it out of sight. Always, if absent.
   */
  when?: (target?: string) => boolean | string
  run: (target?: string) => unknown
}

/** What a menu or a button calls it. */
export function labelOf({ label, title }: Command, target?: string): string {
  return (typeof label === 'function' ? label(target) : label) ?? title
}

/** What a menu, a button or the palette shows beside it. */
export const iconOf = ({ icon }: Command, target?: string): IconName | undefined => (typeof icon === 'function' ? icon(target) : icon)

const useRegistry = create<{ commands: ReadonlyMap<string, Command> }>(() => ({ commands: new Map() }))

/** Adds commands, or replaces those of the same id; returns what removes them. */
export function registerCommands(...added: Command[]): () => void {
  useRegistry.setState(({ commands }) => ({
    commands: new Map([...commands, ...added.map((command): [string, Command] => [command.id, command])]),
  }))
  return () => {
    useRegistry.setState(({ commands }) => ({
      commands: new Map([...commands].filter(([, command]) => !added.includes(command))),
    }))
  }
}

/** Why a command cannot be done now; an empty text where nobody should ask; null when it can. */
export function hindranceOf(command: Command, target?: string): string | null {
  const answer = command.when?.(target) ?? true
  if (answer === true) return null
  return answer === false ? '' : answer
}

const isAvailable = (command: Command, target?: string): boolean => hindranceOf(command, target) === null

export const allCommands = (): Command[] => [...useRegistry.getState().commands.values()]

/** Everything that can be done now. */
export const availableCommands = (): Command[] => allCommands().filter((command) => isAvailable(command))

/** All commands, also those that cannot be done now. */
export function useCommands(): Command[] {
  return [...useRegistry((state) => state.commands).values()]
}

export function useCommand(id: string): Command | undefined {
  return useRegistry((state) => state.commands.get(id))
}

/** Does a command, to `target` or to what is in view; nothing happens when it cannot be done now. */
export function runCommand(id: string, target?: string): void {
  const command = useRegistry.getState().commands.get(id)
  if (command && isAvailable(command, target)) command.run(target)
}

/** What a command is called where its keys are kept. */
export const kindOf = ({ id }: Pick<Command, 'id'>): string => id.split(':', 1)[0] ?? id

/** The keys of a command now; none when somebody took them away. */
export const boundKeys = (command: Pick<Command, 'id' | 'keys'>): string | undefined => keysInForce(kindOf(command), command.keys)

/** The keys that do a command, for a tooltip or a menu. */
export function keysOf(id: string): string | undefined {
  const command = useRegistry.getState().commands.get(id)
  return command && (boundKeys(command) ?? command.inner?.keys)
}

/** The same for a component that stays on the screen while keys are chosen. */
export function useKeysOf(id: string): string | undefined {
  useChosenKeys()
  useCommand(id)
  return keysOf(id)
}

/** Listens for shortcuts. Plain letters do nothing while the person types. Returns what ends it. */
export function listenForKeys(target: Window = window): () => void {
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.defaultPrevented || isComposing(event)) return
    const command = commandFor(event)
    if (!command) return
    event.preventDefault()
    command.run()
  }
  target.addEventListener('keydown', onKeyDown)
  return () => target.removeEventListener('keydown', onKeyDown)
}

/** The key belongs to an input method; Safari says it by the code of the key only. */
const isComposing = (event: KeyboardEvent): boolean => event.isComposing || event.keyCode === 229

/** Whether the pressed key is the shortcut of something that can be done now. */
export const isCommandKey = (event: KeyboardEvent): boolean => bound(event, () => true) !== undefined

/** Whether it is one that BooCode takes from a terminal. */
export const isTerminalShortcut = (event: KeyboardEvent): boolean =>
  bound(event, ({ inTerminal }) => (inTerminal ?? false) || (event.shiftKey && (event.ctrlKey || event.metaKey))) !== undefined

function commandFor(event: KeyboardEvent): Command | undefined {
  return isTyping(event) && isPlain(event) ? undefined : bound(event, () => true)
}

function bound(event: KeyboardEvent, isWanted: (command: Command) => boolean): Command | undefined {
  return allCommands().find((command) => {
    const keys = boundKeys(command)
    return keys !== undefined && isPressed(event, keys) && isWanted(command) && isAvailable(command)
  })
}

/** What it makes is text: no modifier that says otherwise. F1 to F12 never are. */
const isPlain = (event: KeyboardEvent): boolean =>
  !event.ctrlKey && !event.metaKey && !event.altKey && !/^F\d+$/.test(event.key)

function isTyping({ target }: KeyboardEvent): boolean {
  return target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName))
}
