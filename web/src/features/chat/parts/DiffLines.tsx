import { cn } from '~/lib/cn'

const look = (line: string) => {
  if (line.startsWith('+') && !line.startsWith('+++')) return 'bg-add/12'
  if (line.startsWith('-') && !line.startsWith('---')) return 'bg-del/12'
  if (line.startsWith('@@')) return 'text-info'
  return 'text-fg-2'
}

/** A unified diff, added and removed lines tinted. */
export function DiffLines({ diff }: { diff: string }) {
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- a scrolling region has to be reachable by keyboard
    <pre tabIndex={0} aria-label="Changes" className="max-h-80 overflow-auto overscroll-contain py-1.5 font-mono text-[11.5px] leading-[18px]">
      <code className="block w-max min-w-full">
        {diff.split('\n').map((line, i) => (
          // oxlint-disable-next-line react/no-array-index-key -- lines have no other identity
          <span key={i} className={cn('block min-h-[18px] px-3', look(line))}>
            {line}
          </span>
        ))}
      </code>
    </pre>
  )
}
