import { lazy, useEffect, useRef, useState, type RefObject } from 'react'
import { openAddProject } from '~/features/projects/sidebar-state'
import { Workspace } from '~/features/workspace/Workspace'
import { cn } from '~/lib/cn'
import { isPhone } from '~/lib/media'
import type { Address } from '~/panes/address'
import { isInDialog } from '~/ui/opener'
import { Guarded } from './Guarded'

const History = lazy(async () => ({ default: (await import('~/features/history/History')).History }))

type Where = Required<Pick<Address, 'projectId' | 'sessionId'>>

/** How many sessions stay drawn, so that going back to one shows it at once. */
const KEPT = isPhone() ? 2 : 4

/** The session in view, and those before it, which are drawn but hidden. */
export function KeptWorkspaces({ address: { projectId, sessionId, chatId } }: { address: Address }) {
  const [kept, setKept] = useState<readonly Where[]>([])
  if (projectId && sessionId && kept[0]?.sessionId !== sessionId) {
    setKept([{ projectId, sessionId }, ...kept.filter((one) => one.sessionId !== sessionId)].slice(0, KEPT))
  }
  // In an order of their own: what is moved in the document loses its place.
  const inOrder = kept.toSorted((a, b) => a.sessionId.localeCompare(b.sessionId))
  return inOrder.map((one) => (
    <Kept key={one.sessionId} {...one} chatId={chatId} isShown={one.sessionId === sessionId} />
  ))
}

interface KeptProps extends Where {
  chatId: string | undefined
  isShown: boolean
}

/** A hidden one keeps its size, scroll positions and screens; the browser draws none of it. */
function Kept({ isShown, chatId, ...where }: KeptProps) {
  const box = useRef<HTMLDivElement>(null)
  useFocusKept(box, isShown)
  return (
    <div ref={box} className={cn('absolute inset-0', !isShown && 'kept-hidden')} inert={!isShown} aria-hidden={!isShown}>
      <Guarded>
        <Workspace {...where} chatId={isShown ? chatId : undefined} isShown={isShown} landing={<History {...where} onAddProject={openAddProject} />} />
      </Guarded>
    </div>
  )
}

/** Who comes back types on where they were; a phone's keyboard waits to be asked for. */
function useFocusKept(box: RefObject<HTMLDivElement | null>, isShown: boolean): void {
  const last = useRef<HTMLElement | null>(null)
  useEffect(() => {
    const element = box.current
    const remember = ({ target }: FocusEvent) => (last.current = target as HTMLElement)
    element?.addEventListener('focusin', remember)
    return () => element?.removeEventListener('focusin', remember)
  }, [box])
  useEffect(() => {
    if (!isShown || isPhone()) return
    // After the first picture: the focus wants to know where everything is.
    const frame = requestAnimationFrame(() => {
      if (last.current?.isConnected && !isInDialog()) last.current.focus({ preventScroll: true })
    })
    return () => cancelAnimationFrame(frame)
  }, [isShown])
}
