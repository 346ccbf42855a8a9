import { describe, expect, it } from 'vitest'
import { hasMarkers, regionsOf, settled } from './conflict-text'

const MERGED = `import math

<<<<<<< on disk
width = 6
||||||| before
width = 4
=======
width = 8
>>>>>>> proposed
end = 1
`

const first = (text: string) => {
  const [region] = regionsOf(text)
  if (!region) throw new Error('No region.')
  return region
}

describe('a conflict', () => {
  it('is found with both its sides', () => {
    expect(regionsOf(MERGED)).toMatchObject([{ line: 3, theirs: 'width = 6\n', yours: 'width = 8\n' }])
  })

  it('is found without a base, empty sides, and at the end of the text', () => {
    expect(regionsOf('<<<<<<< a\n=======\nx\n>>>>>>> b')).toMatchObject([{ theirs: '', yours: 'x\n' }])
    expect(regionsOf('<<<<<<< a\nx\n=======\n>>>>>>> b\n')).toMatchObject([{ theirs: 'x\n', yours: '' }])
  })

  it.each([
    ['theirs', 'width = 6\n'],
    ['yours', 'width = 8\n'],
    ['both', 'width = 6\nwidth = 8\n'],
  ] as const)('is settled by taking %s', (choice, kept) => {
    const text = settled(MERGED, first(MERGED), choice)
    expect(text).toBe(`import math\n\n${kept}end = 1\n`)
    expect(hasMarkers(text)).toBe(false)
  })

  it('ends the file as the side that is taken does', () => {
    const text = 'a\n<<<<<<< on disk\nb\n=======\nc\n>>>>>>> proposed\n'
    const sides = { theirs: 'a\nb', yours: 'a\nc\n' }
    expect(settled(text, first(text), 'theirs', sides)).toBe('a\nb')
    expect(settled(text, first(text), 'yours', sides)).toBe('a\nc\n')
    expect(settled(text, first(text), 'both', sides)).toBe('a\nb\nc\n')
    expect(settled(`${text}d\n`, first(text), 'theirs', sides)).toBe('a\nb\nd\n')
  })

  it('is one of several', () => {
    const twice = MERGED + MERGED
    expect(regionsOf(twice).map((region) => region.line)).toEqual([3, 13])
    expect(regionsOf(settled(twice, first(twice), 'yours'))).toHaveLength(1)
  })

  it('is not settled while a marker is left', () => {
    expect(hasMarkers(MERGED.replace('>>>>>>> proposed\n', ''))).toBe(true)
    expect(hasMarkers('a\n=======\nb << c >> d\n')).toBe(false)
  })
})
