import { Suspense, type ReactNode } from 'react'
import { ErrorBoundary } from '~/ui/error-boundary'
import { Loading } from '~/ui/loading'

/** A page whose failure stays its own, and that is empty until its code is there. */
export function Guarded({ children }: { children: ReactNode }) {
  return (
    <ErrorBoundary what="This page">
      <Suspense fallback={<Loading label="Loading the page" />}>{children}</Suspense>
    </ErrorBoundary>
  )
}
