/** The Markdown of an answer, also while it grows. Raw HTML never renders, remote pictures never load. */
import { ImageOff } from 'lucide-react'
import { isValidElement, lazy, memo, Suspense, useEffect, useState, type ComponentProps, type JSX, type ReactNode } from 'react'
import { Streamdown, useIsCodeFenceIncomplete, type Components, type MathPlugin } from 'streamdown'
import { CodeBlock } from './code/CodeBlock'
import { Grew, Table } from './Table'

const Mermaid = lazy(() => import('./code/Mermaid'))

type Props<K extends keyof JSX.IntrinsicElements> = JSX.IntrinsicElements[K] & { node?: unknown; 'data-block'?: string }

function Fence({ code, language }: { code: string; language: string }) {
  const growing = useIsCodeFenceIncomplete()
  if (language !== 'mermaid' || growing) return <CodeBlock code={code} language={language} growing={growing} />
  return (
    <Suspense fallback={<CodeBlock code={code} language={language} />}>
      <Mermaid code={code} />
    </Suspense>
  )
}

function textOf(node: ReactNode): string {
  if (typeof node === 'string') return node
  if (Array.isArray(node)) return node.map(textOf).join('')
  return isValidElement<{ children?: ReactNode }>(node) ? textOf(node.props.children) : ''
}

/** An address is a channel out for injected prompts: only pictures of our own origin load. */
function Picture({ src, alt }: ComponentProps<'img'>) {
  const address = typeof src === 'string' ? src : ''
  if (/^\/(?!\/)|^data:image\/(?!svg)|^blob:/.test(address)) {
    return <img src={address} alt={alt ?? ''} className="max-h-96 rounded-md border border-line" />
  }
  return (
    <span className="inline-flex max-w-full items-center gap-1.5 rounded-sm bg-bg-2 px-1.5 text-xs text-fg-2" title={address}>
      <ImageOff className="size-3.5 shrink-0" />
      {alt || 'Picture'} <span className="truncate text-fg-3">not loaded: {address.slice(0, 60)}</span>
    </span>
  )
}

const plainTags = ['p', 'h1', 'h2', 'h3', 'h4', 'h5', 'h6', 'ul', 'ol', 'li', 'blockquote', 'hr', 'strong', 'th', 'td', 'tr', 'thead', 'tbody'] as const

/** Drops Streamdown's class names: our prose styles apply. */
const plain = (tag: (typeof plainTags)[number]) => {
  const Tag = tag as 'p'
  return function Plain({ node: _node, className: _className, ...rest }: Props<'p'>) {
    return <Tag {...rest} />
  }
}

const components = {
  ...Object.fromEntries(plainTags.map((tag) => [tag, plain(tag)])),
  code: (props: Props<'code'>) =>
    'data-block' in props ? (
      <Fence code={textOf(props.children)} language={/language-(\S+)/.exec(props.className ?? '')?.[1] ?? ''} />
    ) : (
      <code>{props.children}</code>
    ),
  table: Table,
  a: ({ href, children }: Props<'a'>) => (
    <a href={href} target="_blank" rel="noopener noreferrer nofollow">
      {children}
    </a>
  ),
  img: Picture,
  // Of a list of tasks; nothing is to be ticked here.
  input: ({ checked }: Props<'input'>) => <span role="img" aria-label={checked ? 'Done' : 'Open'} className="task" data-done={checked || undefined} />,
} as Components

let math: MathPlugin | undefined

/** The typesetter arrives only when a text has formulas. */
function useMath(text: string): MathPlugin | undefined {
  const [plugin, setPlugin] = useState(math)
  const isWanted = !plugin && /\$\$|\\\(|\\\[/.test(text)
  useEffect(() => {
    if (!isWanted) return
    void Promise.all([import('@streamdown/math'), import('katex/dist/katex.min.css')]).then(([module]) => {
      math = module.math
      setPlugin(math)
    })
  }, [isWanted])
  return plugin
}

export const Markdown = memo(function Markdown({ text, growing }: { text: string; growing: boolean }) {
  const plugin = useMath(text)
  const [grew] = useState(growing)
  return (
    <Grew value={grew}>
      <Streamdown
        className="prose-boo space-y-0"
        mode={growing ? 'streaming' : 'static'}
        isAnimating={growing}
        components={components}
        plugins={plugin ? { math: plugin } : {}}
        controls={false}
        linkSafety={{ enabled: false }}
      >
        {text}
      </Streamdown>
    </Grew>
  )
})
