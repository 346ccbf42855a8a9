/** What can be shown in a pane. The app registers the components, so that features need not know each other. */
import { lazy, Suspense, type ComponentType, type ReactNode } from 'react'
import { insist } from '~/lib/insist'
import { ErrorBoundary } from '~/ui/error-boundary'
import { Empty } from '~/ui/empty'
import { Loading } from '~/ui/loading'
import type { Pane, PaneKind } from './tree'

interface PaneProps {
  /** The chat's id and the like; empty where there is only one of the kind. */
  id: string
}

interface PaneType {
  icon: ReactNode
  Component: ComponentType<PaneProps>
}

const types = new Map<PaneKind, PaneType>()

/** Says how panes of a kind look; `load` is called when the first one is shown. */
export function registerPane(kind: PaneKind, icon: ReactNode, load: () => Promise<ComponentType<PaneProps>>): void {
  types.set(kind, { icon, Component: lazy(async () => ({ default: await insist(load) })) })
}

export function paneIcon(kind: PaneKind): ReactNode {
  return types.get(kind)?.icon
}

/** A pane's content. It holds no state of its own: it may be unmounted and shown elsewhere at any time. */
export function PaneBody({ pane }: { pane: Pick<Pane, 'kind' | 'ref'> }) {
  const type = types.get(pane.kind)
  if (!type) return <Unknown />
  return (
    <ErrorBoundary what="This pane">
      <Suspense fallback={<Loading label="Loading the tab" />}>
        <type.Component id={pane.ref ?? ''} />
      </Suspense>
    </ErrorBoundary>
  )
}

/** It was saved by another version. */
function Unknown() {
  return (
    <div className="grid h-full place-items-center bg-bg-1">
      <Empty title="This version cannot show this tab">
        <p>Another version of BooCode opened it. It stays here until you close it.</p>
      </Empty>
    </div>
  )
}
