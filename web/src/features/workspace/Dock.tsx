import { useQuery } from '@tanstack/react-query'
import { Actions, I18nLabel, I18nLabelDefaults, Layout, TabNode, type Action, type Model } from 'flexlayout-react'
import { Ellipsis, Maximize2, Minimize2, X } from 'lucide-react'
import { memo, useCallback, useEffect, useMemo, useRef, useState, type RefObject } from 'react'
import { renameTerminal, sessionTerminalsQuery } from '~/connection/terminal-api'
import { runCommand } from '~/lib/commands'
import { Slot } from '~/lib/slots'
import { PaneBody } from '~/panes/registry'
import { activePane, panesOf, withNames, type LayoutTree, type Pane, type PaneKind } from '~/panes/tree'
import { setWorkspace, useWorkspace, workspaceOf } from '~/panes/workspaces'
import { MenuAt, preloadMenus } from '~/ui/menu'
import { toastError } from '~/ui/toast'
import { changeChat } from '~/wire/mutations'
import { sessionChatsQuery } from '~/wire/queries'
import '~/styles/dock.css'
import { dockModel, takeFromDock } from './dock-model'
import { GroupMenu, NewTab } from './GroupMenus'
import { focusInside, goOnIfLost, useWantedFocus, wantFocus } from './focusing'
import { useRenaming } from './renaming'
import { TabIcon } from './TabIcon'
import { TabMenu } from './TabMenu'

const ICONS = {
  close: <X className="size-3.5" />,
  maximize: <Maximize2 className="size-3.5" />,
  restore: <Minimize2 className="size-3.5" />,
  more: <Ellipsis className="size-3.5" />,
}
const KEYS = {
  closeTab: 'Delete',
  renameTab: 'F2',
  focusNextTabset: 'F6',
  focusPreviousTabset: 'Shift+F6',
  focusTabToggle: 'Ctrl+Shift+\\',
}

const WORDS: Partial<Record<string, string>> = {
  [I18nLabel.Maximize]: 'Maximise the group',
  [I18nLabel.Restore]: 'Restore the group',
  [I18nLabel.Overflow_Menu_Tooltip]: 'More tabs',
  [I18nLabel.Splitter]: 'Resize the groups beside it',
}

const wordsOf = (label: string): string => WORDS[label] ?? I18nLabelDefaults[label] ?? label

interface OpenMenu {
  pane: Pane
  point: { x: number; y: number }
}

/** Tabs and splits of a session. What it shows is `tree`; what the person does with it goes back there. */
function Dock({ sessionId, tree }: { sessionId: string; tree: LayoutTree }) {
  const model = dockModel(sessionId, useNamed(tree, sessionId))
  const [menu, setMenu] = useState<OpenMenu | null>(null)
  const dock = useRef<HTMLDivElement>(null)
  useRenamingHere(sessionId, model, dock)
  useFocusHere(sessionId, model, dock)
  useWayOut(sessionId, model, dock)
  const factory = useCallback((tab: TabNode) => <PaneBody pane={{ kind: kindOf(tab), ref: refOf(tab) }} />, [])
  const onAction = useCallback((action: Action) => {
    if (action.type === Actions.RENAME_TAB) renamePane(action.data as { node: string; text: string })
    return action
  }, [])
  const goInto = (target: EventTarget) => {
    const tab = target instanceof Element && target.closest('[role=tab]')
    const pane = tab && panesOf(tree).find(({ id }) => elementsOf(dock.current, model, id).tab === tab)
    if (pane) wantFocus(sessionId, pane.id)
  }
  const openMenu = (id: string, point: OpenMenu['point']) => {
    const pane = panesOf(tree).find((one) => one.id === id)
    if (pane) setMenu({ pane, point })
  }
  return (
    <div
      ref={dock}
      role="presentation"
      className="dock relative h-full"
      onPointerEnter={preloadMenus}
      onClick={({ target, detail }) => {
        if (detail === 1 && !(target instanceof HTMLInputElement) && !isTouched()) goInto(target)
      }}
      onKeyDownCapture={(event) => {
        const opens = (event.key === 'Enter' || event.key === ' ') && (event.target as Element).matches('[role=tab][aria-selected=true]')
        if (!opens) return
        event.preventDefault()
        event.stopPropagation() // The library goes to the first button of the pane.
        goInto(event.target)
      }}
    >
      <Layout
        key={sessionId}
        model={model}
        factory={factory}
        icons={ICONS}
        keyMap={KEYS}
        realtimeResize
        invalidateTabContentOnParentRender={false}
        tabDragSpeed={0.12}
        onAction={onAction}
        onModelChange={(changed, { type }) => {
          takeFromDock(sessionId, changed)
          if (type === Actions.DELETE_TAB || type === Actions.MOVE_NODE) goOnIfLost(sessionId)
        }}
        onAuxMouseClick={(node, event) => {
          if (event.button === 1 && node instanceof TabNode) runCommand('pane.close', node.getId())
        }}
        // The palette has them all, to be found by typing; the library's own list has those only that are out of sight.
        onShowOverflowMenu={() => runCommand('pane.switch')}
        i18nTranslator={wordsOf}
        onContextMenu={(node, event) => {
          event.preventDefault()
          openMenu(node.getId(), { x: event.clientX, y: event.clientY })
        }}
        onRenderTab={(tab, values) => {
          if (kindOf(tab) === 'terminal') values.content = <TerminalName sessionId={sessionId} id={refOf(tab)} name={tab.getName()} />
          values.leading = <TabIcon sessionId={sessionId} kind={kindOf(tab)} id={refOf(tab)} />
        }}
        onRenderTabSet={(group, values) => {
          const id = group.getId()
          values.stickyButtons.push(<NewTab key="new" sessionId={sessionId} groupId={id} />)
          values.stickyButtons.push(<Slot key="terminals" name="dock.group" sessionId={sessionId} groupId={id} />)
          values.buttons.push(<GroupMenu key="menu" groupId={id} shownId={group.getSelectedNode()?.getId()} />)
        }}
      />
      <MenuAt point={menu?.point ?? null} onClose={() => setMenu(null)}>
        {menu && <TabMenu pane={menu.pane} />}
      </MenuAt>
    </div>
  )
}

/** Drawn again only for another tree: what is around it changes with every address. */
export default memo(Dock)

/** The tree with the titles that its chats have now. */
function useNamed(tree: LayoutTree, sessionId: string): LayoutTree {
  const chats = useQuery(sessionChatsQuery(sessionId)).data
  const terminals = useTerminals(sessionId)
  const named = useMemo(() => {
    const titles = (chats ?? []).flatMap((chat): [string, string][] =>
      chat.title ? [[`chat:${chat.id}`, chat.title]] : [],
    )
    const names = (terminals ?? []).map(({ id, name }): [string, string] => [`terminal:${id}`, name])
    return withNames(tree, new Map([...titles, ...names]))
  }, [tree, chats, terminals])
  // What is closed is called what it was called last; that alone is no reason to save.
  useEffect(() => {
    if (named !== tree) setWorkspace(sessionId, { tree: named })
  }, [sessionId, named, tree])
  return named
}

/** The session's terminals, in a session that shows one. */
function useTerminals(sessionId: string) {
  const hasOne = panesOf(useWorkspace(sessionId).tree).some(({ kind }) => kind === 'terminal')
  return useQuery({ ...sessionTerminalsQuery(sessionId), enabled: hasOne }).data?.terminals
}

/** Its name, and whose files are there. */
function TerminalName({ sessionId, id, name }: { sessionId: string; id: string | null; name: string }) {
  const terminal = useTerminals(sessionId)?.find((one) => one.id === id)
  if (!terminal) return name
  // Drawn, not text: the tab's accessible name is the terminal's own, and the pane says the place as well.
  return <span className="after:pl-1.5 after:text-2xs after:text-fg-3 after:content-[attr(data-place)]" data-place={terminal.kind === 'ssh' ? 'ssh' : terminal.place}>{name}</span>
}

const kindOf = (tab: TabNode) => tab.getComponent() as PaneKind
const refOf = (tab: TabNode) => (tab.getConfig() as { ref: string | null }).ref

function renamePane({ node, text }: { node: string; text: string }): void {
  const [kind, id = ''] = node.split(':')
  const title = text.trim()
  if (kind === 'terminal') {
    if (title) renameTerminal(id, title).catch((error: unknown) => toastError('The terminal was not renamed', error))
    return
  }
  if (title) changeChat(id, { title }).catch((error: unknown) => toastError('The chat was not renamed', error))
}

/** The content of a pane and its tab in the document; the library calls them `/ts0/t1` and `/ts0/tb1`. */
function elementsOf(dock: HTMLElement | null, model: Model, paneId: string): { content: HTMLElement | null; tab: HTMLElement | null } {
  const path = model.getNodeById(paneId)?.getPath() ?? ''
  const at = (one: string) => dock?.querySelector<HTMLElement>(`[data-layout-path="${CSS.escape(one)}"]`) ?? null
  return { content: at(path), tab: at(path.replace(/\/t(\d+)$/, '/tb$1')) }
}

/** A keyboard on the screen waits to be asked for. */
const isTouched = () => matchMedia('(pointer: coarse)').matches

/** Lets the focus follow what was done by keyboard, and go into a pane whose tab is clicked. */
function useFocusHere(sessionId: string, model: Model, dock: RefObject<HTMLElement | null>): void {
  const wanted = useWantedFocus()
  const done = useRef(wanted.count)
  useEffect(() => {
    if (wanted.sessionId !== sessionId || wanted.count === done.current) return
    done.current = wanted.count
    // What was just opened is drawn in the next frame.
    requestAnimationFrame(() => {
      const { content, tab } = elementsOf(dock.current, model, wanted.paneId)
      focusInside(content, tab)
    })
  }, [wanted, sessionId, model, dock])
}

/** A terminal takes every key but this one, which goes to its tab; from there it goes to the next group. */
function useWayOut(sessionId: string, model: Model, dock: RefObject<HTMLElement | null>): void {
  useEffect(() => {
    const element = dock.current
    const onKeyDown = (event: KeyboardEvent) => {
      const shown = activePane(workspaceOf(sessionId).tree)
      if (event.key !== 'F6' || !shown || !(event.target instanceof Element) || !event.target.closest('.xterm')) return
      event.preventDefault()
      event.stopPropagation()
      elementsOf(element, model, shown.id).tab?.focus()
    }
    element?.addEventListener('keydown', onKeyDown)
    return () => element?.removeEventListener('keydown', onKeyDown)
  }, [sessionId, model, dock])
}

/** Renaming in place is the dock's own; it begins with a double click on the tab. */
function startRenaming(dock: HTMLElement | null, model: Model, paneId: string): void {
  elementsOf(dock, model, paneId).tab?.dispatchEvent(new MouseEvent('dblclick', { bubbles: true }))
}

/** Does the renaming that a command asked for. */
function useRenamingHere(sessionId: string, model: Model, dock: RefObject<HTMLElement | null>): void {
  const wanted = useRenaming((state) => state.wanted)
  useEffect(() => {
    if (wanted?.sessionId !== sessionId) return
    useRenaming.setState({ wanted: null })
    startRenaming(dock.current, model, wanted.paneId)
  }, [wanted, sessionId, model, dock])
}
