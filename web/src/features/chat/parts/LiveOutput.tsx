import { useLayoutEffect, useRef } from 'react'
import { CardHead } from './Card'
import { tailOf } from './terminal-text'

const SHOWN_LINES = 200
/** Nearer than so many pixels to the end counts as reading along. */
const END_PX = 24

/** What a command prints while it runs; it stays at its end unless the person scrolls up. */
export function LiveOutput({ command, text }: { command: string | null; text: string }) {
  const box = useRef<HTMLPreElement>(null)
  const pinned = useRef(true)
  const tail = tailOf(text, SHOWN_LINES)
  useLayoutEffect(() => {
    if (box.current && pinned.current) box.current.scrollTop = box.current.scrollHeight
  })
  return (
    <>
      {command && <CardHead title={`$ ${command}`} hint="running" copy={text} />}
      <pre
        ref={box}
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- a scrolling region has to be reachable by keyboard
        tabIndex={0}
        aria-label="Output"
        onScroll={({ currentTarget: { scrollTop, scrollHeight, clientHeight } }) => {
          pinned.current = scrollHeight - scrollTop - clientHeight < END_PX
        }}
        className="max-h-80 overflow-auto overscroll-contain px-3 py-2 font-mono text-[11.5px] leading-[18px] text-fg-2"
      >
        {tail.left > 0 && <span className="block font-sans text-fg-3">{tail.left.toLocaleString()} earlier lines are shown when it is done</span>}
        {tail.text || <span className="font-sans text-fg-3">Nothing printed yet</span>}
      </pre>
    </>
  )
}
