import { describe, expect, it } from 'vitest'
import { arrowKey, NOT_STICKY, verdictOn, withModifiers, type PressedKey } from './keys'

const press = (code: string, held: Partial<PressedKey> = {}): PressedKey => ({
  key: code, code, ctrlKey: false, metaKey: false, shiftKey: false, altKey: false, ...held,
})
const linux = { isMac: false, hasSelection: false, isCommand: false }
const mac = { ...linux, isMac: true }

describe('keys in a terminal', () => {
  it('leave Ctrl and Alt with letters to the shell, but for what BooCode takes everywhere', () => {
    for (const code of ['KeyK', 'KeyB', 'KeyW', 'KeyV', 'KeyC']) {
      expect(verdictOn(press(code, { ctrlKey: true }), linux)).toBe('send')
    }
    expect(verdictOn(press('KeyW', { altKey: true }), linux)).toBe('send')
    expect(verdictOn(press('KeyJ', { ctrlKey: true }), { ...linux, isCommand: true })).toBe('app')
  })
  it('copy what is selected, and interrupt when nothing is', () => {
    expect(verdictOn(press('KeyC', { ctrlKey: true }), { ...linux, hasSelection: true })).toBe('copy')
    expect(verdictOn(press('KeyC', { ctrlKey: true }), linux)).toBe('send')
    expect(verdictOn(press('KeyC', { ctrlKey: true, shiftKey: true }), linux)).toBe('copy')
    expect(verdictOn(press('KeyC', { metaKey: true }), { ...mac, hasSelection: true })).toBe('copy')
    expect(verdictOn(press('KeyC', { ctrlKey: true }), { ...mac, hasSelection: true })).toBe('send')
  })
  it('paste through the browser', () => {
    expect(verdictOn(press('KeyV', { ctrlKey: true, shiftKey: true }), linux)).toBe('app')
    expect(verdictOn(press('Insert', { shiftKey: true }), linux)).toBe('app')
    expect(verdictOn(press('KeyV', { metaKey: true }), mac)).toBe('app')
  })
  it('search, find the palette, and lead out', () => {
    expect(verdictOn(press('KeyF', { ctrlKey: true, shiftKey: true }), linux)).toBe('search')
    expect(verdictOn(press('KeyK', { ctrlKey: true, shiftKey: true }), linux)).toBe('palette')
    expect(verdictOn(press('F6'), linux)).toBe('app')
    expect(verdictOn(press('BracketLeft', { altKey: true }), { ...linux, isCommand: true })).toBe('app')
  })
})

describe('the key bar', () => {
  it('makes control characters of what is typed next', () => {
    const ctrl = { ctrl: true, alt: false }
    expect(['c', 'C', '[', '?', ' ', '@'].map((typed) => withModifiers(typed, ctrl))).toEqual(['\x03', '\x03', '\x1b', '\x7f', '\0', '\0'])
    expect(withModifiers('ä', ctrl)).toBe('ä')
    expect(withModifiers('pasted', ctrl)).toBe('pasted')
    expect(withModifiers('b', { ctrl: false, alt: true })).toBe('\x1bb')
    expect(withModifiers('c', { ctrl: true, alt: true })).toBe('\x1b\x03')
  })
  it('sends arrows in the form that the program asked for', () => {
    expect(arrowKey('A', NOT_STICKY, false)).toBe('\x1b[A')
    expect(arrowKey('A', NOT_STICKY, true)).toBe('\x1bOA')
    expect(arrowKey('D', { ctrl: true, alt: false }, true)).toBe('\x1b[1;5D')
  })
})
