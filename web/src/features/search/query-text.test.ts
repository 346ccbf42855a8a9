import { describe, expect, it } from 'vitest'
import { filterIn, hasWords, valuesIn, withFilter } from './query-text'

describe('the filters in the text of a search', () => {
  it('are read as they were typed', () => {
    const text = 'tide project:"north harbour" Kind:tool,user kind:TOOL -project:x "kind:change" after:2026-01-31'
    expect(filterIn(text, 'project')).toBe('north harbour')
    expect(valuesIn(text, 'kind')).toEqual(['tool', 'user'])
    expect(filterIn(text, 'after')).toBe('2026-01-31')
    expect(filterIn(text, 'session')).toBe('')
    expect(filterIn('project:a project:b', 'project')).toBe('b')
  })

  it('are set before the words, of which the last may still be typed', () => {
    expect(withFilter('high tid', 'kind', 'tool')).toBe('kind:tool high tid')
    expect(withFilter('high tide ', 'kind', 'tool')).toBe('kind:tool high tide ')
    expect(withFilter('kind:tool high', 'project', 'north harbour')).toBe('kind:tool project:"north harbour" high')
    expect(withFilter('', 'kind', 'tool')).toBe('kind:tool ')
  })

  it('are replaced and taken out wherever they stand, and phrases stay', () => {
    expect(withFilter('a project:x "b  c" -d project:"y z"', 'project', 'q')).toBe('project:q a "b  c" -d')
    expect(withFilter('project:"y z" -d "b c"', 'project', '')).toBe('-d "b c"')
    expect(withFilter('kind:tool ', 'kind', '')).toBe('')
    expect(withFilter('tide project:', 'project', 'x')).toBe('project:x tide')
  })

  it('alone are nothing to look for', () => {
    expect(hasWords('kind:tool -not ')).toBe(false)
    expect(hasWords('kind:tool word')).toBe(true)
    expect(hasWords('http://x')).toBe(true)
  })
})
