import { useState, type ReactNode } from 'react'
import { cn } from '~/lib/cn'
import { CodeLines } from '../code/CodeLines'
import { CopyButton } from '../code/CopyButton'

type HeadProps = { title: string; hint?: string; isBad?: boolean; copy: string }

export function CardHead({ title, hint = '', isBad = false, copy }: HeadProps) {
  return (
    <div className="flex h-[28px] items-center gap-2 border-b border-line pr-1 pl-3 pointer-coarse:h-11">
      <span className="min-w-0 flex-1 truncate font-mono text-[11.5px] text-fg-2" title={title}>
        {title}
      </span>
      {hint && <span className={cn('shrink-0 text-2xs tnum', isBad ? 'text-err' : 'text-fg-3')}>{hint}</span>}
      <CopyButton text={copy} label="Copy" className="pointer-coarse:size-11" />
    </div>
  )
}

export const CardBody = ({ children }: { children: ReactNode }) => <div className="px-3 py-2">{children}</div>

const FIRST_LINES = 300

type CodeProps = { text: string; language: string; start?: number | null; wrap?: boolean }

/** Code or plain text in a box that scrolls; a long text shows its beginning first. */
export function CardCode({ text, language, start = null, wrap = false }: CodeProps) {
  const [all, setAll] = useState(false)
  const lines = text.split('\n')
  const isLong = lines.length > FIRST_LINES && !all
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- a scrolling region has to be reachable by keyboard
    <pre tabIndex={0} aria-label="Output" className="max-h-80 overflow-auto overscroll-contain px-3 py-2 font-mono text-[11.5px] leading-[18px] text-fg-2">
      <CodeLines code={isLong ? lines.slice(0, FIRST_LINES).join('\n') : text} language={language} start={start} wrap={wrap} />
      {isLong && (
        <button type="button" data-more className="mt-1 font-sans text-accent-ink underline" onClick={() => setAll(true)}>
          Show {(lines.length - FIRST_LINES).toLocaleString()} more lines
        </button>
      )}
    </pre>
  )
}
