/** What can be done in the review in view. Its single letters count only while it has the focus, or nothing has. */
import { canUndo, clearDesk, deskOf, hasDecided, isFolded, shownUnits } from '~/connection/changes-desk'
import type { Command } from '~/lib/commands'
import { currentAddress } from '~/panes/address'
import { queryClient, sessionQuery } from '~/wire/queries'
import { toggleStyle } from './diff-style'

const group = 'Changes'
type Actions = typeof import('./review-actions')

/** A target is a session whose review a menu or a button belongs to; without one it is the one in view. */
const sessionOf = (target?: string): string => target ?? currentAddress().sessionId ?? ''
const paneOf = (id: string) => document.querySelector(`[data-review="${CSS.escape(id)}"]`)

function when(target?: string): boolean | string {
  const id = sessionOf(target)
  if (target === undefined && paneOf(id)?.checkVisibility() !== true) return 'Open the changes of a session first.'
  if (deskOf(id).handwork !== null) return 'Finish or leave the editor first.'
  return target !== undefined || hasFocus(id) || 'Click into the changes first.'
}

/** While a palette or a filter is typed in, letters are no shortcuts, but the palette may list what can be done. */
function hasFocus(id: string): boolean {
  const active = document.activeElement
  return !active || active === document.body || active instanceof HTMLInputElement || (paneOf(id)?.contains(active) ?? false)
}

const act = (does: (actions: Actions, id: string) => unknown) => async (target?: string) => {
  does(await import('./review-actions'), sessionOf(target))
}
const focused = (id: string) => deskOf(id).focus?.sheet
const isAllFolded = (target?: string) => isFolded(deskOf(sessionOf(target)))
const waits = (target?: string) => shownUnits(deskOf(sessionOf(target))).some(({ state }) => state === 'pending') || 'No change waits here.'

type Declared = Omit<Command, 'group' | 'when'> & { only?: (target?: string) => boolean | string }

const commands: Declared[] = [
  { id: 'changes.next', title: 'Next change', keys: 'j', run: act(({ stepFocus }, id) => stepFocus(id, 'unit', 1)) },
  { id: 'changes.previous', title: 'Previous change', keys: 'k', run: act(({ stepFocus }, id) => stepFocus(id, 'unit', -1)) },
  { id: 'changes.file.next', title: 'Next file', keys: 'n', run: act(({ stepFocus }, id) => stepFocus(id, 'sheet', 1)) },
  { id: 'changes.file.previous', title: 'Previous file', keys: 'p', run: act(({ stepFocus }, id) => stepFocus(id, 'sheet', -1)) },
  { id: 'changes.apply', title: 'Apply this change', keys: 'a', run: act(({ decideFocused }, id) => decideFocused(id, 'apply')) },
  { id: 'changes.reject', title: 'Reject this change', keys: 'r', run: act(({ decideFocused }, id) => decideFocused(id, 'reject')) },
  { id: 'changes.file.apply', title: 'Apply this file', keys: 'Shift+a', run: act(({ decideSheet }, id) => decideSheet(id, focused(id), 'apply')) },
  { id: 'changes.file.reject', title: 'Reject this file', keys: 'Shift+r', run: act(({ decideSheet }, id) => decideSheet(id, focused(id), 'reject')) },
  { id: 'changes.undo', title: 'Take back what was applied last', icon: 'undo', keys: 'u', keywords: 'undo rewind', only: (target) => canUndo(deskOf(sessionOf(target))) || 'Nothing was applied here that could be taken back.', run: act(({ undo }, id) => undo(id)) },
  { id: 'changes.edit', title: 'Edit the proposed text, or solve the conflict', keys: 'e', run: act(({ startHandwork }, id) => startHandwork(id, focused(id))) },
  { id: 'changes.comment', title: 'Comment on this change', keys: 'c', run: act(({ startComment }, id) => startComment(id)) },
  { id: 'changes.fold', title: 'Fold or unfold the file', keys: 'x', run: act(({ toggleFocused }, id) => toggleFocused(id)) },
  { id: 'changes.fold.all', title: 'Fold or unfold all files', label: (target) => (isAllFolded(target) ? 'Unfold all files' : 'Fold all files'), icon: (target) => (isAllFolded(target) ? 'unfold' : 'fold'), run: act(({ toggleAll }, id) => toggleAll(id)) },
  { id: 'changes.style', title: 'Side by side or unified', keys: 's', run: () => toggleStyle() },
  { id: 'changes.clear', title: 'Put away what is decided', icon: 'clean', only: (target) => hasDecided(deskOf(sessionOf(target))) || 'Nothing is decided yet.', run: (target) => clearDesk(sessionOf(target)) },
  { id: 'changes.all.apply', title: 'Apply all changes shown', only: waits, run: act(({ decideShown }, id) => decideShown(id, 'apply')) },
  { id: 'changes.all.reject', title: 'Reject all changes shown', only: waits, run: act(({ rejectShown }, id) => rejectShown(id)) },
]

const inReview = commands.map(({ only = () => true, ...command }): Command => ({
  ...command,
  group,
  when: (target) => {
    const answer = when(target)
    return answer === true ? only(target) : answer
  },
}))

/** Whether the session's agents may change files without a review; undefined while that is not known. */
const mayApply = (target?: string): boolean | undefined => queryClient.getQueryData(sessionQuery(sessionOf(target)).queryKey)?.allow_apply
const isKnown = (target?: string) => mayApply(target) !== undefined || 'Open a session first.'

const ofSession: Command[] = [
  { id: 'changes.allow', title: 'Let agents apply by themselves…', icon: 'shield-off', group, keywords: 'review trust automatic', when: (target) => (mayApply(target) === true ? false : isKnown(target)), run: act(({ letApply }, id) => letApply(id, true)) },
  { id: 'changes.disallow', title: 'Stop letting agents apply', icon: 'shield', group, keywords: 'review trust automatic', when: (target) => mayApply(target) === true, run: act(({ letApply }, id) => letApply(id, false)) },
]

export const changesCommands: readonly Command[] = [...inReview, ...ofSession]
