/** What can be done in the review in view. Its single letters count only while it has the focus, or nothing has. */
import { clearDesk, deskOf } from '~/connection/changes-desk'
import type { Command } from '~/lib/commands'
import { currentAddress } from '~/panes/address'
import { toggleStyle } from './diff-style'

const group = 'Changes'
type Actions = typeof import('./review-actions')

const sessionId = (): string => currentAddress().sessionId ?? ''
const paneNow = () => document.querySelector(`[data-review="${CSS.escape(sessionId())}"]`)

function when(): boolean | string {
  const pane = paneNow()
  if (pane?.checkVisibility() !== true) return 'Open the changes of a session first.'
  if (deskOf(sessionId()).handwork !== null) return 'Finish or leave the editor first.'
  const active = document.activeElement
  // While a palette or a filter is typed in, letters are no shortcuts, but the palette may list what can be done.
  const isFree = !active || active === document.body || active instanceof HTMLInputElement || pane.contains(active)
  return isFree || 'Click into the changes first.'
}

const act = (does: (actions: Actions, id: string) => unknown) => async () => {
  does(await import('./review-actions'), sessionId())
}
const focused = (id: string) => deskOf(id).focus?.sheet

const commands: Omit<Command, 'group' | 'when'>[] = [
  { id: 'changes.next', title: 'Next change', keys: 'j', run: act(({ stepFocus }, id) => stepFocus(id, 'unit', 1)) },
  { id: 'changes.previous', title: 'Previous change', keys: 'k', run: act(({ stepFocus }, id) => stepFocus(id, 'unit', -1)) },
  { id: 'changes.file.next', title: 'Next file', keys: 'n', run: act(({ stepFocus }, id) => stepFocus(id, 'sheet', 1)) },
  { id: 'changes.file.previous', title: 'Previous file', keys: 'p', run: act(({ stepFocus }, id) => stepFocus(id, 'sheet', -1)) },
  { id: 'changes.apply', title: 'Apply this change', keys: 'a', run: act(({ decideFocused }, id) => decideFocused(id, 'apply')) },
  { id: 'changes.reject', title: 'Reject this change', keys: 'r', run: act(({ decideFocused }, id) => decideFocused(id, 'reject')) },
  { id: 'changes.file.apply', title: 'Apply this file', keys: 'Shift+a', run: act(({ decideSheet }, id) => decideSheet(id, focused(id), 'apply')) },
  { id: 'changes.file.reject', title: 'Reject this file', keys: 'Shift+r', run: act(({ decideSheet }, id) => decideSheet(id, focused(id), 'reject')) },
  { id: 'changes.undo', title: 'Take back what was applied last', keys: 'u', keywords: 'undo rewind', run: act(({ undo }, id) => undo(id)) },
  { id: 'changes.edit', title: 'Edit the proposed text, or solve the conflict', keys: 'e', run: act(({ startHandwork }, id) => startHandwork(id, focused(id))) },
  { id: 'changes.comment', title: 'Comment on this change', keys: 'c', run: act(({ startComment }, id) => startComment(id)) },
  { id: 'changes.fold', title: 'Fold or unfold the file', keys: 'x', run: act(({ toggleFocused }, id) => toggleFocused(id)) },
  { id: 'changes.fold.all', title: 'Fold or unfold all files', run: act(({ toggleAll }, id) => toggleAll(id)) },
  { id: 'changes.style', title: 'Side by side or unified', keys: 's', run: () => toggleStyle() },
  { id: 'changes.clear', title: 'Put away what is decided', run: () => clearDesk(sessionId()) },
  { id: 'changes.all.apply', title: 'Apply all changes shown', run: act(({ decideShown }, id) => decideShown(id, 'apply')) },
  { id: 'changes.all.reject', title: 'Reject all changes shown', run: act(({ decideShown }, id) => decideShown(id, 'reject')) },
]

export const changesCommands: readonly Command[] = commands.map((command) => ({ ...command, group, when }))
