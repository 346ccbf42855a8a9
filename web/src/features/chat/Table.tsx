import { createContext, use, type ReactNode } from 'react'

/** Whether the text of these tables grew while it was looked at. */
export const Grew = createContext(false)

interface Node {
  value?: string
  tagName?: string
  children?: readonly Node[]
}

const LEAST_CHARS = 5
const MOST_CHARS = 24
const LEAST_REM = 5

/** A table. What was seen growing has the columns that its head asks for from the first row to the last, and after: nothing moves sideways. */
export function Table({ node, children }: { node?: unknown; children?: ReactNode }) {
  const widths = use(Grew) ? widthsOf(node as Node | undefined) : []
  if (widths.length === 0) return <Scrolling><table>{children}</table></Scrolling>
  return (
    <Scrolling>
      <table className="table-fixed" style={{ minWidth: `${widths.length * LEAST_REM}rem` }}>
        <colgroup>
          {widths.map((width, column) => (
            // oxlint-disable-next-line react/no-array-index-key -- columns have no other identity
            <col key={column} style={{ width: `${width}%` }} />
          ))}
        </colgroup>
        {children}
      </table>
    </Scrolling>
  )
}

const Scrolling = ({ children }: { children: ReactNode }) => <div className="overflow-x-auto">{children}</div>

/** Shares of the columns, by the length of their heads. */
function widthsOf(table: Node | undefined): number[] {
  const heads = table && find(table, 'thead')?.children?.find(({ tagName }) => tagName === 'tr')?.children?.filter(({ tagName }) => tagName === 'th')
  const chars = (heads ?? []).map((head) => Math.min(MOST_CHARS, Math.max(LEAST_CHARS, textOf(head).length)))
  const all = chars.reduce((sum, count) => sum + count, 0)
  return chars.map((count) => Math.round((1000 * count) / all) / 10)
}

const find = (node: Node, tagName: string): Node | undefined => node.children?.find((child) => child.tagName === tagName)

const textOf = (node: Node): string => node.value ?? (node.children ?? []).map(textOf).join('')
