/** What can be done with tabs and groups, from menus, the palette and by keyboard. */
import type { Command } from '~/lib/commands'
import { isMac } from '~/lib/keys'
import { isPhone } from '~/lib/media'
import { currentAddress } from '~/panes/address'
import { evened, focusTowards, moveTowards, neighbourOf, resize, stepGroup, type Axis, type Direction } from '~/panes/geometry'
import {
  activePane,
  awayPane,
  changesPane,
  closeGroup,
  closeOthers,
  closePanes,
  closeRightOf,
  focusPane,
  gather,
  groupsOf,
  historyPane,
  inboxPane,
  panesOf,
  searchPane,
  settingsPane,
  splitOff,
  stepPane,
  toggleMaximised,
  activate,
  type LayoutTree,
  type Pane,
  type TabSetNode,
} from '~/panes/tree'
import { arrange, reopenPane, showPane, workspaceOf } from '~/panes/workspaces'
import { wantFocus } from './focusing'
import { renameTab } from './renaming'

const group = 'Tabs and groups'
const NO_SESSION = 'Open a session first.'
const NO_TAB = 'No tab is open.'

const sessionId = (): string => currentAddress().sessionId ?? ''
const treeNow = (): LayoutTree => workspaceOf(sessionId()).tree
const paneOf = (id = activePane(treeNow())?.id): Pane | undefined => panesOf(treeNow()).find((pane) => pane.id === id)
const groupOf = (id?: string): TabSetNode | undefined => {
  const pane = paneOf(id)
  return groupsOf(treeNow()).find((one) => one.children.some((tab) => tab.id === pane?.id))
}

const hasSession = () => currentAddress().sessionId !== undefined || NO_SESSION
export const hasTab = (target?: string) => paneOf(target) !== undefined || NO_TAB
const hasTwoTabs = (target?: string) => (groupOf(target)?.children.length ?? 0) > 1 || 'There is no other tab in this group.'
const hasGroups = () => groupsOf(treeNow()).length > 1 || 'There is only one group.'
const hasDock = () => !isPhone() || 'A phone shows one tab at a time.'
/** The first reason there is. */
const all = (...claims: ((target?: string) => boolean | string)[]) => (target?: string) =>
  claims.map((claim) => claim(target)).find((answer) => answer !== true) ?? true

/** Changes the arrangement around a pane: the one asked for, else the active one. */
const change = (operation: (tree: LayoutTree, id: string) => LayoutTree) => (target?: string) => {
  const pane = paneOf(target)
  if (!pane) return
  arrange(sessionId(), (tree) => operation(tree, pane.id))
  goOnInShown()
}

/** A menu that was closed, or a pane that was moved, leaves the keyboard nowhere. */
function goOnInShown(): void {
  const shown = activePane(treeNow())
  if (shown && !isPhone()) wantFocus(sessionId(), shown.id)
}

/** Shows a tab, and lets the keyboard go on in it. */
export function goToTab(paneId: string): void {
  arrange(sessionId(), (tree) => focusPane(tree, paneId))
  if (!isPhone()) wantFocus(sessionId(), paneId)
}

/** Shows one of the panes of which there is one. */
const open = (pane: (session: string, project: string) => Pane) => (groupId?: string) => {
  const { sessionId: session, projectId: project = '' } = currentAddress()
  if (!session) return
  if (groupId) arrange(session, (tree) => activate(tree, groupId))
  showPane(session, pane(session, project), groupId || isPhone() ? 'here' : 'right')
  goOnInShown()
}

const opening: Command[] = [
  { id: 'changes.open', title: 'Review changes', icon: 'diff', group, keys: '$mod+Shift+g', keywords: 'diff apply reject pending', when: hasSession, run: open(changesPane) },
  { id: 'pane.history', title: 'Chats of the project in a tab', label: 'Chats of the project', icon: 'history', group, keywords: 'history', when: hasSession, run: open((_, project) => historyPane(project)) },
  { id: 'pane.search', title: 'Search in a tab', label: 'Search', icon: 'search', group, keywords: 'find full text', when: hasSession, run: open(() => searchPane) },
  { id: 'pane.inbox', title: 'Inbox in a tab', label: 'Inbox', icon: 'inbox', group, when: hasSession, run: open(() => inboxPane) },
  { id: 'pane.away', title: 'While you were away in a tab', label: 'While you were away', icon: 'night', group, keywords: 'digest happened', when: hasSession, run: open(() => awayPane) },
  { id: 'pane.settings', title: 'Settings in a tab', label: 'Settings', icon: 'gear', group, when: hasSession, run: open(() => settingsPane) },
  {
    id: 'pane.reopen',
    title: 'Reopen closed tab',
    icon: 'restart',
    group,
    keys: '$mod+Shift+e',
    keywords: 'undo close',
    when: () => workspaceOf(sessionId()).closed.length > 0 || 'No tab was closed here.',
    run: (target) => {
      reopenPane(sessionId(), target)
      goOnInShown()
    },
  },
]

const tabs: Command[] = [
  { id: 'pane.close', title: 'Close tab', label: 'Close', icon: 'close', group, keys: 'Alt+KeyW', when: hasTab, run: change((tree, id) => closePanes(tree, [id])) },
  { id: 'pane.others', title: 'Close other tabs', label: 'Close others', group, when: hasTwoTabs, run: change(closeOthers) },
  {
    id: 'pane.rightof',
    title: 'Close tabs to the right',
    label: 'Close to the right',
    group,
    when: (target) => groupOf(target)?.children.at(-1)?.id !== paneOf(target)?.id || 'There is no tab to the right of it.',
    run: change(closeRightOf),
  },
  { id: 'pane.all', title: 'Close all tabs of this group', label: 'Close all here', group, when: hasTab, run: change(closeGroup) },
  {
    id: 'pane.rename',
    title: 'Rename tab',
    label: 'Rename',
    icon: 'pencil',
    group,
    keywords: 'title chat terminal',
    when: (target) => ['chat', 'terminal'].includes(paneOf(target)?.kind ?? '') || 'Only chats and terminals have names of their own.',
    run: (target) => renameTab(sessionId(), paneOf(target)),
  },
  { id: 'pane.next', title: 'Next tab', group, keys: 'Alt+BracketRight', inTerminal: true, when: hasTwoTabs, run: change((tree) => stepPane(tree, 1)) },
  { id: 'pane.previous', title: 'Previous tab', group, keys: 'Alt+BracketLeft', inTerminal: true, when: hasTwoTabs, run: change((tree) => stepPane(tree, -1)) },
  { id: 'pane.right', title: 'Split right: move tab to a new group', label: 'Split right', icon: 'columns', group, when: all(hasDock, hasTwoTabs), run: change((tree, id) => splitOff(tree, id, 'right')) },
  { id: 'pane.down', title: 'Split down: move tab to a new group', label: 'Split down', icon: 'rows', group, when: all(hasDock, hasTwoTabs), run: change((tree, id) => splitOff(tree, id, 'down')) },
]

const WORDS: Record<Direction, { title: string; arrow: string }> = {
  left: { title: 'on the left', arrow: 'ArrowLeft' },
  right: { title: 'on the right', arrow: 'ArrowRight' },
  up: { title: 'above', arrow: 'ArrowUp' },
  down: { title: 'below', arrow: 'ArrowDown' },
}
const DIRECTIONS = Object.keys(WORDS) as Direction[]
// Alt and Shift with an arrow select words on a Mac.
const FOCUS = isMac ? 'Control+Shift' : 'Alt+Shift'

const focusing = DIRECTIONS.map((direction): Command => ({
  id: `group.${direction}`,
  title: `Go to the group ${WORDS[direction].title}`,
  group,
  keys: `${FOCUS}+${WORDS[direction].arrow}`,
  keywords: 'focus pane split',
  inTerminal: true,
  when: all(hasDock, hasGroups, () => neighbourOf(treeNow(), groupOf()?.id ?? '', direction) !== undefined || 'There is no group on that side.'),
  run: change((tree) => focusTowards(tree, direction)),
}))

const moving = DIRECTIONS.map((direction): Command => ({
  id: `pane.move.${direction}`,
  title: `Move tab to the group ${WORDS[direction].title}`,
  label: `Move ${direction}`,
  icon: direction,
  group,
  keys: `Control+Alt+Shift+${WORDS[direction].arrow}`,
  keywords: 'split',
  inTerminal: true,
  when: all(hasDock, hasTab, (target) => hasTwoTabs(target) === true || neighbourOf(treeNow(), groupOf(target)?.id ?? '', direction) !== undefined || 'It is the only tab, and there is no group on that side.'),
  run: change((tree, id) => moveTowards(tree, id, direction)),
}))

const STEP = 0.05
const sizing = (id: string, title: string, keys: string, axis: Axis, share: number): Command => ({
  id,
  title,
  group,
  keys,
  keywords: 'resize size',
  inTerminal: true,
  when: all(hasDock, hasGroups),
  run: change((tree) => resize(tree, axis, share)),
})

const groups: Command[] = [
  ...focusing,
  { id: 'group.next', title: 'Next group', group, when: all(hasDock, hasGroups), run: change((tree) => stepGroup(tree, 1)) },
  { id: 'group.previous', title: 'Previous group', group, when: all(hasDock, hasGroups), run: change((tree) => stepGroup(tree, -1)) },
  ...moving,
  { id: 'pane.maximise', title: 'Maximise or restore the group', icon: 'maximise', group, keys: '$mod+Shift+m', keywords: 'zoom full', when: all(hasDock, hasTab), run: change((tree, id) => toggleMaximised(focusPane(tree, id))) },
  sizing('group.wider', 'Make the group wider', 'Alt+Shift+Period', 'width', STEP),
  sizing('group.narrower', 'Make the group narrower', 'Alt+Shift+Comma', 'width', -STEP),
  sizing('group.taller', 'Make the group taller', 'Alt+Shift+Equal', 'height', STEP),
  sizing('group.shorter', 'Make the group shorter', 'Alt+Shift+Minus', 'height', -STEP),
  { id: 'group.even', title: 'Make all groups the same size', group, keywords: 'reset resize', when: all(hasDock, hasGroups), run: change((tree) => evened(tree)) },
  { id: 'pane.gather', title: 'Put all tabs into one group', group, keywords: 'reset layout', when: all(hasDock, hasGroups), run: change(gather) },
]

export const workspaceCommands: readonly Command[] = [...opening, ...tabs, ...groups]
