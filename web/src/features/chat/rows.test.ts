import { describe, expect, it } from 'vitest'
import { callPart, message, noticePart, resultPart, textPart, userMessage } from '~/connection/chat-samples'
import { markdownOf } from '~/connection/message-text'
import { countNew, isSameRow, rowsOf } from './rows'

const answer = message('a', 'u', {
  parts: [
    { ...textPart('r', 'a', 0, 'Let me look.', 'done'), type: 'reasoning' },
    callPart('c1', 'a', 1, { state: 'completed' }),
    callPart('c2', 'a', 2, { state: 'running' }),
    resultPart('o1', 'a', 3, 'c1', { text: 'import os' }),
    noticePart('s', 'a', 4, { kind: 'tool_summary', text: 'Read the app', data: { step: 0 } }),
    callPart('c3', 'a', 5, { step: 1 }),
    callPart('q', 'a', 6, { step: 1, kind: 'ask', request_id: 'r1' }),
    noticePart('st', 'a', 7, { kind: 'steer', text: 'Only Python' }),
    textPart('t', 'a', 8, 'It **works**.'),
    noticePart('n', 'a', 9, { kind: 'cap_hit', text: 'Stopped after 50 rounds.' }),
  ],
})

describe('rows', () => {
  it('of an answer follow its parts, with calls of a step together and their summary as heading', () => {
    const rows = rowsOf([userMessage('u', null, 'Hi'), answer])
    expect(rows.map((row) => row.kind)).toEqual([
      'prompt', 'reasoning', 'calls', 'calls', 'question', 'steer', 'text', 'notice', 'foot',
    ])
    expect(rows[2]).toMatchObject({ summary: 'Read the app', calls: [{ result: { id: 'o1' } }, { result: null }] })
    expect(rows[3]).toMatchObject({ summary: null })
  })
  it('that came since are counted where there is something to read', () => {
    const rows = rowsOf([userMessage('u', null, 'Hi'), answer])
    expect(countNew(rows, rows[0]?.key ?? null)).toBe(6)
    expect(countNew(rows, rows.at(-1)?.key ?? null)).toBe(0)
    expect(countNew(rows, null)).toBe(0)
  })
  it('put a permission below the call that needs it, and cut the step there', () => {
    const asking = message('p', null, {
      parts: [
        callPart('c1', 'p', 0, { state: 'completed' }),
        callPart('c2', 'p', 1, { kind: 'shell', state: 'waiting', request_id: 'r1' }),
        callPart('c3', 'p', 2, {}),
        noticePart('s', 'p', 3, { kind: 'tool_summary', text: 'Looked and ran', data: { step: 0 } }),
      ],
    })
    const rows = rowsOf([asking])
    expect(rows.map((row) => row.kind)).toEqual(['calls', 'permission', 'calls', 'foot'])
    expect(rows.map((row) => (row.kind === 'calls' ? row.summary : '-'))).toEqual(['Looked and ran', '-', null, '-'])
    expect(rows[1]).toMatchObject({ requestId: 'r1', call: { id: 'c2' } })
  })
  it('have unique keys', () => {
    const keys = rowsOf([userMessage('u', null, 'Hi'), answer]).map((row) => row.key)
    expect(new Set(keys).size).toBe(keys.length)
  })
  it('of an unchanged message keep their identity', () => {
    expect(rowsOf([answer])[0]).toBe(rowsOf([answer])[0])
  })
  it('leave out text that is only white space', () => {
    expect(rowsOf([message('b', null, { parts: [textPart('t', 'b', 0, '\n\n')] })]).map((row) => row.kind)).toEqual(['foot'])
  })
  it('are the same when another part of their message changed', () => {
    const changed = { ...answer, parts: answer.parts.map((part) => (part.id === 't' ? { ...part, text: 'New' } : part)) } as typeof answer
    const [before, after] = [rowsOf([answer]), rowsOf([changed])]
    const same = before.map((row, i) => isSameRow(row, after[i] ?? row))
    expect(same).toEqual([true, true, true, true, true, false, true, false])
  })
})

it('an answer is copied as its Markdown, without tools and reasoning', () => {
  expect(markdownOf(answer)).toBe('It **works**.')
})
