/** The dock library's models, one per session, kept so that going back to a session costs nothing. */
import { Model, type IJsonModel } from 'flexlayout-react'
import { parseTree } from '~/panes/parsing'
import type { LayoutTree } from '~/panes/tree'
import { arrange } from '~/panes/workspaces'

interface Entry {
  model: Model
  /** The tree this model shows. */
  tree: LayoutTree
}

const entries = new Map<string, Entry>()

/** The model that shows `tree`; panes that were there before are not mounted again. */
export function dockModel(sessionId: string, tree: LayoutTree): Model {
  const entry = entries.get(sessionId)
  if (entry?.tree === tree) return entry.model
  const model = Model.fromJson(tree as unknown as IJsonModel, entry?.model)
  entries.set(sessionId, { model, tree })
  return model
}

/** The person dragged, resized, selected or closed something in the dock: the workspace follows. */
export function takeFromDock(sessionId: string, model: Model): void {
  const tree = parseTree(model.toJson())
  if (!tree || entries.get(sessionId)?.model !== model) return
  entries.set(sessionId, { model, tree })
  arrange(sessionId, () => tree)
}
