import { WorkerPoolContext } from '@pierre/diffs/react'
import { getOrCreateWorkerPoolSingleton } from '@pierre/diffs/worker'
import type { ReactNode } from 'react'
import { highlighterOptions, poolOptions } from './diff-look'

/** Gives diffs the one worker that colours them. It stays when a pane closes, so that the next one opens at once. */
export function DiffWorkers({ children }: { children: ReactNode }) {
  return <WorkerPoolContext value={getOrCreateWorkerPoolSingleton({ poolOptions, highlighterOptions })}>{children}</WorkerPoolContext>
}
