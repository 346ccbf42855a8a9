/** A code word in a sentence. */
export function Code({ children }: { children: string }) {
  return <code className="rounded-sm bg-bg-2 px-1 py-px font-mono text-xs text-fg-1">{children}</code>
}

/** A sentence of the server; what it puts in backticks is code. */
export function Words({ text }: { text: string }) {
  return text.split(/`([^`\n]+)`/).map((piece, index) => {
    // oxlint-disable-next-line react/no-array-index-key -- the pieces of one sentence do not move
    return index % 2 === 1 ? <Code key={index}>{piece}</Code> : piece
  })
}
