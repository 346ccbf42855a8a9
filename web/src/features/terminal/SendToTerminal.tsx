import { SquareTerminal } from 'lucide-react'
import { Button } from '~/ui/button'
import { sendToTerminal } from './actions'

/** On a block of code: puts it at the prompt of a terminal. */
export function SendCode({ code }: { code: string }) {
  return (
    <Button size="iconSm" className="pointer-coarse:size-11" aria-label="Send to terminal" title="Send to terminal" onClick={() => void sendToTerminal(code)}>
      <SquareTerminal />
    </Button>
  )
}
