// Says how much a browser downloads, and fails over the budgets: first load ≤ 220 KB, any lazy pane ≤ 130 KB (gzip).
import { readFileSync, readdirSync } from 'node:fs'
import { gzipSync } from 'node:zlib'

const KB = 1024
const FIRST_LOAD = 220 * KB
const LAZY_PANE = 130 * KB
/** What opening a pane costs on top of what is there already. */
const PANES = [
  ['src/features/workspace/Dock.tsx', 'index.html'],
  ['src/features/chat/ChatPane.tsx', 'index.html'],
  ['src/features/chat/Markdown.tsx', 'src/features/chat/ChatPane.tsx'],
  ['src/features/palette/Palette.tsx', 'index.html'],
  ['src/features/settings/SettingsPane.tsx', 'index.html'],
  ['src/features/inbox/InboxPane.tsx', 'index.html'],
  ['src/features/terminal/TerminalPane.tsx', 'index.html'],
  ['src/features/changes/ChangesPane.tsx', 'index.html'],
  ['src/features/changes/DiffView.tsx', 'src/features/changes/ChangesPane.tsx'],
]
const FORBIDDEN_AT_FIRST = /shiki|katex|mermaid|cytoscape|diffs|DiffView|xterm|TerminalPane/

const root = process.argv[2]
const manifest = JSON.parse(readFileSync(`${root}/.vite/manifest.json`, 'utf8'))
const gzipped = (file) => gzipSync(readFileSync(`${root}/${file}`)).length

/** Files of a chunk and everything it imports at once. */
function filesOf(key, seen = new Set()) {
  const chunk = manifest[key]
  if (!chunk || seen.has(key)) return new Set()
  seen.add(key)
  const files = new Set([chunk.file, ...(chunk.css ?? [])])
  for (const imported of chunk.imports ?? []) for (const file of filesOf(imported, seen)) files.add(file)
  return files
}

const sizeOf = (files) => [...files].reduce((sum, file) => sum + gzipped(file), 0)
const failures = []
function report(name, bytes, limit) {
  console.log(`${name.padEnd(44)} ${(bytes / KB).toFixed(1).padStart(7)} KB gz of ${limit / KB}`)
  if (bytes > limit) failures.push(`${name} is over its budget.`)
}

const first = filesOf('index.html')
const desktop = new Set([...first, ...filesOf('src/features/workspace/Dock.tsx')])
report('first load on a phone', sizeOf(first), FIRST_LOAD)
report('first load on a desktop, with the dock', sizeOf(desktop), FIRST_LOAD)
for (const file of desktop) if (FORBIDDEN_AT_FIRST.test(file)) failures.push(`${file} is in the first load.`)
for (const [pane, after] of PANES) {
  if (!manifest[pane]) throw new Error(`${pane} is no chunk of its own.`)
  const there = new Set([...first, ...filesOf(after)])
  const own = [...filesOf(pane)].filter((file) => !there.has(file))
  report(pane.replace('src/features/', ''), sizeOf(own), LAZY_PANE)
}
console.log(`${readdirSync(`${root}/assets`).length} files in assets/`)
for (const failure of failures) console.error(failure)
process.exit(failures.length > 0 ? 1 : 0)
