/** Answers being given, by request: kept outside the card, sent with the same id until the server has them. */
import { create } from 'zustand'
import { answerRequest, type AnswerBody } from '~/connection/chat-api'
import { newId } from '~/lib/ids'
import { ApiError } from '~/wire/client'
import type { Chosen } from './answers'

type Answering = {
  chosen: Chosen
  clientId: string
  sending: boolean
  problem: string | null
  /** What is being written with a no; undefined while nobody writes. */
  feedback?: string | undefined
}

const fresh = (): Answering => ({ chosen: {}, clientId: newId(), sending: false, problem: null })
const useAll = create<Record<string, Answering>>(() => ({}))

const idle: Omit<Answering, 'clientId'> = { chosen: {}, sending: false, problem: null }
export const useAnswering = (requestId: string) => useAll((all) => all[requestId]) ?? idle

function change(requestId: string, next: Partial<Answering>): Answering {
  const answering = { ...(useAll.getState()[requestId] ?? fresh()), ...next }
  useAll.setState({ [requestId]: answering })
  return answering
}

export const startFeedback = (requestId: string) => void change(requestId, { feedback: '' })
export const writeFeedback = (requestId: string, feedback: string) => void change(requestId, { feedback, problem: null })
export const stopFeedback = (requestId: string) => void change(requestId, { feedback: undefined })

export const choose = (requestId: string, chosen: Chosen) => void change(requestId, { chosen, problem: null })

/** Sends an answer. That somebody else was faster is no failure: their answer arrives as an event. */
export async function giveAnswer(requestId: string, answer: AnswerBody): Promise<void> {
  const { clientId } = change(requestId, { sending: true, problem: null })
  try {
    await answerRequest(requestId, clientId, answer)
    change(requestId, { sending: false })
  } catch (error) {
    const isLate = error instanceof ApiError && error.code === 'already_answered'
    const problem = error instanceof Error ? error.message : String(error)
    const words = isLate ? 'This was already answered in another window.' : problem
    // A refused answer may be corrected, so the next one is a new one; a lost one has to stay the same.
    const isRefused = error instanceof ApiError && error.status >= 400 && error.status < 500
    change(requestId, { sending: false, problem: words, ...(isRefused ? { clientId: newId() } : {}) })
  }
}
