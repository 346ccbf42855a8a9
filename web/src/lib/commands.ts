/** One registry feeds the palette, the shortcuts, the tooltips' hints and the keyboard reference. */
import { parseKeybinding, matchKeyBindingPress } from 'tinykeys'
import { create } from 'zustand'

export interface Command {
  id: string
  title: string
  /** Heading in the palette and the keyboard reference. */
  group: string
  /** A tinykeys press such as `$mod+Shift+KeyE`. */
  keys?: string
  /** More words to find it by. */
  keywords?: string
  /** Whether it can be done now; always, if absent. */
  when?: () => boolean
  run: () => unknown
}

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

const isAvailable = (command: Command): boolean => command.when?.() ?? true

/** Everything that can be done now. */
export function availableCommands(): Command[] {
  return [...useRegistry.getState().commands.values()].filter(isAvailable)
}

/** All commands, also those that cannot be done now. */
export function useCommands(): Command[] {
  return [...useRegistry((state) => state.commands).values()]
}

/** Does a command; nothing happens when it cannot be done now. */
export function runCommand(id: string): void {
  const command = useRegistry.getState().commands.get(id)
  if (command && isAvailable(command)) command.run()
}

/** The shortcut of a command, for a tooltip or a menu. */
export function keysOf(id: string): string | undefined {
  return useRegistry.getState().commands.get(id)?.keys
}

/** Listens for shortcuts. Plain letters do nothing while the person types. Returns what ends it. */
export function listenForKeys(target: Window = window): () => void {
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.defaultPrevented || event.isComposing) return
    const command = commandFor(event)
    if (!command) return
    event.preventDefault()
    command.run()
  }
  target.addEventListener('keydown', onKeyDown)
  return () => target.removeEventListener('keydown', onKeyDown)
}

/** Whether the pressed key is the shortcut of something that can be done now. */
export const isCommandKey = (event: KeyboardEvent): boolean => availableCommands().some(({ keys }) => keys !== undefined && isPressed(event, keys))

function commandFor(event: KeyboardEvent): Command | undefined {
  const typing = isTyping(event) && !event.ctrlKey && !event.metaKey && !event.altKey
  if (typing) return undefined
  return availableCommands().find(({ keys }) => keys !== undefined && isPressed(event, keys))
}

function isPressed(event: KeyboardEvent, keys: string): boolean {
  const [press] = parseKeybinding(keys)
  return press !== undefined && matchKeyBindingPress(event, press)
}

function isTyping({ target }: KeyboardEvent): boolean {
  return target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName))
}
