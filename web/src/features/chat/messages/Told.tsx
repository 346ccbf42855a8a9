import { Words } from '~/ui/words'
import { toldParts } from './told-parts'

/** A sentence, and what a program said besides: folded, because it is long and seldom needed. */
export function Told({ text, more = '', label }: { text: string; more?: string; label: string }) {
  const told = toldParts(text)
  const rest = [told.rest, more].filter(Boolean).join('\n')
  return (
    <>
      <p className="[overflow-wrap:anywhere] whitespace-pre-wrap">
        <Words text={told.first} />
      </p>
      {rest && (
        <details className="mt-0.5 text-xs text-fg-2">
          <summary className="w-fit rounded-sm text-fg-3 underline hover:text-fg-1 pointer-coarse:min-h-11 pointer-coarse:pt-3">{label}</summary>
          {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- a scrolling region has to be reachable by keyboard */}
          <pre tabIndex={0} aria-label={label} className="mt-1 max-h-60 overflow-auto overscroll-contain rounded-md border border-line bg-code px-2.5 py-1.5 font-mono text-[11.5px] leading-[18px] [overflow-wrap:anywhere] whitespace-pre-wrap">
            {rest}
          </pre>
        </details>
      )}
    </>
  )
}
