import { CaseSensitive, ChevronDown, ChevronUp, X } from 'lucide-react'
import { type KeyboardEvent, useEffect, useState } from 'react'
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
  const [caseSensitive, setCaseSensitive] = useState(false)
  const find = (direction: 'next' | 'previous') => session.find(text, direction, { caseSensitive })
  const type = (typed: string, isCase = caseSensitive) => {
    setText(typed)
    setCaseSensitive(isCase)
    session.find(typed, 'previous', { isTyping: true, caseSensitive: isCase })
  }
  const leave = (event: KeyboardEvent) => {
    event.stopPropagation()
    if (event.key === 'Escape') session.endSearch()
  }
  return (
    <search className="absolute top-2 right-3 z-10 flex max-w-[calc(100%-24px)] items-center gap-0.5 rounded-lg border border-line-2 bg-pop p-1 shadow-pop max-md:left-3">
      <TextInput
        aria-label="Search in the terminal"
        placeholder="Search"
        autoFocus
        value={text}
        className="w-56 max-md:w-auto max-md:flex-1"
        onChange={(event) => type(event.target.value)}
        onKeyDown={(event) => {
          leave(event)
          if (event.key === 'Enter') find(event.shiftKey ? 'next' : 'previous')
        }}
      />
      <span role="status" className="min-w-18 px-1.5 max-md:min-w-14 text-2xs text-fg-2 tnum">
        {text && (results.count > 0 ? `${results.at + 1} of ${results.count}` : 'Not found')}
      </span>
      <Tip label="Match case">
        <Button size="iconSm" className={touch} onKeyDown={leave} aria-pressed={caseSensitive} onClick={() => type(text, !caseSensitive)}>
          <CaseSensitive />
        </Button>
      </Tip>
      <Tip label="Previous match" keys="Enter">
        <Button size="iconSm" className={touch} onKeyDown={leave} onClick={() => find('previous')}>
          <ChevronUp />
        </Button>
      </Tip>
      <Tip label="Next match" keys="Shift+Enter">
        <Button size="iconSm" className={touch} onKeyDown={leave} onClick={() => find('next')}>
          <ChevronDown />
        </Button>
      </Tip>
      <Tip label="End the search" keys="Escape">
        <Button size="iconSm" className={touch} onKeyDown={leave} onClick={() => session.endSearch()}>
          <X />
        </Button>
      </Tip>
    </search>
  )
}
