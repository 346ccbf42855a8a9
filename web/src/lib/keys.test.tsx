import { afterEach, expect, test } from 'vitest'
import { canonical, isPressed, keysInForce, parseChosenKeys, pressOf, refusalOf, setChosenKeys, takenBy, withKeys } from './keys'

afterEach(() => setChosenKeys({}))

const pressed = (key: string, code: string, held: Partial<KeyboardEvent> = {}) =>
  ({ key, code, ctrlKey: false, altKey: false, shiftKey: false, metaKey: false, ...held }) as KeyboardEvent

test.each([
  ['$mod+Shift+k', 'Shift+Control+KeyK'],
  ['$mod+Comma', 'Control+,'],
  ['Shift+?', 'Shift+Slash'],
  ['Alt+1', 'Alt+Digit1'],
])('%s and %s are the same press', (one, other) => {
  expect(canonical(one)).toBe(canonical(other))
})

test('what was pressed is written so that it is recognised again', () => {
  expect(pressOf(pressed('K', 'KeyK', { ctrlKey: true, shiftKey: true }))).toBe('$mod+Shift+k')
  expect(pressOf(pressed('Shift', 'ShiftLeft', { shiftKey: true }))).toBeNull()
  for (const init of [
    { key: 'ł', code: 'KeyL', altKey: true },
    { key: '>', code: 'Period', shiftKey: true, altKey: true },
    { key: 'F7', code: 'F7' },
  ]) {
    const event = new KeyboardEvent('keydown', init)
    expect(isPressed(event, pressOf(event) ?? '')).toBe(true)
  }
})

test('a character made with AltGr is no shortcut', () => {
  const event = new KeyboardEvent('keydown', { key: '@', code: 'KeyQ', ctrlKey: true, altKey: true, modifierAltGraph: true })
  expect(isPressed(event, 'Control+Alt+KeyQ')).toBe(false)
})

test('what was chosen leads, also to no keys at all', () => {
  setChosenKeys({ one: '$mod+y', two: null })
  expect([keysInForce('one', '$mod+k'), keysInForce('two', '$mod+j'), keysInForce('three', '$mod+b')]).toEqual(['$mod+y', undefined, '$mod+b'])
})

test('it is known who has a press, by default or by choice', () => {
  const all = [
    { id: 'one', title: 'One', group: 'G', keys: '$mod+k' },
    { id: 'two', title: 'Two', group: 'G' },
  ]
  expect(takenBy('Control+KeyK', 'two', all).map(({ id }) => id)).toEqual(['one'])
  setChosenKeys({ one: null, two: '$mod+k' })
  expect(takenBy('$mod+k', 'one', all).map(({ id }) => id)).toEqual(['two'])
})

test('choosing what a command has anyway is no choice', () => {
  const command = { id: 'one', keys: '$mod+k' }
  const chosen = withKeys({ other: 'F7' }, command, '$mod+y')
  expect(chosen).toEqual({ other: 'F7', one: '$mod+y' })
  expect(withKeys(chosen, command, 'Control+k')).toEqual({ other: 'F7' })
  expect(withKeys({}, { id: 'two', keys: undefined }, null)).toEqual({})
})

test('keys of the browser and of writing are refused', () => {
  expect(refusalOf('Control+w')).toContain('browser')
  expect(refusalOf('Enter')).toContain('writing')
  expect(refusalOf('Alt+Shift+F7')).toBeNull()
})

test('what the server keeps is read with care', () => {
  expect(parseChosenKeys({ a: '$mod+y', b: null, c: 3, d: 'Hyper+k', e: '' })).toEqual({ a: '$mod+y', b: null })
  expect(parseChosenKeys('x')).toEqual({})
  expect(parseChosenKeys(undefined)).toEqual({})
})
