import { describe, expect, it } from 'vitest'
import { placesIn } from './found-words'

const at = (text: string, sought: Parameters<typeof placesIn>[1]) => placesIn(text, sought).map(([start, end]) => text.slice(start, end))

describe('where the words of a search stand', () => {
  it('is where the words around them are the same', () => {
    const text = `The tide is low. ${'x '.repeat(300)}Here the TIDE is high at noon.`
    const [[start = 0] = []] = placesIn(text, { words: ['tide'], around: 'Here the **tide** is high' })
    expect(text.slice(start)).toBe('TIDE is high at noon.')
  })

  it('knows words that are written with other signs between them', () => {
    expect(at('see src/boocode/app.py now', { words: ['src boocode'], around: '' })).toEqual(['src/boocode'])
    expect(at('a (b) [c', { words: ['(b)'], around: 'a (b)' })).toEqual(['b'])
  })

  it('is nowhere without words', () => {
    expect(placesIn('some text', { words: ['', '…'], around: 'text' })).toEqual([])
  })
})
