import { AlertDialog } from '@base-ui/react/alert-dialog'
import { cn } from '~/lib/cn'
import { Button } from './button'
import { usePending, type Way } from './confirm'
import { backdropClass, DialogActions } from './dialog'
import { useOpener } from './opener'

function close(value: string | null): void {
  usePending.getState().pending?.answer(value)
  usePending.setState({ open: false })
}

/** Where `confirm` and `choose` show their questions; once in the app. */
export default function Confirmations() {
  const { pending, open } = usePending()
  const ways = pending?.ways ?? []
  const opener = useOpener(open)
  return (
    <AlertDialog.Root open={open} onOpenChange={(next) => !next && close(null)}>
      <AlertDialog.Portal>
        <AlertDialog.Backdrop className={backdropClass} />
        <AlertDialog.Popup finalFocus={opener} className="fixed top-[min(18vh,8rem)] left-1/2 z-[1160] flex max-h-[84dvh] w-[min(27rem,calc(100vw-24px))] -translate-x-1/2 flex-col overflow-hidden rounded-xl border border-line-2 bg-pop shadow-pop transition-[opacity,scale] duration-100 data-ending-style:scale-[.985] data-ending-style:opacity-0 data-starting-style:scale-[.985] data-starting-style:opacity-0">
          <div className="min-h-0 overflow-y-auto px-4 pt-4 pb-3.5">
            <AlertDialog.Title className="text-base font-[600] tracking-[-.01em]">{pending?.title}</AlertDialog.Title>
            <AlertDialog.Description render={<div />} className="mt-1.5 text-sm text-fg-2">
              {pending?.body}
            </AlertDialog.Description>
            {ways.length > 0 && <Ways ways={ways} />}
          </div>
          <DialogActions>
            <Button kind="soft" size="md" onClick={() => close(null)}>
              Cancel
            </Button>
            {ways.length === 0 && (
              <Button kind={pending?.kind ?? 'destroy'} size="md" onClick={() => close('yes')}>
                {pending?.action}
              </Button>
            )}
          </DialogActions>
        </AlertDialog.Popup>
      </AlertDialog.Portal>
    </AlertDialog.Root>
  )
}

function Ways({ ways }: { ways: readonly Way[] }) {
  return (
    <ul className="mt-3 flex flex-col gap-1.5">
      {ways.map((way) => (
        <li key={way.value}>
          <button
            type="button"
            onClick={() => close(way.value)}
            className={cn(
              'block min-h-11 w-full rounded-md border border-line-2 bg-bg-1 px-3 py-1.5 text-left hover:bg-bg-2',
              way.kind === 'destroy' && 'border-err/45 text-err hover:bg-err-soft',
            )}
          >
            <span className="block font-[530]">{way.label}</span>
            <span className="block text-xs text-fg-2">{way.description}</span>
          </button>
        </li>
      ))}
    </ul>
  )
}
