import type { ReactNode } from 'react'
import { setDesk } from '~/connection/changes-desk'
import { confirm } from '~/ui/confirm'
import { Button } from '~/ui/button'
import { Kbd } from '~/ui/kbd'
import { PathText } from './Marks'

export const leaveHandwork = (sessionId: string): void => setDesk(sessionId, { handwork: null })

/** Leaves the editor; asks first where something would be lost. */
export async function leaveEditor(sessionId: string, isDirty: boolean): Promise<void> {
  if (!isDirty || (await confirm({ title: 'Leave without saving?', body: 'What you wrote here is lost. The change stays as it was.', action: 'Leave' }))) leaveHandwork(sessionId)
}

interface HandworkFrameProps {
  sessionId: string
  title: string
  /** Instead of an editor. */
  note?: string
  hint?: ReactNode
  isDirty?: boolean
  save?: { action: string; isBlocked: boolean; run: () => void }
  children?: ReactNode
}

/** The bar above an editor, and the editor below it. */
export function HandworkFrame({ sessionId, title, note, hint, isDirty = false, save, children }: HandworkFrameProps) {
  return (
    <div className="flex h-full min-h-0 flex-col">
      <div className="flex min-h-[40px] shrink-0 items-center gap-2 border-b border-line pr-2 pl-3 max-md:min-h-[56px]">
        <PathText path={title} className="text-sm font-[530]" />
        <span className="min-w-0 flex-1 truncate text-xs text-fg-2 max-md:invisible">{hint}</span>
        <Button className="max-md:h-11 max-md:px-4" onClick={() => void leaveEditor(sessionId, isDirty)}>
          Cancel
        </Button>
        {save && (
          <Button kind="primary" className="max-md:h-11 max-md:px-4" disabled={save.isBlocked} onClick={save.run}>
            {save.action} <Kbd keys="$mod+Enter" className="text-accent-fg max-md:hidden" />
          </Button>
        )}
      </div>
      {note && <p className="p-4 text-sm text-fg-2">{note}</p>}
      {children}
    </div>
  )
}
