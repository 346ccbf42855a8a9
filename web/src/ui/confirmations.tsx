import { AlertDialog } from '@base-ui/react/alert-dialog'
import { Button } from './button'
import { usePending } from './confirm'
import { backdropClass, DialogActions } from './dialog'

function close(yes: boolean): void {
  usePending.getState().pending?.answer(yes)
  usePending.setState({ open: false })
}

/** Where `confirm` shows its question; once in the app. */
export default function Confirmations() {
  const { pending, open } = usePending()
  return (
    <AlertDialog.Root open={open} onOpenChange={(next) => !next && close(false)}>
      <AlertDialog.Portal>
        <AlertDialog.Backdrop className={backdropClass} />
        <AlertDialog.Popup className="fixed top-[18vh] left-1/2 z-[1160] w-[min(27rem,calc(100vw-24px))] -translate-x-1/2 overflow-hidden rounded-xl border border-line-2 bg-pop shadow-pop transition-[opacity,scale] duration-100 data-ending-style:scale-[.985] data-ending-style:opacity-0 data-starting-style:scale-[.985] data-starting-style:opacity-0">
          <div className="px-4 pt-4 pb-3.5">
            <AlertDialog.Title className="text-base font-[600] tracking-[-.01em]">{pending?.title}</AlertDialog.Title>
            <AlertDialog.Description render={<div />} className="mt-1.5 text-sm text-fg-2">
              {pending?.body}
            </AlertDialog.Description>
          </div>
          <DialogActions>
            <Button kind="soft" size="md" onClick={() => close(false)}>
              Cancel
            </Button>
            <Button kind={pending?.kind ?? 'destroy'} size="md" onClick={() => close(true)}>
              {pending?.action}
            </Button>
          </DialogActions>
        </AlertDialog.Popup>
      </AlertDialog.Portal>
    </AlertDialog.Root>
  )
}
