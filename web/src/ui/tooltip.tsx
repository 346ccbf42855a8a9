/** Tooltips: one layer for the whole page, no wrapper around what they describe. */
import { cloneElement, useEffect, useLayoutEffect, useRef, useState, type ReactElement } from 'react'
import { createPortal } from 'react-dom'
import { Kbd } from './kbd'

type Side = 'top' | 'bottom' | 'left' | 'right'

interface TipProps {
  /** Also the accessible name of the trigger; it has to contain the trigger's visible text. */
  label: string
  keys?: string | undefined
  side?: Side
  children: ReactElement<Record<string, unknown>>
}

/** Names a control, and says its name and shortcut when it is pointed at or reached by keyboard. */
export function Tip({ label, keys, side = 'bottom', children }: TipProps) {
  return cloneElement(children, {
    'aria-label': label,
    'data-tip': label,
    'data-tip-keys': keys,
    'data-tip-side': side,
  })
}

const SHOW_AFTER_MS = 450
/** Going from one control to the next shows the next at once. */
const WARM_FOR_MS = 400
const GAP = 6
const MARGIN = 6

/** Where tooltips appear; once in the app. */
export function Tooltips() {
  const [target, setTarget] = useState<HTMLElement | null>(null)
  useEffect(() => followTargets(setTarget), [])
  if (!target?.isConnected) return null
  return createPortal(<Bubble key={target.dataset.tip} target={target} />, document.body)
}

function Bubble({ target }: { target: HTMLElement }) {
  const bubble = useRef<HTMLDivElement>(null)
  const { tip, tipKeys, tipSide = 'bottom' } = target.dataset
  useLayoutEffect(() => {
    const element = bubble.current
    if (!element) return
    const { x, y } = placeOf(target.getBoundingClientRect(), element.getBoundingClientRect(), tipSide as Side)
    element.style.translate = `${x}px ${y}px`
  }, [target, tipSide])
  return (
    <div
      ref={bubble}
      role="tooltip"
      className="pointer-events-none fixed top-0 left-0 z-[1200] flex max-w-72 items-center gap-2 rounded-md bg-fg-1 px-2 py-1 text-xs text-bg-1 transition-opacity duration-75 starting:opacity-0"
    >
      {tip}
      {tipKeys && <Kbd keys={tipKeys} className="text-bg-1/75" />}
    </div>
  )
}

/** Beside the control on the wanted side, on the other one where there is no room, and never off the screen. */
function placeOf(control: DOMRect, bubble: DOMRect, side: Side): { x: number; y: number } {
  const { innerWidth, innerHeight } = window
  const centreX = control.left + (control.width - bubble.width) / 2
  const centreY = control.top + (control.height - bubble.height) / 2
  const above = control.top - bubble.height - GAP
  const below = control.bottom + GAP
  const before = control.left - bubble.width - GAP
  const after = control.right + GAP
  const places: Record<Side, { x: number; y: number }> = {
    top: { x: centreX, y: above >= MARGIN ? above : below },
    bottom: { x: centreX, y: below + bubble.height <= innerHeight - MARGIN ? below : above },
    left: { x: before >= MARGIN ? before : after, y: centreY },
    right: { x: after + bubble.width <= innerWidth - MARGIN ? after : before, y: centreY },
  }
  const { x, y } = places[side]
  const within = (value: number, size: number, room: number) => Math.max(MARGIN, Math.min(value, room - size - MARGIN))
  return { x: within(x, bubble.width, innerWidth), y: within(y, bubble.height, innerHeight) }
}

/** Tells which control's tooltip is to be shown. Returns what ends it. */
function followTargets(show: (target: HTMLElement | null) => void): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined
  let pointed: HTMLElement | null = null
  let shownUntil = 0
  const hide = () => {
    clearTimeout(timer)
    if (pointed) shownUntil = Date.now()
    pointed = null
    show(null)
  }
  const tipOf = (event: Event) =>
    event.target instanceof Element ? event.target.closest<HTMLElement>('[data-tip]') : null
  const onPointerOver = (event: PointerEvent) => {
    const target = event.pointerType === 'mouse' ? tipOf(event) : null
    if (target === pointed) return
    hide()
    if (!target) return
    pointed = target
    timer = setTimeout(() => show(target), Date.now() - shownUntil < WARM_FOR_MS ? 0 : SHOW_AFTER_MS)
  }
  const onFocusIn = (event: FocusEvent) => {
    const target = tipOf(event)
    if (target?.matches(':focus-visible')) show(target)
  }
  const options = { capture: true, passive: true }
  const listeners = {
    pointerover: onPointerOver,
    focusin: onFocusIn,
    focusout: hide,
    pointerdown: hide,
    keydown: hide,
    wheel: hide,
  }
  for (const [type, listener] of Object.entries(listeners))
    document.addEventListener(type, listener as EventListener, options)
  return () => {
    hide()
    for (const [type, listener] of Object.entries(listeners)) {
      document.removeEventListener(type, listener as EventListener, options)
    }
  }
}
