/** Where the words of a search stand in what is drawn, and lighting them up. */

export interface Sought {
  /** What answered, as it is written at the place. */
  words: readonly string[]
  /** What stands around it. */
  around: string
}

const MOST_PLACES = 500
const BEFORE = 120
const AFTER = 300
const LIT_MS = 10_000
const LOOK_AGAIN_MS = 200

/** Where the words stand closest to how the search quoted them: `[start, end]` of each. Pure. */
export function placesIn(text: string, { words, around }: Sought): [number, number][] {
  const all = allPlaces(text, words)
  const wanted = new Set(tokensOf(around))
  const score = (at: number) => new Set(tokensOf(text.slice(Math.max(0, at - BEFORE), at + AFTER)).filter((token) => wanted.has(token))).size
  let [best, most] = [-1, -1]
  for (const [start] of all) {
    const count = score(start)
    if (count > most) [best, most] = [start, count]
  }
  return all.filter(([start]) => start >= best && start < best + around.length + AFTER / 4)
}

const tokensOf = (text: string): string[] => text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []

function allPlaces(text: string, words: readonly string[]): [number, number][] {
  const written = words.filter(Boolean).map((word) => tokensOf(word).map((token) => token.replaceAll(/[^\p{L}\p{N}]/gu, String.raw`\$&`)).join(String.raw`[^\p{L}\p{N}]{0,8}`))
  const pattern = written.filter(Boolean).toSorted((a, b) => b.length - a.length).join('|')
  if (!pattern) return []
  const places: [number, number][] = []
  for (const found of text.matchAll(new RegExp(pattern, 'giu'))) {
    places.push([found.index, found.index + found[0].length])
    if (places.length === MOST_PLACES) break
  }
  return places
}

/** The same in what is drawn below a node. */
export function rangesIn(root: Node, sought: Sought): Range[] {
  const nodes: Text[] = []
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT)
  while (walker.nextNode()) nodes.push(walker.currentNode as Text)
  const starts: number[] = []
  let text = ''
  for (const node of nodes) {
    starts.push(text.length)
    text += node.data
  }
  const place = (at: number, isEnd: boolean): [Text, number] | null => {
    const index = starts.findLastIndex((start) => (isEnd ? start < at : start <= at))
    const node = nodes[index]
    return node ? [node, at - (starts[index] ?? 0)] : null
  }
  return placesIn(text, sought).flatMap(([start, end]) => {
    const [from, to] = [place(start, false), place(end, true)]
    if (!from || !to) return []
    const range = document.createRange()
    range.setStart(...from)
    range.setEnd(...to)
    return [range]
  })
}

const litCss = '::highlight(found) { background-color: color-mix(in oklab, var(--accent) 38%, transparent); }'

let look: CSSStyleSheet | undefined

/** The build knows no such selector yet. */
function addLook(): void {
  if (look) return
  look = new CSSStyleSheet()
  look.replaceSync(litCss)
  document.adoptedStyleSheets.push(look)
}

let timer: ReturnType<typeof setInterval> | undefined

/** Lights up for a while what `find` gives, and nothing else; also where it is drawn anew, with its colours. Gives the first of it. */
export function lightUp(find: () => Range[]): () => Range | undefined {
  const began = performance.now()
  let ranges: Range[] = []
  const light = () => {
    if (ranges[0]?.startContainer.isConnected) return
    ranges = find()
    if ('highlights' in CSS) CSS.highlights.set('found', new Highlight(...ranges))
  }
  addLook()
  light()
  clearInterval(timer)
  timer = setInterval(() => {
    light()
    if (performance.now() - began < LIT_MS) return
    clearInterval(timer)
    CSS.highlights?.delete('found')
  }, LOOK_AGAIN_MS)
  return () => {
    light()
    return ranges[0]
  }
}

const STILL_MS = 500
const DEADLINE_MS = 5000

/**
 * Calls `step` in every frame until it has held for a while, or time is up: what is drawn late moves what stands below it.
 *
 * `box`: who scrolls or types in it has seen enough. Gives a function that stops it, without an end.
 */
export function keepInPlace(box: HTMLElement, step: () => boolean, onEnd: () => void): () => void {
  const began = performance.now()
  let frame = 0
  let since = 0
  const signs = ['wheel', 'touchmove', 'pointerdown', 'keydown'] as const
  const cancel = () => {
    cancelAnimationFrame(frame)
    for (const sign of signs) box.removeEventListener(sign, end)
  }
  const end = () => {
    cancel()
    onEnd()
  }
  for (const sign of signs) box.addEventListener(sign, end, { passive: true })
  const look = (now: number) => {
    if (!step()) since = 0
    else if (!since) since = now
    if ((since > 0 && now - since > STILL_MS) || now - began > DEADLINE_MS) end()
    else frame = requestAnimationFrame(look)
  }
  frame = requestAnimationFrame(look)
  return cancel
}
