import { expect, it } from 'vitest'
import { commandText, outputName, pasteable, runsAtOnce } from './pasting'

it('takes control characters and the last Enter out of what is pasted', () => {
  expect(pasteable('ls -l\r\n\techo hi\n\n')).toBe('ls -l\n\techo hi')
  expect(pasteable('a\x1b[201~rm -rf /\x03')).toBe('a[201~rm -rf /')
})

it('knows when lines would run by themselves', () => {
  expect(runsAtOnce('one\ntwo', false)).toBe(true)
  expect(runsAtOnce('one\ntwo', true)).toBe(false)
  expect(runsAtOnce('one', false)).toBe(false)
})

it('tells a chat the command, its output and a bad end', () => {
  expect(commandText({ command: 'make', output: 'error\n', exit_code: 2, how: 'marks' })).toBe('$ make\nerror\n[exit code 2]')
  expect(commandText({ command: 'true', output: '', exit_code: 0, how: 'marks' })).toBe('$ true')
  expect(commandText({ command: null, output: 'lines\n', exit_code: null, how: 'lines' })).toBe('lines')
  expect(outputName('a/b', 'x\ny')).toBe('a b, 2 lines.txt')
})
