/** The HTTP calls a chat makes, one function each. All throw `ApiError`. */
import { newId } from '~/lib/ids'
import { answerOf, api, ApiError } from '~/wire/client'
import type { components } from '~/wire/schema'
import type { Chat } from '~/wire/types'

type Schemas = components['schemas']

/** An uploaded attachment, or a file of the project. */
export type AttachmentRef = { attachment_id: string } | { path: string }
export type Choice = Pick<Schemas['RegenerateInput'], 'provider' | 'model' | 'mode' | 'thinking' | 'options'>
export type Prompt = Schemas['PromptInput'] & { text: string; attachments?: AttachmentRef[] }
export type ContextLedger = Schemas['ContextReport']
export type ContextItem = Schemas['ContextItem']
export type Model = Schemas['ModelInfo']
export type Provider = Schemas['ProviderSnapshot']
export type ChatPatch = Partial<Pick<Chat, 'leaf_id' | 'draft' | 'draft_attachments' | 'provider' | 'model' | 'mode' | 'thinking' | 'options'>> & {
  title?: string
  read_seq?: number
  draft_base?: number
}
export type QueueChange = Schemas['QueueChange']
export type AnswerBody = Omit<Schemas['AnswerInput'], 'client_id'>

const PAGE = 50

const ofChat = (id: string) => ({ params: { path: { chat_id: id } } })
const ofMessage = (id: string) => ({ params: { path: { message_id: id } } })
const ofTask = (id: string) => ({ params: { path: { task_id: id } } })

export const getChat = (id: string) => answerOf(api.GET('/api/chats/{chat_id}', ofChat(id)))
export const patchChat = (id: string, body: ChatPatch) => answerOf(api.PATCH('/api/chats/{chat_id}', { ...ofChat(id), body }))

export const getMessages = (id: string, before?: string, limit = PAGE) => {
  const query = { limit, ...(before ? { before } : {}) }
  return answerOf(api.GET('/api/chats/{chat_id}/messages', { params: { path: { chat_id: id }, query } }))
}

export const getTasks = async (chatId: string) =>
  (await answerOf(api.GET('/api/tasks', { params: { query: { chat_id: chatId } } }))).tasks

export const sendPrompt = (chatId: string, body: Prompt) =>
  answerOf(api.POST('/api/chats/{chat_id}/messages', { ...ofChat(chatId), body }))
export const stopChat = (id: string) => answerOf(api.POST('/api/chats/{chat_id}/stop', ofChat(id)))
export const forkChat = (id: string, messageId: string) =>
  answerOf(api.POST('/api/chats/{chat_id}/fork', { ...ofChat(id), body: { message_id: messageId, client_id: newId() } }))
export const changeQueue = (chatId: string, body: QueueChange) =>
  answerOf(api.PATCH('/api/chats/{chat_id}/queue', { ...ofChat(chatId), body }))
export const getContext = (chatId: string) => answerOf(api.GET('/api/chats/{chat_id}/context', ofChat(chatId)))
export const getCommands = async (chatId: string) =>
  (await answerOf(api.GET('/api/chats/{chat_id}/commands', ofChat(chatId)))).commands

export const regenerate = (messageId: string, choice: Choice = {}) =>
  answerOf(api.POST('/api/messages/{message_id}/regenerate', { ...ofMessage(messageId), body: { client_id: newId(), ...choice } }))
export const deleteMessage = (messageId: string) => answerOf(api.DELETE('/api/messages/{message_id}', ofMessage(messageId)))

export const continueTask = (taskId: string) =>
  answerOf(api.POST('/api/tasks/{task_id}/continue', { ...ofTask(taskId), body: { client_id: newId() } }))
export const cancelTask = (taskId: string) => answerOf(api.POST('/api/tasks/{task_id}/cancel', ofTask(taskId)))

export const markSeen = (taskId: string) => answerOf(api.POST('/api/tasks/{task_id}/seen', ofTask(taskId)))

export const answerRequest = (id: string, clientId: string, answer: AnswerBody) =>
  answerOf(
    api.POST('/api/requests/{request_id}/answer', {
      params: { path: { request_id: id } },
      body: { client_id: clientId, ...answer },
    }),
  )

export const getProviders = async () => (await answerOf(api.GET('/api/providers/snapshot'))).providers
export const refreshProviders = (ids?: string[]) => answerOf(api.POST('/api/providers/refresh', { body: ids ? { ids } : null }))
export const getProject = (id: string) =>
  answerOf(api.GET('/api/projects/{project_id}', { params: { path: { project_id: id } } }))
export const findFiles = (projectId: string, text: string) => {
  const params = { path: { project_id: projectId }, query: { q: text, limit: 30 } }
  return answerOf(api.GET('/api/projects/{project_id}/files', { params }))
}

export const upload = (chatId: string, file: File, kind: 'file' | 'image' | 'paste') => {
  const form = new FormData()
  form.set('file', file)
  form.set('kind', kind)
  return answerOf(
    api.POST('/api/attachments', {
      params: { query: { chat_id: chatId } },
      // The document says `string` for bytes; what goes out is the form.
      body: form as unknown as { file: string },
      bodySerializer: (body) => body as unknown as FormData,
    }),
  )
}

export const attachmentUrl = (id: string) => `/api/attachments/${id}`
export const imageUrl = (partId: string, sha256: string) => `/api/parts/${partId}/images/${sha256}`
export const outputUrl = (partId: string) => `/api/parts/${partId}/output`

/** The whole output of a tool as text. */
export const getOutput = async (partId: string): Promise<string> => {
  const params = { path: { part_id: partId } }
  return (await answerOf(api.GET('/api/parts/{part_id}/output', { params, parseAs: 'text' }))) as string
}

/** Whether trying the same thing again later can help; after signing in again, where that is what is missing. */
export const isPassing = (error: unknown): boolean =>
  error instanceof ApiError && [0, 401, 408, 429, 502, 503, 504].includes(error.status)
