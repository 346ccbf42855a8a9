import { useEffect } from 'react'
import { checkLogin } from '~/connection/auth'
import { Code } from '~/ui/words'

/** The server does not answer, and nothing is known yet. Never loaded later: there is nobody then to load it from. */
export function Unreachable() {
  useEffect(() => {
    const timer = setInterval(() => void checkLogin(), 2000)
    return () => clearInterval(timer)
  }, [])
  return (
    <main className="grid h-dvh place-items-center bg-bg-0 p-6">
      <div role="status" className="max-w-[26rem] text-center">
        <img src="/icon.svg" alt="" className="mx-auto mb-3 size-9 opacity-60" />
        <h1 className="text-lg font-[600]">BooCode does not answer</h1>
        <p className="mt-1 text-fg-2">
          Nothing is lost. This page goes on by itself as soon as the server at <Code>{location.host}</Code> is back.
        </p>
      </div>
    </main>
  )
}
