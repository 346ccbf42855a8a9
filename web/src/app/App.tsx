import { lazy, Suspense, useEffect } from 'react'
import { checkLogin, useAuth } from '~/connection/auth'
import { Unreachable } from '~/features/login/Unreachable'
import { usePending } from '~/ui/confirm'
import { ErrorBoundary } from '~/ui/error-boundary'
import { Toasts } from '~/ui/toast'
import { Tooltips } from '~/ui/tooltip'
import { queryClient } from '~/wire/queries'
import { Shell } from './Shell'

const Login = lazy(async () => ({ default: (await import('~/features/login/Login')).Login }))
const Confirmations = lazy(() => import('~/ui/confirmations'))

export function App() {
  const state = useAuth((auth) => auth.state)
  useEffect(() => void checkLogin(), [])
  useEffect(() => {
    // The next one to sign in here may be someone else.
    if (state === 'signed-out') queryClient.clear()
  }, [state])
  return (
    <>
      <ErrorBoundary what="BooCode">
        <Suspense fallback={null}>
          {state === 'signed-in' && <Shell />}
          {state === 'signed-out' && <Login />}
          {state === 'unreachable' && <Unreachable />}
        </Suspense>
      </ErrorBoundary>
      <LazyConfirmations />
      <Toasts />
      <Tooltips />
    </>
  )
}

/** Loaded with the first question. */
function LazyConfirmations() {
  const isAsked = usePending((state) => state.pending !== null)
  return <Suspense fallback={null}>{isAsked && <Confirmations />}</Suspense>
}
