import { useEffect, useRef, useState, type RefObject } from 'react'
import { letterSize } from '~/connection/terminal-preferences'
import { copyText } from '~/lib/clipboard'
import { usePreferences } from '~/lib/preferences'
import { Button } from '~/ui/button'
import { toastError, toasts } from '~/ui/toast'
import { quoteTerminal } from './actions'
import { fontOf, themeOf, useTerminalMode } from './look'
import { useTerminalView, type TerminalSession } from './session'

/** What is printed, as plain text over the screen: the browser's own selection works on it, also by touch. */
export function SelectLayer({ session }: { session: TerminalSession }) {
  const isSelecting = useTerminalView(session, (view) => view.isSelecting)
  return isSelecting ? <Layer session={session} /> : null
}

function Layer({ session }: { session: TerminalSession }) {
  const terminal = usePreferences((preferences) => preferences.terminal)
  const theme = themeOf(useTerminalMode())
  const [lines] = useState(() => session.screen.lines())
  const box = useRef<HTMLDivElement>(null)
  const chosen = useSelectionIn(box)
  useEffect(() => {
    box.current?.scrollTo({ top: box.current.scrollHeight })
    box.current?.focus()
  }, [])
  return (
    <section aria-label="Text of the terminal" className="absolute inset-0 z-20 flex flex-col">
      <div
        ref={box}
        role="textbox"
        aria-readonly
        aria-multiline
        aria-label="What is printed"
        tabIndex={0}
        onKeyDown={(event) => event.key === 'Escape' && finish(session)}
        className="min-h-0 flex-1 overflow-y-auto overscroll-contain px-2 pt-1.5 pb-2 [overflow-wrap:anywhere] whitespace-pre-wrap outline-none select-text"
        style={{ background: theme.background, color: theme.foreground, fontFamily: fontOf(terminal), fontSize: letterSize(terminal), lineHeight: terminal.lineHeight * 1.32 }}
      >
        {lines.join('\n')}
      </div>
      <div role="toolbar" aria-label="Selected text" className="flex shrink-0 items-center gap-1.5 border-t border-line bg-bg-0 p-1.5">
        <LayerButton onPress={() => void copy(session, chosen || lines.join('\n'))}>{chosen ? 'Copy' : 'Copy all'}</LayerButton>
        <LayerButton onPress={() => void quote(session, chosen || lines.join('\n'))}>Add to chat</LayerButton>
        <span className="flex-1" />
        <LayerButton onPress={() => finish(session)}>Done</LayerButton>
      </div>
    </section>
  )
}

function LayerButton({ children, onPress }: { children: string; onPress: () => void }) {
  return (
    // The selection stays while it is pressed.
    <Button kind="outline" size="md" className="pointer-coarse:h-11 pointer-coarse:px-3.5" onPointerDown={(event) => event.preventDefault()} onClick={onPress}>
      {children}
    </Button>
  )
}

/** What is selected in `box` now. */
function useSelectionIn(box: RefObject<HTMLElement | null>): string {
  const [text, setText] = useState('')
  useEffect(() => {
    const read = () => {
      const selection = document.getSelection()
      setText(selection && box.current?.contains(selection.anchorNode) ? selection.toString() : '')
    }
    document.addEventListener('selectionchange', read)
    return () => document.removeEventListener('selectionchange', read)
  }, [box])
  return text
}

function finish(session: TerminalSession): void {
  session.select(false)
  if (!matchMedia('(pointer: coarse)').matches) session.screen.focus()
}

async function copy(session: TerminalSession, text: string): Promise<void> {
  try {
    await copyText(text)
    toasts.add({ title: 'Copied', type: 'success', timeout: 1500 })
    finish(session)
  } catch (error) {
    toastError('It was not copied', error)
  }
}

async function quote(session: TerminalSession, text: string): Promise<void> {
  const { terminal } = session.store.getState()
  finish(session)
  if (terminal) await quoteTerminal(terminal, text)
}
