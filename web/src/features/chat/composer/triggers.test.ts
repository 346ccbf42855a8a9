import { describe, expect, it } from 'vitest'
import { best, score } from './match'
import { isLongPaste, parseCommand, replaceTrigger, triggerAt } from './triggers'

describe('a trigger', () => {
  it('is a slash at the very beginning', () => {
    expect(triggerAt('/re', 3)).toEqual({ kind: 'command', query: 're', from: 0, to: 3 })
    expect(triggerAt('a /re', 5)).toBeNull()
    expect(triggerAt('/rename to', 10)).toBeNull()
  })
  it('is an @ after white space, up to the caret', () => {
    expect(triggerAt('see @src/ap and', 11)).toEqual({ kind: 'file', query: 'src/ap', from: 4, to: 11 })
    expect(triggerAt('me@home.org', 7)).toBeNull()
    expect(triggerAt('@', 1)).toMatchObject({ query: '' })
  })
  it('is replaced with one space after it and the caret behind', () => {
    const trigger = triggerAt('see @ap', 7)
    expect(trigger && replaceTrigger('see @ap', trigger, '@app.py')).toEqual({ text: 'see @app.py ', caret: 12 })
    expect(trigger && replaceTrigger('see @ap please', trigger, '@app.py')).toEqual({ text: 'see @app.py please', caret: 12 })
  })
  it('stays open behind a directory', () => {
    const trigger = triggerAt('@sr', 3)
    expect(trigger && replaceTrigger('@sr', trigger, '@src/')).toEqual({ text: '@src/', caret: 5 })
  })
})

describe('a paste', () => {
  it('is long by its letters or its lines', () => {
    expect(isLongPaste('x'.repeat(2001))).toBe(true)
    expect(isLongPaste('x\n'.repeat(31))).toBe(true)
    expect(isLongPaste('x\n'.repeat(10))).toBe(false)
  })
})

it('a command is its name and the rest', () => {
  expect(parseCommand('/rename  My  chat ')).toEqual({ name: 'rename', argument: 'My  chat' })
  expect(parseCommand('/stop')).toEqual({ name: 'stop', argument: '' })
  expect(parseCommand('hello')).toBeNull()
})

describe('finding', () => {
  it('prefers beginnings, then words, then letters in order', () => {
    expect(best(['my-qwen', 'qwen3', 'q-w-e-n', 'llama'], 'qwen', String)).toEqual(['qwen3', 'my-qwen', 'q-w-e-n'])
  })
  it('takes everything for nothing', () => {
    expect(score('x', '')).toBe(1)
  })
})
