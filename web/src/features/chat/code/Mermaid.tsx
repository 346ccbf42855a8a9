import { useEffect, useState } from 'react'
import { useTheme, type ThemeMode } from '~/lib/theme'
import { CodeBlock } from './CodeBlock'

let drawn = 0

type Picture = { source: string; width: number | undefined }

const MAX_KEPT = 50
/** Drawn before: what scrolls back into sight has its size at once. */
const kept = new Map<string, Picture>()

async function draw(code: string, mode: ThemeMode): Promise<Picture> {
  const picture = await drawAnew(code, mode)
  kept.set(`${mode} ${code}`, picture)
  const oldest = kept.keys().next().value
  if (kept.size > MAX_KEPT && oldest !== undefined) kept.delete(oldest)
  return picture
}

async function drawAnew(code: string, mode: ThemeMode): Promise<Picture> {
  const { default: mermaid } = await import('mermaid')
  mermaid.initialize({
    startOnLoad: false,
    securityLevel: 'strict',
    theme: mode === 'dark' ? 'dark' : 'neutral',
    htmlLabels: false,
    flowchart: { htmlLabels: false },
    fontFamily: 'system-ui, sans-serif',
    suppressErrorRendering: true,
  })
  const { svg } = await mermaid.render(`diagram-${++drawn}`, code)
  const bytes = new TextEncoder().encode(svg)
  const base64 = btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''))
  // Mermaid says its natural width only as a style; without it a small diagram fills the column.
  const width = Number(/max-width:\s*([\d.]+)px/.exec(svg)?.[1])
  return { source: `data:image/svg+xml;base64,${base64}`, width: width > 0 ? Math.ceil(width) : undefined }
}

/** A diagram as a picture: nothing in it can run scripts or reach the page, whatever its text holds. */
export default function Mermaid({ code }: { code: string }) {
  const mode = useTheme((theme) => theme.mode)
  const known = kept.get(`${mode} ${code}`)
  const [drawing, setDrawing] = useState<Picture | null>(null)
  const [problem, setProblem] = useState<string | null>(null)
  useEffect(() => {
    if (known) return
    let wanted = true
    draw(code, mode).then(
      (drawn) => wanted && (setDrawing(drawn), setProblem(null)),
      (error: unknown) => wanted && setProblem(error instanceof Error ? error.message : String(error)),
    )
    return () => {
      wanted = false
    }
  }, [code, mode, known])
  const picture = known ?? drawing
  if (problem) {
    return (
      <>
        <CodeBlock code={code} language="mermaid" />
        <p className="text-xs text-fg-3">This diagram cannot be drawn: {problem.split('\n')[0]}</p>
      </>
    )
  }
  // Until it is drawn its text stays where it was read: one change of size, not two.
  if (!picture) return <CodeBlock code={code} language="mermaid" />
  return (
    <div className="flex justify-center overflow-x-auto rounded-lg border border-line bg-code p-3">
      <img src={picture.source} width={picture.width} alt={`Diagram: ${code.slice(0, 120)}`} className="max-w-full" />
    </div>
  )
}
