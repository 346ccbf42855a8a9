import { expect, it } from 'vitest'
import { hiddenIn, withHiddenShown } from './invisible'

it('writes out what would turn the order of the text around', () => {
  expect(withHiddenShown('// \u202E} \u2066if (isAdmin)\u2069')).toBe('// ‹U+202E›} ‹U+2066›if (isAdmin)‹U+2069›')
})

it('writes out what has no width, blank letters and control characters', () => {
  expect(withHiddenShown('a\u200Bb\uFEFFc\u3164d\u0007e\u{E0041}')).toBe('a‹U+200B›b‹U+FEFF›c‹U+3164›d‹U+0007›e‹U+E0041›')
})

it('leaves tabs, accents, right-to-left letters and emoji of several as they are', () => {
  const text = '\té שלום 👩‍💻 👨‍👩‍👧'
  expect(withHiddenShown(text)).toBe(text)
  expect(hiddenIn(text)).toEqual([])
})

it('shows carriage returns only at line ends', () => {
  expect(withHiddenShown('a\r\nb\r')).toBe('a␍\nb␍')
})

it('says in words what is hidden, each once', () => {
  expect(hiddenIn('\u200B\u200B\u202E\u0007')).toEqual(['U+200B zero-width space', 'U+202E right-to-left override', 'U+0007'])
})
