/** The open workspaces of this browser: per session its arrangement, and what was closed. Views hold none of it. */
import { create } from 'zustand'
import { announce } from '~/lib/announce'
import { toldChange } from './telling'
import { closePanes, emptyTree, openPane, panesOf, type LayoutTree, type Pane, type Place } from './tree'

const CLOSED_KEPT = 10

export interface Workspace {
  tree: LayoutTree
  /** Closed panes, the latest last. */
  closed: readonly Pane[]
  /** The server's arrangement as it was last read or saved here. */
  base: LayoutTree
  /** Version on the server that `tree` was made from. */
  version: number
  /** Whether `tree` has changes the server does not know. */
  isDirty: boolean
  /** Null until the server's copy was read. */
  origin: 'saved' | 'fresh' | null
}

const blank: Workspace = { tree: emptyTree, base: emptyTree, closed: [], version: 0, isDirty: false, origin: null }

const useStore = create<{ bySession: Readonly<Record<string, Workspace>> }>(() => ({ bySession: {} }))

export function workspaceOf(sessionId: string): Workspace {
  return useStore.getState().bySession[sessionId] ?? blank
}

export function useWorkspace(sessionId: string): Workspace {
  return useStore((state) => state.bySession[sessionId] ?? blank)
}

export function setWorkspace(sessionId: string, change: Partial<Workspace>): void {
  useStore.setState(({ bySession }) => ({
    bySession: { ...bySession, [sessionId]: { ...(bySession[sessionId] ?? blank), ...change } },
  }))
}

/** Forgets all arrangements: the other device class has its own. */
export function forgetWorkspaces(): void {
  useStore.setState({ bySession: {} })
}

/** Calls `listener` with the id of every session whose arrangement has changes to save. */
export function onDirty(listener: (sessionId: string) => void): () => void {
  return useStore.subscribe(({ bySession }, before) => {
    for (const [sessionId, workspace] of Object.entries(bySession)) {
      if (workspace.isDirty && workspace !== before.bySession[sessionId]) listener(sessionId)
    }
  })
}

/** Sessions whose arrangement the server does not know yet. */
export const dirtySessions = (): string[] =>
  Object.entries(useStore.getState().bySession).flatMap(([sessionId, { isDirty }]) => (isDirty ? [sessionId] : []))

/** Changes the arrangement by an operation of `tree.ts`; what that closes can be reopened. */
export function arrange(sessionId: string, change: (tree: LayoutTree) => LayoutTree): void {
  const { tree, closed } = workspaceOf(sessionId)
  const next = change(tree)
  if (next === tree) return
  const left = new Set(panesOf(next).map((pane) => pane.id))
  const gone = panesOf(tree).filter((pane) => !left.has(pane.id))
  const told = toldChange(tree, next)
  if (told) announce(told)
  const kept = closed.filter((pane) => !left.has(pane.id) && !gone.some((one) => one.id === pane.id))
  setWorkspace(sessionId, { tree: next, isDirty: true, closed: [...kept, ...gone].slice(-CLOSED_KEPT) })
}

export function showPane(sessionId: string, pane: Pane, place: Place = 'here'): void {
  arrange(sessionId, (tree) => openPane(tree, pane, place))
}

/** Opens a closed pane again, the latest unless one is named; false when there is none. */
export function reopenPane(sessionId: string, id?: string): boolean {
  const { closed } = workspaceOf(sessionId)
  const pane = id ? closed.find((one) => one.id === id) : closed.at(-1)
  if (pane) showPane(sessionId, pane)
  return pane !== undefined
}

/** Closes panes for good, because what they showed is gone. */
export function dropPanes(sessionId: string, ids: readonly string[]): void {
  const { tree, closed } = workspaceOf(sessionId)
  const gone = new Set(ids)
  if (!panesOf(tree).some((pane) => gone.has(pane.id)) && !closed.some((pane) => gone.has(pane.id))) return
  setWorkspace(sessionId, {
    tree: closePanes(tree, ids),
    closed: closed.filter((pane) => !gone.has(pane.id)),
    isDirty: true,
  })
}
