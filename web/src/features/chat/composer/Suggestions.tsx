// oxlint-disable jsx-a11y/prefer-tag-over-role -- a native list cannot follow a text field
import { FileText, Folder } from 'lucide-react'
import { useEffect } from 'react'
import { cn } from '~/lib/cn'
import type { Suggestion } from './use-suggestions'

type Props = {
  id: string
  label: string
  items: readonly Suggestion[]
  at: number
  note: string | null
  onHover: (at: number) => void
  onPick: (item: Suggestion) => void
}

/** The list above the composer; the focus stays in the text. */
export function Suggestions({ id, label, items, at, note, onHover, onPick }: Props) {
  useEffect(() => {
    document.getElementById(`${id}-${at}`)?.scrollIntoView({ block: 'nearest' })
  }, [id, at])
  return (
    <div className="absolute right-0 bottom-full left-0 z-20 mb-1.5 overflow-hidden rounded-lg border border-line-2 bg-pop text-sm shadow-pop">
      <div id={id} role="listbox" aria-label={label} tabIndex={-1} className="max-h-[min(18rem,40dvh)] overflow-y-auto overscroll-contain p-1">
        {items.map((item, i) => (
          <div key={item.key}>
            {groupOf(item) !== groupOf(items[i - 1]) && <p className="px-2 pt-1.5 pb-1 text-2xs font-[560] text-fg-3">{groupOf(item)}</p>}
            <div
              id={`${id}-${i}`}
              role="option"
              tabIndex={-1}
              aria-selected={i === at}
              onMouseDown={(event) => {
                event.preventDefault()
                onPick(item)
              }}
              onMouseMove={() => onHover(i)}
              className={cn('flex min-h-[28px] items-center gap-2.5 rounded-sm px-2 pointer-coarse:min-h-11', i === at && 'bg-bg-2')}
            >
              <Content item={item} />
            </div>
          </div>
        ))}
        {note && <p className="px-2 py-1.5 text-xs text-fg-3">{note}</p>}
      </div>
    </div>
  )
}

function Content({ item }: { item: Suggestion }) {
  if (item.kind !== 'file') {
    return (
      <>
        <span className="w-32 shrink-0 truncate font-mono text-xs">{item.label}</span>
        <span className="min-w-0 flex-1 truncate text-xs text-fg-2">{item.hint}</span>
      </>
    )
  }
  const cut = item.path.replace(/\/$/, '').lastIndexOf('/') + 1
  return (
    <>
      {item.isDirectory ? <Folder className="size-[14px] shrink-0 text-fg-3" /> : <FileText className="size-[14px] shrink-0 text-fg-3" />}
      <span className="shrink-0 font-mono text-xs">{item.path.slice(cut)}</span>
      <span className="min-w-0 flex-1 truncate text-xs text-fg-3">{item.path.slice(0, cut)}</span>
    </>
  )
}

function groupOf(item: Suggestion | undefined): string {
  if (!item) return ''
  if (item.kind === 'file') return 'Files of the project'
  if (item.kind === 'client') return 'This chat'
  const of = item.of ? ` of ${item.of}` : ''
  return (item.group === 'skill' ? 'Skills' : 'Commands') + of
}
