import { useEffect, useState } from 'react'
import { useConnection } from '~/connection/socket'

/** A blink of the network is not worth a word. */
const TELL_AFTER_MS = 1500

/** What to say of a connection that has been lost for a while; null while there is nothing to say. */
export function useLost(): { text: string; mayTry: boolean } | null {
  const { state, refusal } = useConnection()
  const isLost = useLasting(state === 'lost', TELL_AFTER_MS)
  return isLost ? { text: refusal ?? 'Connection lost. Trying again; nothing is lost.', mayTry: refusal === null } : null
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
