/** What was chosen in a question card, and what the server gets. Pure. */
import type { Question, Request } from '~/wire/types'

/** Chosen option ids and free text, by question id. */
export type Chosen = Readonly<Record<string, { options: readonly string[]; text: string }>>

const nothing: Chosen[string] = { options: [], text: '' }
export const chosenOf = (chosen: Chosen, question: Question) => chosen[question.id] ?? nothing

/** Takes or drops an option; where one may be chosen it takes the place of the other and of free text. */
export function toggleOption(chosen: Chosen, question: Question, optionId: string): Chosen {
  const { options, text } = chosenOf(chosen, question)
  const isChosen = options.includes(optionId)
  if (!question.multi_select) return { ...chosen, [question.id]: { options: isChosen ? [] : [optionId], text: '' } }
  const next = isChosen ? options.filter((id) => id !== optionId) : [...options, optionId]
  return { ...chosen, [question.id]: { options: next, text } }
}

/** Sets free text; where one answer may be given it takes the place of an option. */
export function writeText(chosen: Chosen, question: Question, text: string): Chosen {
  const { options } = chosenOf(chosen, question)
  return { ...chosen, [question.id]: { options: question.multi_select || !text ? options : [], text } }
}

export function isAnswered(chosen: Chosen, question: Question): boolean {
  const { options, text } = chosenOf(chosen, question)
  return options.length > 0 || text.trim() !== ''
}

/** One question with one answer: choosing is answering. */
export const isImmediate = (request: Request) => request.questions.length === 1 && !request.questions[0]?.multi_select

export function valuesOf(chosen: Chosen, questions: readonly Question[]): Record<string, string[]> {
  return Object.fromEntries(
    questions.map((question) => {
      const { options, text } = chosenOf(chosen, question)
      return [question.id, text.trim() ? [...options, text.trim()] : [...options]]
    }),
  )
}

/** What was answered, in the words of the options. */
export function answerText(request: Request, question: Question): string {
  const given = request.answer?.values?.[question.id] ?? []
  const labels = given.map((value) => question.options.find((option) => option.id === value)?.label ?? value)
  return labels.join(', ') || request.answer?.text || ''
}

/**
 * Questions and answers out of what the model was told, for answers older than what is loaded: sections of a
 * question and a line `-> answer`; anything else stands as one answer to `title`.
 */
export function answeredLines(title: string, told: string): { question: string; answer: string }[] {
  const sections = told.split('\n\n').map((section) => section.split('\n-> '))
  if (!sections.every((pieces) => pieces.length === 2)) return [{ question: title, answer: told }]
  return sections.map(([question = '', answer = '']) => ({ question, answer }))
}
