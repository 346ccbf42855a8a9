import { WrapText } from 'lucide-react'
import { useState } from 'react'
import { Slot } from '~/lib/slots'
import { Button } from '~/ui/button'
import { CodeLines } from './CodeLines'
import { CopyButton } from './CopyButton'

/** A fenced block of an answer: language, wrap toggle, copy. */
export function CodeBlock({ code, language, growing = false }: { code: string; language: string; growing?: boolean }) {
  const [wrap, setWrap] = useState(false)
  return (
    <figure className="codeblock">
      <figcaption className="flex h-[30px] items-center gap-0.5 pointer-coarse:h-11 border-b border-line pr-1 pl-3 text-2xs text-fg-3 select-none">
        <span className="flex-1 truncate">{language || 'text'}</span>
        <Button size="iconSm" className="pointer-coarse:size-11" aria-label="Wrap long lines" aria-pressed={wrap} title="Wrap long lines" onClick={() => setWrap(!wrap)}>
          <WrapText />
        </Button>
        {/* What it does needs the whole code; its place is kept, so that nothing moves then. */}
        <span className={growing ? 'invisible flex' : 'flex empty:hidden'}>
          <Slot name="code.actions" code={code} />
        </span>
        <CopyButton text={code} label="Copy code" className="pointer-coarse:size-11" />
      </figcaption>
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- a scrolling region has to be reachable by keyboard */}
      <pre tabIndex={0} aria-label={`${language || 'Plain'} code`}>
        <CodeLines code={code} language={language} growing={growing} wrap={wrap} />
      </pre>
    </figure>
  )
}
