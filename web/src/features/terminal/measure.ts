/** How many cells a terminal has room for. */
import { FitAddon } from '@xterm/addon-fit'
import { Terminal, type ITerminalOptions } from '@xterm/xterm'
import '@xterm/xterm/css/xterm.css'
import { lookNow } from './look'
import type { Room } from './room'

/** Waits for the letters; whether they were there already. */
export async function lettersThere({ fontSize, fontFamily = '' }: ITerminalOptions): Promise<boolean> {
  const isThere = document.fonts.check(`${fontSize}px ${fontFamily}`)
  await document.fonts.load(`${fontSize}px ${fontFamily}`).catch(() => [])
  return isThere
}

/** How many cells fit, once that can be told. */
export function proposedBy(fit: FitAddon): Room | undefined {
  const proposed = fit.proposeDimensions()
  if (!proposed || !(proposed.cols > 1 && proposed.rows > 1)) return undefined
  return { cols: Math.min(proposed.cols, 500), rows: Math.min(proposed.rows, 500) }
}

/** How many cells fit into so many pixels, before there is a screen there. */
export async function roomIn(width: number, height: number): Promise<Partial<Room>> {
  const look = lookNow()
  await lettersThere(look)
  const host = document.createElement('div')
  Object.assign(host.style, { position: 'fixed', visibility: 'hidden', width: `${width}px`, height: `${height}px` })
  document.body.append(host)
  const [term, fit] = [new Terminal({ ...look }), new FitAddon()]
  term.loadAddon(fit)
  term.open(host)
  const first = proposedBy(fit)
  // As in `fill`: how wide a cell is depends on how many there are.
  if (first) term.resize(first.cols, first.rows)
  const room = proposedBy(fit)
  term.dispose()
  host.remove()
  return room ?? {}
}
