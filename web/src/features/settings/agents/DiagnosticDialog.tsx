import { useQuery } from '@tanstack/react-query'
import { Copy, RefreshCw } from 'lucide-react'
import { Button } from '~/ui/button'
import { Dialog, DialogActions } from '~/ui/dialog'
import { toastError, toasts } from '~/ui/toast'
import { diagnosticQuery } from '~/wire/agents'
import type { ProviderSnapshot } from '~/wire/types'

/** What BooCode sees of a provider, as text that can be sent to somebody. */
export default function DiagnosticDialog({ provider, onClose }: { provider: ProviderSnapshot; onClose: () => void }) {
  const diagnostic = useQuery(diagnosticQuery(provider.id))
  const text = diagnostic.data?.text ?? ''
  const copy = () =>
    navigator.clipboard.writeText(text).then(
      () => toasts.add({ title: 'Copied', type: 'success' }),
      (error: unknown) => toastError('It was not copied', error),
    )
  return (
    <Dialog open onOpenChange={(open) => !open && onClose()} title={`Diagnosis of ${provider.label}`} description="Secrets are left out." className="w-[min(46rem,calc(100vw-24px))]">
      <div className="min-h-0 flex-1 overflow-y-auto px-4 pb-3" aria-busy={diagnostic.isFetching}>
        {diagnostic.isError && <p className="text-xs text-err">{diagnostic.error.message}</p>}
        {diagnostic.isPending && <p className="text-xs text-fg-3">Looking…</p>}
        {text && (
          // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- a scrolling region has to be reachable by keyboard
          <pre tabIndex={0} aria-label="Diagnosis" className="max-h-[55dvh] overflow-auto overscroll-contain rounded-md border border-line bg-code px-3 py-2 font-mono text-[11.5px] leading-[18px] [overflow-wrap:anywhere] whitespace-pre-wrap">
            {text}
          </pre>
        )}
      </div>
      <DialogActions>
        <Button kind="soft" size="md" disabled={diagnostic.isFetching} onClick={() => void diagnostic.refetch()}>
          <RefreshCw />
          Look again
        </Button>
        <Button kind="primary" size="md" disabled={!text} onClick={() => void copy()}>
          <Copy />
          Copy
        </Button>
      </DialogActions>
    </Dialog>
  )
}
