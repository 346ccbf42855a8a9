import { setDesk, useDesk } from '~/connection/changes-desk'
import type { Hunk } from '~/wire/types'
import { cn } from '~/lib/cn'
import { withHiddenShown } from '~/lib/invisible'
import { Button } from '~/ui/button'
import { Dialog, DialogActions } from '~/ui/dialog'

/** Why something cannot be taken back: the later lines that stand on it. */
export function RefusalDialog({ sessionId }: { sessionId: string }) {
  const refused = useDesk(sessionId, (desk) => desk.refused)
  const close = () => setDesk(sessionId, { refused: null })
  return (
    <Dialog open={refused !== null} onOpenChange={(open) => !open && close()} title="It cannot be taken back" description={refused?.message} className="w-[min(46rem,calc(100vw-24px))]">
      <div className="flex min-h-0 flex-col gap-3 overflow-y-auto px-4 pb-3">
        <p className="text-sm text-fg-2">The file has moved on in these lines. Nothing was touched. Change them first, by hand or with an agent, then try again.</p>
        {refused?.overlap.map((hunk) => (
          <Lines key={hunk.id} hunk={hunk} />
        ))}
      </div>
      <DialogActions>
        <Button kind="primary" size="md" onClick={close}>
          Understood
        </Button>
      </DialogActions>
    </Dialog>
  )
}

const LOOKS = { context: 'text-fg-2', add: 'bg-add/12', remove: 'bg-del/12' }
const SIGNS = { context: ' ', add: '+', remove: '−' }

/** A hunk as text. */
function Lines({ hunk }: { hunk: Hunk }) {
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- a scrolling region has to be reachable by keyboard
    <pre tabIndex={0} aria-label={`From line ${hunk.new_start}`} className="max-h-72 shrink-0 overflow-auto rounded-lg border border-line bg-code py-1.5 font-mono text-xs leading-[18px]">
      <code className="block w-max min-w-full">
        {hunk.lines.map((line, index) => (
          // oxlint-disable-next-line react/no-array-index-key -- lines have no other identity
          <span key={index} className={cn('block min-h-[18px] px-3', LOOKS[line.kind])}>
            <span className="mr-2 text-fg-3 select-none">{SIGNS[line.kind]}</span>
            {withHiddenShown(line.text)}
          </span>
        ))}
      </code>
    </pre>
  )
}
