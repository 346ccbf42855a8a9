import { Suspense, type ReactNode } from 'react'
import { ErrorBoundary } from '~/ui/error-boundary'

/** A page whose failure stays its own, and that is empty until its code is there. */
export function Guarded({ children }: { children: ReactNode }) {
  return (
    <ErrorBoundary what="This page">
      <Suspense fallback={<div className="h-full bg-bg-1" aria-busy="true" />}>{children}</Suspense>
    </ErrorBoundary>
  )
}
