import { describe, expect, it } from 'vitest'
import { commandOf, lastLine, plainText, tailOf } from './terminal-text'

describe('what a program prints', () => {
  it('loses its colours and what a progress bar wrote over', () => {
    expect(plainText('\u001B[32mok\u001B[0m\r\n10 %\r50 %\r100 %\ndone\r')).toBe('ok\n100 %\ndone')
  })
  it('is told by its last line with words', () => {
    expect(lastLine('one\n  two  \n\n')).toBe('two')
    expect(lastLine('')).toBe('')
  })
  it('is shown by its end', () => {
    expect(tailOf('a\nb\nc\n', 2)).toEqual({ text: 'b\nc', left: 1 })
  })
})

describe('the command of a call', () => {
  const call = { kind: 'shell' as const, title: 'npm test', arguments: {} }
  it('is what the agent gave, as text or as words', () => {
    expect(commandOf({ ...call, arguments: { command: 'npm test -- -x' } })).toBe('npm test -- -x')
    expect(commandOf({ ...call, arguments: { cmd: ['bash', '-lc', 'ls'] } })).toBe('bash -lc ls')
    expect(commandOf(call)).toBe('npm test')
  })
  it('is nothing for other tools', () => {
    expect(commandOf({ ...call, kind: 'edit' })).toBeNull()
  })
})
