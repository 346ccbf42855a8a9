import { PaneBody } from '~/panes/registry'
import { activePane, type LayoutTree } from '~/panes/tree'

/** One pane at a time. Which ones are open is the phone's own arrangement. */
export default function Phone({ tree }: { tree: LayoutTree }) {
  const pane = activePane(tree)
  return <div className="h-full bg-bg-1">{pane && <PaneBody key={pane.id} pane={pane} />}</div>
}
