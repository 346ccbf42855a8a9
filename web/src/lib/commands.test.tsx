import { afterEach, expect, test, vi } from 'vitest'
import { availableCommands, keysOf, listenForKeys, registerCommands, runCommand, type Command } from './commands'

const undo: (() => void)[] = []
afterEach(() => undo.splice(0).forEach((step) => step()))

function register(command: Partial<Command>): Command {
  const whole: Command = { id: 'x', title: 'X', group: 'G', run: vi.fn(), ...command }
  undo.push(registerCommands(whole))
  return whole
}

function press(init: KeyboardEventInit, target: EventTarget = document.body): KeyboardEvent {
  const event = new KeyboardEvent('keydown', { bubbles: true, cancelable: true, ...init })
  target.dispatchEvent(event)
  return event
}

test('a shortcut runs its command and keeps the browser from acting on it', () => {
  undo.push(listenForKeys())
  const command = register({ keys: 'Control+k' })
  expect(press({ key: 'k', ctrlKey: true }).defaultPrevented).toBe(true)
  expect(command.run).toHaveBeenCalledOnce()
})

test('a shortcut with other modifiers is left to the browser', () => {
  undo.push(listenForKeys())
  const command = register({ keys: 'Control+k' })
  expect(press({ key: 'k', ctrlKey: true, shiftKey: true }).defaultPrevented).toBe(false)
  expect(command.run).not.toHaveBeenCalled()
})

test('a plain key does nothing while the person types', () => {
  undo.push(listenForKeys())
  const command = register({ keys: 'Shift+?' })
  const input = document.body.appendChild(document.createElement('textarea'))
  press({ key: '?', shiftKey: true }, input)
  expect(command.run).not.toHaveBeenCalled()
  press({ key: '?', shiftKey: true })
  expect(command.run).toHaveBeenCalledOnce()
  input.remove()
})

test('what cannot be done now is neither offered nor run', () => {
  const command = register({ when: () => false })
  runCommand('x')
  expect(command.run).not.toHaveBeenCalled()
  expect(availableCommands()).toEqual([])
})

test('removing commands does not remove those that replaced them', () => {
  const remove = registerCommands({ id: 'x', title: 'Old', group: 'G', run: () => {} })
  register({ title: 'New', keys: 'Control+j' })
  remove()
  expect(availableCommands().map((command) => command.title)).toEqual(['New'])
  expect(keysOf('x')).toBe('Control+j')
})
