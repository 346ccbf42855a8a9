import { ArrowRight, Check, CircleSlash, FileMinus, FilePen, FilePlus, FileSymlink, TriangleAlert, Undo2 } from 'lucide-react'
import type { UnitState } from '~/connection/changes-review'
import type { Change } from '~/wire/types'
import { cn } from '~/lib/cn'
import { splitPath } from './words'

/** What a change does to its file. */
export function OpIcon({ change }: { change: Change }) {
  if (change.state === 'conflict') return <TriangleAlert className="text-warn" aria-label="Conflict" />
  if (change.new_path) return <FileSymlink className="text-info" aria-label="Moved" />
  if (change.op === 'create') return <FilePlus className="text-ok" aria-label="New" />
  if (change.op === 'delete') return <FileMinus className="text-err" aria-label="Deleted" />
  return <FilePen className="text-fg-3" aria-label="Edited" />
}

/** Lines added and removed. */
export function Counts({ change, className }: { change: Pick<Change, 'added' | 'removed'>; className?: string }) {
  if (change.added + change.removed === 0) return null
  return (
    <span className={cn('shrink-0 font-mono text-2xs tnum', className)}>
      {change.added > 0 && <span className="text-ok">+{change.added}</span>}
      {change.added > 0 && change.removed > 0 && ' '}
      {change.removed > 0 && <span className="text-err">−{change.removed}</span>}
    </span>
  )
}

/** A path; where there is little room its directories give way first. */
export function PathText({ path, className }: { path: string; className?: string }) {
  const { directory, name } = splitPath(path)
  return (
    <span className={cn('flex min-w-0 items-baseline', className)} title={path}>
      <span className="min-w-0 shrink-[99] truncate text-fg-3 [direction:rtl]">
        <bdi>{directory}</bdi>
      </span>
      <span className="max-w-full shrink-0 truncate">{name}</span>
    </span>
  )
}

export function StateIcon({ state }: { state: UnitState }) {
  if (state === 'applied') return <Check className="text-ok" aria-hidden />
  if (state === 'rejected') return <CircleSlash className="text-fg-3" aria-hidden />
  if (state === 'rewound') return <Undo2 className="text-fg-3" aria-hidden />
  if (state === 'conflict') return <TriangleAlert className="text-warn" aria-hidden />
  return <ArrowRight className="text-fg-3" aria-hidden />
}
