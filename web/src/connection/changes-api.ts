/** The calls of the review. All throw `ApiError`. */
import { newId } from '~/lib/ids'
import { answerOf, api } from '~/wire/client'
import type { Change, Changes, ChangeText, Comment, Conflict, Decision } from '~/wire/types'

/** A change, or only these hunks of it. */
export interface Selected {
  id: string
  hunks?: string[]
}

const at = (change_id: string) => ({ path: { change_id } })
const inSession = (session_id: string) => ({ path: { session_id } })

export function getChanges(sessionId: string): Promise<Changes> {
  return answerOf(api.GET('/api/sessions/{session_id}/changes', { params: inSession(sessionId) }))
}

export function getChange(id: string): Promise<Change> {
  return answerOf(api.GET('/api/changes/{change_id}', { params: at(id) }))
}

export function getText(id: string): Promise<ChangeText> {
  return answerOf(api.GET('/api/changes/{change_id}/text', { params: at(id) }))
}

export function getConflict(id: string): Promise<Conflict> {
  return answerOf(api.GET('/api/changes/{change_id}/conflict', { params: at(id) }))
}

export function applyChanges(sessionId: string, changes: Selected[]): Promise<Decision> {
  return answerOf(api.POST('/api/sessions/{session_id}/changes/apply', { params: inSession(sessionId), body: { client_id: newId(), changes } }))
}

export function rejectChanges(sessionId: string, changes: Selected[]): Promise<Decision> {
  return answerOf(api.POST('/api/sessions/{session_id}/changes/reject', { params: inSession(sessionId), body: { client_id: newId(), changes } }))
}

export function rewindChange(id: string): Promise<Decision> {
  return answerOf(api.POST('/api/changes/{change_id}/rewind', { params: at(id), body: { client_id: newId() } }))
}

/** `seen` is the `updated_at` of the change whose text was edited. */
export function editChange(id: string, text: string, seen: string): Promise<Change> {
  return answerOf(api.PATCH('/api/changes/{change_id}', { params: at(id), body: { text, base_updated_at: seen } }))
}

export function resolveChange(id: string, text: string): Promise<Change> {
  return answerOf(api.POST('/api/changes/{change_id}/resolve', { params: at(id), body: { client_id: newId(), text } }))
}

export function addComment(id: string, body: Pick<Comment, 'side' | 'line' | 'text'>): Promise<Comment> {
  return answerOf(api.POST('/api/changes/{change_id}/comments', { params: at(id), body: { client_id: newId(), ...body } }))
}

export function changeComment(id: string, body: Partial<Pick<Comment, 'text' | 'state'>>): Promise<Comment> {
  return answerOf(api.PATCH('/api/comments/{comment_id}', { params: { path: { comment_id: id } }, body }))
}

export async function deleteComment(id: string): Promise<void> {
  await answerOf(api.DELETE('/api/comments/{comment_id}', { params: { path: { comment_id: id } } }))
}
