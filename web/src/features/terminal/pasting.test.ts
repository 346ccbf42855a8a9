import { expect, it } from 'vitest'
import { commandText, inOneLine, outputName, pasteable, runsAtOnce, withoutControls } from './pasting'

it('takes control characters and the last Enter out of what is pasted', () => {
  expect(pasteable('ls -l\r\n\techo hi\n\n')).toBe('ls -l\n\techo hi')
  expect(pasteable('a\x1b[201~rm -rf /\x03')).toBe('a[201~rm -rf /')
})

it('keeps the lines of what a person pastes, and makes one of them when asked', () => {
  expect(withoutControls('one\r\ntwo\rthree\n\x1b[201~')).toBe('one\ntwo\nthree\n[201~')
  expect(inOneLine('make \n  -j 4\n\ntest\n')).toBe('make -j 4 test')
})

it('knows when lines would run by themselves', () => {
  expect(runsAtOnce('one\ntwo', false)).toBe(true)
  expect(runsAtOnce('one\ntwo', true)).toBe(false)
  expect(runsAtOnce('one', false)).toBe(false)
})

it('tells a chat the command, its output and a bad end', () => {
  expect(commandText({ command: 'make', output: 'error\n', exit_code: 2, truncated: false })).toBe('$ make\nerror\n[exit code 2]')
  expect(commandText({ command: 'true', output: '', exit_code: 0, truncated: false })).toBe('$ true')
  expect(commandText({ command: null, output: 'lines\n', exit_code: null, truncated: true })).toBe('[the first lines are missing]\nlines')
  expect(outputName('a/b', 'x\ny')).toBe('a b, 2 lines.txt')
})
