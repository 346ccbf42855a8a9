import { useEffect, type RefObject } from 'react'
import { undoLast } from '~/connection/changes-decisions'
import { deskOf } from '~/connection/changes-desk'
import { registerCommands, type Command } from '~/lib/commands'
import { toggleStyle } from './diff-style'
import { decideFocused, decideSheet, decideShown, startComment, startHandwork, stepFocus, toggleFocused } from './review-actions'

/** Single letters that decide; they count only while the review has the focus, or nothing has. */
export function useReviewCommands(sessionId: string, pane: RefObject<HTMLElement | null>): void {
  useEffect(() => {
    const isHere = () => {
      const active = document.activeElement
      // While a palette or a filter is typed in, letters are no shortcuts, but the palette may list what can be done.
      const isFree = !active || active === document.body || active instanceof HTMLInputElement || (pane.current?.contains(active) ?? false)
      return isFree && pane.current?.checkVisibility() === true && deskOf(sessionId).handwork === null
    }
    return registerCommands(...commandsOf(sessionId).map((command) => ({ ...command, group: 'Changes', when: isHere })))
  }, [sessionId, pane])
}

function commandsOf(id: string): Omit<Command, 'group' | 'when'>[] {
  const focused = () => deskOf(id).focus?.sheet
  return [
    { id: 'changes.next', title: 'Next change', keys: 'j', run: () => stepFocus(id, 'unit', 1) },
    { id: 'changes.previous', title: 'Previous change', keys: 'k', run: () => stepFocus(id, 'unit', -1) },
    { id: 'changes.file.next', title: 'Next file', keys: 'n', run: () => stepFocus(id, 'sheet', 1) },
    { id: 'changes.file.previous', title: 'Previous file', keys: 'p', run: () => stepFocus(id, 'sheet', -1) },
    { id: 'changes.apply', title: 'Apply this change', keys: 'a', run: () => decideFocused(id, 'apply') },
    { id: 'changes.reject', title: 'Reject this change', keys: 'r', run: () => decideFocused(id, 'reject') },
    { id: 'changes.file.apply', title: 'Apply this file', keys: 'Shift+a', run: () => decideSheet(id, focused(), 'apply') },
    { id: 'changes.file.reject', title: 'Reject this file', keys: 'Shift+r', run: () => decideSheet(id, focused(), 'reject') },
    { id: 'changes.undo', title: 'Take back what was applied last', keys: 'u', keywords: 'undo rewind', run: () => undoLast(id) },
    { id: 'changes.edit', title: 'Edit the proposed text, or solve the conflict', keys: 'e', run: () => startHandwork(id, focused()) },
    { id: 'changes.comment', title: 'Comment on this change', keys: 'c', run: () => startComment(id) },
    { id: 'changes.fold', title: 'Fold or unfold the file', keys: 'x', run: () => toggleFocused(id) },
    { id: 'changes.style', title: 'Side by side or unified', keys: 's', run: toggleStyle },
    { id: 'changes.all.apply', title: 'Apply all changes shown', run: () => decideShown(id, 'apply') },
    { id: 'changes.all.reject', title: 'Reject all changes shown', run: () => decideShown(id, 'reject') },
  ]
}
