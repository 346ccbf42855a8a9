import { reconnectNow } from '~/connection/socket'
import { Button } from '~/ui/button'
import { useLost } from './use-lost'

/**
 * Says on a phone that the connection is lost and what that means, until it is back; elsewhere the status bar does.
 * It lies over the panes: if it took room from them, every terminal would change its size twice.
 */
export function Banner() {
  const lost = useLost()
  if (!lost) return null
  return (
    <div role="status" className="relative z-30 h-0">
      <div className="absolute top-1 left-1/2 flex min-h-8 w-max max-w-[calc(100%-16px)] -translate-x-1/2 items-center gap-3 rounded-lg border border-warn/40 bg-warn-soft px-3 py-1 text-xs text-warn shadow-pop">
        <span>{lost.text}</span>
        {lost.mayTry && (
          <Button kind="outline" className="h-11 px-3" onClick={reconnectNow}>
            Try now
          </Button>
        )}
      </div>
    </div>
  )
}
