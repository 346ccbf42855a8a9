import { ArrowDown, ArrowLeft, ArrowRight, ArrowUp, ClipboardPaste, TextSelect } from 'lucide-react'
import type { ReactNode } from 'react'
import { cn } from '~/lib/cn'
import { pasteClipboard } from './deeds'
import type { Arrow, Sticky } from './keys'
import { useTerminalView, type TerminalSession } from './session'

const ARROWS: { arrow: Arrow; label: string; icon: ReactNode }[] = [
  { arrow: 'D', label: 'Left', icon: <ArrowLeft /> },
  { arrow: 'B', label: 'Down', icon: <ArrowDown /> },
  { arrow: 'A', label: 'Up', icon: <ArrowUp /> },
  { arrow: 'C', label: 'Right', icon: <ArrowRight /> },
]
const CHARACTERS = ['|', '/', '-', '~']

/** The keys that phones do not have. Ctrl and Alt hold for the key after them. */
export function KeyBar({ session }: { session: TerminalSession }) {
  const type = (text: string) => () => session.input(text)
  return (
    <div role="toolbar" aria-label="Terminal keys" className="terminal-keys flex shrink-0 gap-1 overflow-x-auto border-t border-line bg-bg-0 p-1">
      <Key label="Esc" onPress={type('\x1b')}>
        Esc
      </Key>
      <Key label="Tab" onPress={type('\t')}>
        Tab
      </Key>
      <Modifier session={session} modifier="ctrl" label="Ctrl">
        Ctrl
      </Modifier>
      <Modifier session={session} modifier="alt" label="Alt">
        Alt
      </Modifier>
      {ARROWS.map(({ arrow, label, icon }) => (
        <Key key={arrow} label={label} onPress={() => session.arrow(arrow)}>
          {icon}
        </Key>
      ))}
      {CHARACTERS.map((character) => (
        <Key key={character} label={character} onPress={type(character)}>
          {character}
        </Key>
      ))}
      <Key label="Paste" onPress={() => void pasteClipboard(session)}>
        <ClipboardPaste />
      </Key>
      <Key label="Select text" onPress={() => session.select(true)}>
        <TextSelect />
      </Key>
    </div>
  )
}

function Modifier({ session, modifier, label, children }: { session: TerminalSession; modifier: keyof Sticky; label: string; children: ReactNode }) {
  const isHeld = useTerminalView(session, ({ sticky }) => sticky[modifier])
  return (
    <Key label={label} isHeld={isHeld} onPress={() => session.hold(modifier)}>
      {children}
    </Key>
  )
}

interface KeyProps {
  label: string
  isHeld?: boolean
  onPress: () => void
  children: ReactNode
}

function Key({ label, isHeld, onPress, children }: KeyProps) {
  return (
    <button
      type="button"
      aria-label={label}
      aria-pressed={isHeld}
      // The focus stays in the terminal, or the phone's keyboard would close.
      onPointerDown={(event) => event.preventDefault()}
      onMouseDown={(event) => event.preventDefault()}
      onClick={onPress}
      className={cn(
        'grid h-11 min-w-11 shrink-0 place-items-center rounded-md bg-bg-2 px-2 font-mono text-sm text-fg-1 [&_svg]:size-[17px]',
        isHeld && 'bg-accent text-accent-fg',
      )}
    >
      {children}
    </button>
  )
}
