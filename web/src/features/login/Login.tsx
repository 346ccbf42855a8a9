import { useEffect, useState } from 'react'
import { login, useAuth } from '~/connection/auth'
import { Button } from '~/ui/button'
import { TextField } from '~/ui/field'
import { Code } from '~/ui/words'
import { ApiError, sentenceOf } from '~/wire/client'

/** Asks for the access token. A link from `boo login` or another device signs in without it. */
export function Login() {
  const problemOfLink = useAuth((auth) => auth.problem)
  const [token, setToken] = useState('')
  const [problem, setProblem] = useState<string | null>(null)
  const [isWorking, setWorking] = useState(false)
  const [waitSeconds, startWaiting] = useCountdown()

  const submit = async () => {
    setWorking(true)
    setProblem(null)
    try {
      await login({ token: token.trim() })
    } catch (error) {
      setProblem(problemOf(error))
      if (error instanceof ApiError && error.code === 'too_many_attempts') {
        startWaiting(Math.ceil(Number(error.data.retry_after_seconds ?? 30)))
      }
      setWorking(false)
    }
  }
  const waiting = waitSeconds > 0 ? `Too many attempts. Try again in ${waitSeconds} s.` : null

  return (
    <main className="grid h-dvh place-items-center overflow-y-auto bg-bg-0 p-4">
      <form
        className="flex w-full max-w-[23rem] flex-col gap-4 rounded-xl border border-line bg-bg-1 p-6"
        onSubmit={(event) => {
          event.preventDefault()
          void submit()
        }}
      >
        <header>
          <img src="/icon.svg" alt="" className="mb-3 size-9" />
          <h1 className="text-xl font-[600] tracking-[-.015em]">Sign in to BooCode</h1>
          <p className="mt-1 text-fg-2">
            The address printed when BooCode starts signs you in by itself; <Code>boo login</Code> prints a new one. Or
            enter the access token.
          </p>
        </header>
        {/* Lets password managers keep the token under a name. */}
        <input type="text" name="username" value="boocode" autoComplete="username" readOnly hidden />
        <TextField
          label="Access token"
          type="password"
          name="password"
          autoComplete="current-password"
          autoFocus
          value={token}
          onChange={(event) => setToken(event.target.value)}
          error={waiting ?? problem ?? problemOfLink}
        />
        <Button
          type="submit"
          kind="primary"
          size="md"
          className="h-9 max-md:h-11 max-md:text-base"
          disabled={!token.trim() || isWorking || waitSeconds > 0}
        >
          {isWorking ? 'Signing in…' : 'Sign in'}
        </Button>
      </form>
    </main>
  )
}

function problemOf(error: unknown): string {
  if (error instanceof ApiError && error.code === 'login_failed') return 'That is not the access token of this BooCode.'
  return sentenceOf(error)
}

/** Seconds left, and what starts counting. */
function useCountdown(): [seconds: number, start: (seconds: number) => void] {
  const [seconds, setSeconds] = useState(0)
  useEffect(() => {
    if (seconds <= 0) return undefined
    const timer = setTimeout(() => setSeconds(seconds - 1), 1000)
    return () => clearTimeout(timer)
  }, [seconds])
  return [seconds, setSeconds]
}
