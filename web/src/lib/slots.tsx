/** Places in one feature where another one shows something. The app says who, so that features need not know each other. */
import { lazy, Suspense, type ComponentType } from 'react'
import type { Request } from '~/wire/types'
import { insist } from './insist'

/** What each place tells about itself. */
export interface SlotProps {
  /** Above the list of chats, where the day begins. */
  'landing.above': object
  /** Below an answer that has ended. */
  'answer.end': { sessionId: string; taskId: string }
  /** Above the box where messages are written. */
  'composer.above': { sessionId: string; chatId: string }
  /** In the box where messages are written, while another company's agent is to answer: where it works. */
  'composer.place': { sessionId: string }
  /** On a block of code. */
  'code.actions': { code: string }
  /** In the strip of a group of tabs. */
  'dock.group': { sessionId: string; groupId: string }
  /** In the settings: what terminals look like now. */
  'settings.terminal': Record<never, never>
  /** Something an agent asks, with its answers. */
  'request': { request: Request }
}

type SlotName = keyof SlotProps

const filled = new Map<SlotName, ComponentType<never>>()

/** Fills a place; `load` is called when the place is first on the screen. */
export function fillSlot<N extends SlotName>(name: N, load: () => Promise<ComponentType<SlotProps[N]>>): void {
  filled.set(name, lazy(async () => ({ default: await insist(load) })) as unknown as ComponentType<never>)
}

/** Shows what fills a place; nothing where nobody does. */
export function Slot<N extends SlotName>({ name, ...props }: { name: N } & SlotProps[N]) {
  const Component = filled.get(name) as ComponentType<SlotProps[N]> | undefined
  if (!Component) return null
  return (
    <Suspense fallback={null}>
      <Component {...(props as unknown as SlotProps[N])} />
    </Suspense>
  )
}
