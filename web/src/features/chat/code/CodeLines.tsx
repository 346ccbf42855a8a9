import { memo, useEffect, useState, type CSSProperties } from 'react'
import { cn } from '~/lib/cn'
import { colour, coloured } from './colours'
import type { Lines } from './highlight'

type Props = {
  code: string
  language: string
  /** The text is still arriving. */
  growing?: boolean
  /** Number of the first line; without it lines are not numbered. */
  start?: number | null
  wrap?: boolean
}

/** Lines of code in colour; an empty one has a break, without which copying drops it. Plain text shows until the colours are there; what they do not cover yet stays plain. */
export function CodeLines({ code, language, growing = false, start, wrap = false }: Props) {
  const known = useColours(code, language, growing)
  const lines = code.replace(/\n$/, '').split('\n')
  const width = start == null ? 0 : String(start + lines.length).length
  return (
    <code className={cn('block', wrap && 'whitespace-pre-wrap [overflow-wrap:anywhere]')}>
      {lines.map((line, i) => (
        <Line
          // oxlint-disable-next-line react/no-array-index-key -- lines have no other identity
          key={i}
          text={line}
          tokens={known?.[i]}
          number={start == null ? null : String(start + i).padStart(width)}
        />
      ))}
    </code>
  )
}

type LineProps = { text: string; tokens: Lines[number] | undefined; number: string | null }

const Line = memo(function Line({ text, tokens, number }: LineProps) {
  return (
    <span className="block min-h-[19px]">
      {number !== null && <span className="mr-4 select-none text-fg-3">{number}</span>}
      {fits(tokens, text) ? tokens.map((token) => <Token key={token.offset} token={token} />) : text}
      {text === '' && <br />}
    </span>
  )
}, (a, b) => a.text === b.text && a.number === b.number && (a.tokens === b.tokens || (fits(a.tokens, a.text) === fits(b.tokens, b.text) && sameTokens(a.tokens, b.tokens))))

function Token({ token }: { token: Lines[number][number] }) {
  return (
    <span className="tok" style={token.htmlStyle as CSSProperties}>
      {token.content}
    </span>
  )
}

function fits(tokens: Lines[number] | undefined, text: string): tokens is Lines[number] {
  return tokens !== undefined && tokens.reduce((sum, token) => sum + token.content.length, 0) === text.length
}

const sameTokens = (a: Lines[number] | undefined, b: Lines[number] | undefined) =>
  a?.length === b?.length && (a ?? []).every((token, i) => token.content === b?.[i]?.content && token.htmlStyle?.['--tl'] === b?.[i]?.htmlStyle?.['--tl'])

function useColours(code: string, language: string, growing: boolean): Lines | null {
  const [fresh, setFresh] = useState<Lines | null>(null)
  const cached = coloured(code, language)
  useEffect(() => {
    if (cached) return
    let wanted = true
    void colour(code, language, growing).then((lines) => wanted && setFresh(lines))
    return () => {
      wanted = false
    }
  }, [code, language, growing, cached])
  return cached ?? fresh
}
