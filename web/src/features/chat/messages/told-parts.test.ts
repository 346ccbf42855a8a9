import { expect, it } from 'vitest'
import { toldParts } from './told-parts'

it('a short word is shown as it is', () => {
  expect(toldParts('It broke.\nSee the log.\n')).toEqual({ first: 'It broke.\nSee the log.', rest: '' })
})

it('many lines fold behind their first paragraph, or their first line', () => {
  const stderr = ['Traceback', '  a', '  b', '  c', '  d'].join('\n')
  expect(toldParts(`goose ended with code 3.\n\n${stderr}`)).toEqual({ first: 'goose ended with code 3.', rest: stderr })
  expect(toldParts(stderr).first).toBe('Traceback')
})
