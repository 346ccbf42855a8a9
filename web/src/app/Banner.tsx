import { useEffect, useState } from 'react'
import { useBuild } from '~/connection/build'
import { reconnectNow, useConnection } from '~/connection/socket'
import { Button } from '~/ui/button'

/** A blink of the network is not worth a banner. */
const SHOW_AFTER_MS = 1500

/**
 * Says that the connection is lost and what that means, until it is back. A chat on the screen says it itself.
 * It lies over the panes: if it took room from them, every terminal would change its size twice.
 */
export function Banner({ isChatShown }: { isChatShown: boolean }) {
  const { state, refusal } = useConnection()
  const isLost = useLasting(state === 'lost', SHOW_AFTER_MS)
  const { isOld } = useBuild()
  if (isOld && !isLost) return <OldBuild />
  if (!isLost || (isChatShown && !refusal)) return null
  return (
    <div role="status" className="relative z-30 h-0">
      <div className="absolute top-1 left-1/2 flex min-h-8 w-max max-w-[calc(100%-16px)] -translate-x-1/2 items-center gap-3 rounded-lg border border-warn/40 bg-warn-soft px-3 py-1 text-xs text-warn shadow-pop">
        <span>{refusal ?? 'Connection lost. Trying again; nothing is lost.'}</span>
        {!refusal && (
          <Button size="xs" kind="outline" className="pointer-coarse:h-11 pointer-coarse:px-3" onClick={reconnectNow}>
            Try now
          </Button>
        )}
      </div>
    </div>
  )
}

function OldBuild() {
  return (
    <div role="status" className="flex min-h-8 shrink-0 items-center justify-center gap-3 bg-bg-2 px-3 py-1 text-xs text-fg-2">
      <span>BooCode was updated. What you write is kept.</span>
      <Button size="xs" kind="outline" className="pointer-coarse:h-11 pointer-coarse:px-3" onClick={() => location.reload()}>
        Reload
      </Button>
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
