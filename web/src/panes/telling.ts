/** What happened to an arrangement, in a sentence for those who do not see it. Pure. */
import { activeGroup, activePane, groupsOf, panesOf, type LayoutTree, type Pane } from './tree'

const groupOf = (tree: LayoutTree, id: string) => groupsOf(tree).findIndex((group) => group.children.some((tab) => tab.id === id))

/** Null when nothing happened that is worth a word. */
export function toldChange(before: LayoutTree, after: LayoutTree): string | null {
  const was = panesOf(before)
  const is = panesOf(after)
  const closed = was.filter(({ id }) => !is.some((one) => one.id === id))
  const opened = is.filter(({ id }) => !was.some((one) => one.id === id))
  if (closed.length > 0) return toldClosed(closed, after)
  if (opened.length > 0) return `${opened.map(({ name }) => name).join(', ')} opened, ${placeOf(after)}.`
  const [maximised, wasMaximised] = [after, before].map((tree) => groupsOf(tree).some((group) => group.maximized))
  if (maximised !== wasMaximised) return maximised ? 'The group fills the workspace.' : 'All groups are shown again.'
  const count = groupsOf(after).length
  const moved = is.find(({ id }) => groupOf(before, id) !== groupOf(after, id))
  if (moved && (count !== groupsOf(before).length || panesOf(before).length === is.length)) {
    const at = groupOf(after, moved.id)
    if (count !== groupsOf(before).length) return `${activePane(after)?.name ?? moved.name} moved, ${placeOf(after)}.`
    return `${moved.name} moved to group ${at + 1} of ${count}.`
  }
  const [shown, wasShown] = [activePane(after), activePane(before)]
  if (shown && shown.id !== wasShown?.id) return `${shown.name}, ${placeOf(after)}.`
  return null
}

function toldClosed(closed: readonly Pane[], after: LayoutTree): string {
  const what = closed.length === 1 ? `${closed[0]?.name} closed` : `${closed.length} tabs closed`
  const shown = activePane(after)
  return shown ? `${what}. ${shown.name}, ${placeOf(after)}.` : `${what}. No tab is open.`
}

/** `tab 2 of 3 in group 1 of 2`. */
function placeOf(tree: LayoutTree): string {
  const group = activeGroup(tree)
  if (!group) return 'no group'
  const groups = groupsOf(tree)
  const tab = `tab ${Math.min(group.selected ?? 0, group.children.length - 1) + 1} of ${group.children.length}`
  return groups.length > 1 ? `${tab} in group ${groups.indexOf(group) + 1} of ${groups.length}` : tab
}
