import { useEffect, useState } from 'react'
import { reconnectNow, useConnection } from '~/connection/socket'
import { Button } from '~/ui/button'

/** A blink of the network is not worth a banner. */
const SHOW_AFTER_MS = 1500

/** Says that the connection is lost and what that means, until it is back. A chat on the screen says it itself. */
export function Banner({ isChatShown }: { isChatShown: boolean }) {
  const { state, refusal } = useConnection()
  const isLost = useLasting(state === 'lost', SHOW_AFTER_MS)
  if (!isLost || (isChatShown && !refusal)) return null
  return (
    <div
      role="status"
      className="flex min-h-8 shrink-0 items-center justify-center gap-3 bg-warn-soft px-3 py-1 text-xs text-warn"
    >
      <span>{refusal ?? 'Connection lost. Trying again; nothing is lost.'}</span>
      {!refusal && (
        <Button size="xs" kind="outline" className="max-md:h-9 max-md:px-3" onClick={reconnectNow}>
          Try now
        </Button>
      )}
    </div>
  )
}

/** Whether something has been so for a while. */
function useLasting(isSo: boolean, ms: number): boolean {
  const [hasLasted, setLasted] = useState(false)
  useEffect(() => {
    const timer = setTimeout(() => setLasted(isSo), isSo ? ms : 0)
    return () => clearTimeout(timer)
  }, [isSo, ms])
  return isSo && hasLasted
}
