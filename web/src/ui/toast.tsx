/** Short messages in the corner: what was done, or what could not be. */
import { CircleAlert, CircleCheck, Info, X } from 'lucide-react'
import { useEffect, useState, type ReactNode } from 'react'
import { create } from 'zustand'
import { Button } from './button'

interface Toast {
  title: string
  description?: string
  type?: 'error' | 'success' | 'info'
  /** A way back, or onwards. */
  actionProps?: { children: ReactNode; onClick: () => void }
  /** Milliseconds until it goes by itself; it waits while it is pointed at or has the focus. */
  timeout?: number
  /** What it is about: one of the same key takes its place. */
  key?: string
  /** It was put away by hand, or its action was taken. */
  onDismiss?: () => void
}

interface ShownToast extends Toast {
  id: number
}

const LIMIT = 4
const DEFAULT_TIMEOUT_MS = 5000
const ERROR_TIMEOUT_MS = 9000

const useToasts = create<{ shown: readonly ShownToast[] }>(() => ({ shown: [] }))
let nextId = 1

export const toasts = {
  add(toast: Toast): void {
    useToasts.setState(({ shown }) => {
      const others = toast.key ? shown.filter(({ key }) => key !== toast.key) : shown
      return { shown: [...others, { ...toast, id: nextId++ }].slice(-LIMIT) }
    })
  },
  /** Takes those of a key away. */
  drop(key: string): void {
    if (!useToasts.getState().shown.some((toast) => toast.key === key)) return
    useToasts.setState(({ shown }) => ({ shown: shown.filter((toast) => toast.key !== key) }))
  },
}

/** Shows a failure: what was tried, and the sentence of the error. */
export function toastError(title: string, error: unknown): void {
  const description = error instanceof Error ? error.message : String(error)
  toasts.add({ title, description, type: 'error', timeout: ERROR_TIMEOUT_MS })
}

function dismiss(id: number): void {
  useToasts.setState(({ shown }) => ({ shown: shown.filter((toast) => toast.id !== id) }))
}

/** Where toasts appear; once in the app. */
export function Toasts() {
  const shown = useToasts((state) => state.shown)
  return (
    <section
      aria-label="Notifications"
      aria-live="polite"
      className="pointer-events-none fixed right-4 bottom-9 z-[1300] flex w-84 max-w-[calc(100vw-16px)] flex-col gap-2 max-md:right-2 max-md:bottom-24"
    >
      {shown.map((toast) => (
        <ToastCard key={toast.id} toast={toast} />
      ))}
    </section>
  )
}

function ToastCard({ toast }: { toast: ShownToast }) {
  const [isHeld, setHeld] = useState(false)
  const { id, timeout = DEFAULT_TIMEOUT_MS } = toast
  useEffect(() => {
    if (isHeld) return undefined
    const timer = setTimeout(() => dismiss(id), timeout)
    return () => clearTimeout(timer)
  }, [id, timeout, isHeld])
  return (
    <div
      role={toast.type === 'error' ? 'alert' : 'status'}
      onPointerEnter={() => setHeld(true)}
      onPointerLeave={() => setHeld(false)}
      onFocus={() => setHeld(true)}
      onBlur={() => setHeld(false)}
      className="pointer-events-auto flex items-start gap-2.5 rounded-lg border border-line-2 bg-pop p-3 shadow-pop transition-[opacity,translate] duration-150 starting:translate-y-3 starting:opacity-0 [&>svg]:mt-0.5 [&>svg]:size-4 [&>svg]:shrink-0"
    >
      <ToastIcon type={toast.type} />
      <div className="min-w-0 flex-1">
        <div className="font-[560]">{toast.title}</div>
        {toast.description && <div className="text-xs break-words text-fg-2">{toast.description}</div>}
      </div>
      {toast.actionProps && (
        <Button
          kind="soft"
          size="xs"
          className="max-md:h-11 max-md:px-3"
          onClick={() => {
            toast.actionProps?.onClick()
            toast.onDismiss?.()
            dismiss(id)
          }}
        >
          {toast.actionProps.children}
        </Button>
      )}
      <Button size="iconSm" aria-label="Dismiss" className="max-md:-m-2 max-md:size-11" onClick={() => { toast.onDismiss?.(); dismiss(id) }}>
        <X />
      </Button>
    </div>
  )
}

function ToastIcon({ type }: { type: Toast['type'] }) {
  if (type === 'error') return <CircleAlert className="text-err" />
  if (type === 'success') return <CircleCheck className="text-ok" />
  return <Info className="text-info" />
}
