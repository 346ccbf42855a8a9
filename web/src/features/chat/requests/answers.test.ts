import { describe, expect, it } from 'vitest'
import { question as request } from '~/connection/chat-samples'
import type { Question } from '~/wire/types'
import { answeredLines, answerText, isAnswered, isImmediate, toggleOption, valuesOf, writeText } from './answers'

const option = (id: string) => ({ id, kind: 'choice' as const, label: id.toUpperCase(), description: '' })
const one: Question = { id: 'q1', header: '', question: 'Which?', options: [option('a'), option('b')], multi_select: false, allow_text: true }
const many: Question = { ...one, id: 'q2', multi_select: true }

describe('answers', () => {
  it('to a single choice replace each other', () => {
    const chosen = toggleOption(toggleOption({}, one, 'a'), one, 'b')
    expect(valuesOf(chosen, [one])).toEqual({ q1: ['b'] })
    expect(isAnswered(toggleOption(chosen, one, 'b'), one)).toBe(false)
  })
  it('to a multiple choice add up, with free text at the end', () => {
    const chosen = writeText(toggleOption(toggleOption({}, many, 'a'), many, 'b'), many, ' and c ')
    expect(valuesOf(chosen, [many])).toEqual({ q2: ['a', 'b', 'and c'] })
  })
  it('in free text replace the single choice', () => {
    expect(valuesOf(writeText(toggleOption({}, one, 'a'), one, 'neither'), [one])).toEqual({ q1: ['neither'] })
  })
  it('are given at once only for one question with one answer', () => {
    expect(isImmediate(request('r', { questions: [one] }))).toBe(true)
    expect(isImmediate(request('r', { questions: [many] }))).toBe(false)
    expect(isImmediate(request('r', { questions: [one, one] }))).toBe(false)
  })
  it('of long ago are read out of what the model was told', () => {
    expect(answeredLines('Colour', 'Which colour?\n-> red\n\nHow many?\n-> 1; 2')).toEqual([
      { question: 'Which colour?', answer: 'red' },
      { question: 'How many?', answer: '1; 2' },
    ])
    expect(answeredLines('Colour', 'The human did not answer.')).toEqual([{ question: 'Colour', answer: 'The human did not answer.' }])
  })
  it('read in the words of the options', () => {
    const answered = request('r', { answer: { option_id: null, text: null, values: { q1: ['a', 'or so'] } } })
    expect(answerText(answered, one)).toBe('A, or so')
  })
})
