import { ChevronDown, ChevronUp, X } from 'lucide-react'
import { useEffect, useState } from 'react'
import { Button } from '~/ui/button'
import { TextInput } from '~/ui/field'
import { Tip } from '~/ui/tooltip'
import type { TerminalSession } from './session'

const touch = 'max-md:size-11'

/** Search in what scrolled by. */
export function SearchBar({ session }: { session: TerminalSession }) {
  const [text, setText] = useState('')
  const [results, setResults] = useState({ at: -1, count: 0 })
  useEffect(() => session.screen.onResults((at, count) => setResults({ at, count })), [session])
  const find = (direction: 'next' | 'previous') => session.screen.find(text, direction)
  const type = (typed: string) => {
    setText(typed)
    session.screen.find(typed, 'next', true)
  }
  return (
    <search className="flex shrink-0 items-center gap-1 border-b border-line bg-bg-0 px-2 py-1">
      <TextInput
        aria-label="Search in the terminal"
        placeholder="Search"
        autoFocus
        value={text}
        className="max-w-72"
        onChange={(event) => type(event.target.value)}
        onKeyDown={(event) => {
          event.stopPropagation()
          if (event.key === 'Escape') session.endSearch()
          if (event.key === 'Enter') find(event.shiftKey ? 'previous' : 'next')
        }}
      />
      <span role="status" className="min-w-16 px-1 text-2xs text-fg-2 tnum">
        {text && (results.count > 0 ? `${results.at + 1} of ${results.count}` : 'Not found')}
      </span>
      <Tip label="Previous match" keys="Shift+Enter">
        <Button size="iconSm" className={touch} onClick={() => find('previous')}>
          <ChevronUp />
        </Button>
      </Tip>
      <Tip label="Next match" keys="Enter">
        <Button size="iconSm" className={touch} onClick={() => find('next')}>
          <ChevronDown />
        </Button>
      </Tip>
      <Tip label="End the search" keys="Escape">
        <Button size="iconSm" className={touch} onClick={() => session.endSearch()}>
          <X />
        </Button>
      </Tip>
    </search>
  )
}
