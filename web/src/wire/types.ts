/** Short names for the generated wire types. Nothing is defined here that the server does not say. */
import type { components } from './schema'

type Schemas = components['schemas']

export type Project = Schemas['Project']
export type Session = Schemas['Session']
export type Layout = Schemas['Layout']
export type Chat = Schemas['Chat']
export type Message = Schemas['Message']
export type Task = Schemas['Task']
export type TaskState = Task['state']
export type LiveStatus = Chat['status']
export type Usage = Schemas['Usage']
export type QueueItem = Schemas['QueueItem']
export type Request = Schemas['Request']
export type Question = Schemas['Question']
export type RequestOption = Schemas['RequestOption']
export type Answer = Schemas['Answer']
export type CommandInfo = Schemas['CommandInfo']

export type Change = Schemas['Change']
export type Hunk = Schemas['Hunk']
export type Attribution = Schemas['Attribution']
export type ChangeText = Schemas['ChangeText']
export type Conflict = Schemas['Conflict']
export type Changes = Schemas['Changes']
export type Decision = Schemas['Decision']
export type Refusal = Schemas['Refusal']
export type Comment = Schemas['Comment']

export type Part = Message['parts'][number]
export type PartOf<T extends Part['type']> = Extract<Part, { type: T }>
export type ToolDetail = NonNullable<PartOf<'tool_result'>['detail']>

export type ChatEvent = Schemas['ChatEvent']
export type ChatEventOf<T extends ChatEvent['type']> = Extract<ChatEvent, { type: T }>
export type Synced = Schemas['Synced']
export type Reset = Schemas['Reset']
export type Changed = Schemas['Changed']
export type SocketAnswer = Schemas['SocketAnswer']
export type ServerFrame = ChatEvent | Synced | Reset | Changed | Schemas['Ping'] | SocketAnswer
export type ClientFrame = Schemas['Subscribe'] | Schemas['Unsubscribe'] | Schemas['ClientPing']

export type ModelInfo = Schemas['ModelInfo']
export type ModelList = Schemas['Models']
export type EndpointInfo = Schemas['EndpointInfo']
export type ProviderSnapshot = Schemas['ProviderSnapshot']
export type SettingsPage = Schemas['SettingsPage']
export type Inbox = Schemas['Inbox']
export type WaitingChanges = Schemas['WaitingChanges']
export type Device = Schemas['Device']
export type DeviceClass = Layout['device']
