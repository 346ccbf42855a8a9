import { Autocomplete } from '@base-ui/react/autocomplete'
import { Dialog } from '@base-ui/react/dialog'
import { AppWindow, File, Folder, MessageSquare, PanelsTopLeft, Search, SquareChevronRight, TextSearch } from 'lucide-react'
import { useState, type ReactNode } from 'react'
import { cn } from '~/lib/cn'
import { useDebounced } from '~/lib/use-debounced'
import { backdropClass } from '~/ui/dialog'
import { Icon } from '~/ui/icons'
import { Kbd } from '~/ui/kbd'
import { useOpener } from '~/ui/opener'
import { StatusDot } from '~/ui/status-dot'
import { takeEarlyTyping } from './EarlyTyping'
import { usePaletteItems, useSessionSwitch, useTabSwitch, type PaletteItem } from './palette-items'
import { useOverlay, type Sought } from './palette-state'
import { ranked, type RankedGroup } from './ranking'

const ICONS: Record<PaletteItem['kind'], ReactNode> = {
  command: <SquareChevronRight />,
  tab: <AppWindow />,
  chat: <MessageSquare />,
  session: <PanelsTopLeft />,
  project: <Folder />,
  file: <File />,
  found: <TextSearch />,
}

const NAMES: Record<Sought, string> = { everything: 'Command palette', sessions: 'Go to a session', tabs: 'Go to a tab' }

/** Everything that can be done or gone to, by typing. */
export default function Palette() {
  const palette = useOverlay((overlay) => overlay.palette)
  const opener = useOpener(palette !== null)
  return (
    <Dialog.Root open={palette !== null} onOpenChange={(open) => !open && useOverlay.setState({ palette: null })}>
      <Dialog.Portal>
        <Dialog.Backdrop className={backdropClass} />
        <Dialog.Popup
          finalFocus={opener}
          aria-label={NAMES[palette ?? 'everything']}
          className="fixed top-[12vh] left-1/2 z-[1160] flex max-h-[min(31rem,75dvh)] w-[min(38rem,calc(100vw-16px))] -translate-x-1/2 flex-col overflow-hidden rounded-xl border border-line-2 bg-pop shadow-pop transition-[opacity,scale] duration-100 data-ending-style:scale-[.985] data-ending-style:opacity-0 data-starting-style:scale-[.985] data-starting-style:opacity-0 max-md:top-2"
        >
          {palette === 'sessions' ? <Sessions /> : palette === 'tabs' ? <Tabs /> : <Everything />}
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  )
}

function Everything() {
  const [text, setText] = useState('')
  const groups = ranked(usePaletteItems(useDebounced(text, 120)), text)
  return (
    <Finder
      text={text}
      onText={setText}
      groups={groups}
      label="Search commands, chats, sessions and files"
      placeholder="Type a command, a chat, a session or a file"
    />
  )
}

/** Back to where one was: the last session is the first in the list. */
function Sessions() {
  const [text, setText] = useState('')
  const groups = ranked(useSessionSwitch(), text)
  return <Finder text={text} onText={setText} groups={groups} label="Find a session" placeholder="Go to a session" />
}

/** All that are open, those that the strip has no room for as well. */
function Tabs() {
  const [text, setText] = useState('')
  const groups = ranked(useTabSwitch(), text, Infinity)
  return <Finder text={text} onText={setText} groups={groups} label="Find a tab" placeholder="Go to a tab" />
}

interface FinderProps {
  text: string
  onText: (text: string) => void
  groups: RankedGroup<PaletteItem>[]
  label: string
  placeholder: string
}

function Finder({ text, onText, groups, label, placeholder }: FinderProps) {
  const pick = (item: PaletteItem) => {
    if (item.isHindered) return
    useOverlay.setState({ palette: null })
    // After the dialog has given the focus back, or it would take it from what the command opens.
    setTimeout(() => void item.run(), 20)
  }
  return (
    <Autocomplete.Root
      open
      inline
      items={groups}
      filter={null}
      value={text}
      onValueChange={onText}
      autoHighlight="always"
      keepHighlight
      itemToStringValue={(item) => (item as PaletteItem).title}
    >
      <div className="flex shrink-0 items-center gap-2.5 border-b border-line px-3.5">
        <Search className="size-4 text-fg-3" />
        <Autocomplete.Input
          aria-label={label}
          placeholder={placeholder}
          onFocus={() => onText(text + takeEarlyTyping())}
          className="h-11 min-w-0 flex-1 bg-transparent text-base outline-none placeholder:text-fg-3 max-md:text-lg"
        />
        <Kbd keys="Escape" className="max-md:hidden" />
      </div>
      <div className="min-h-0 overflow-y-auto p-1.5">
        <Autocomplete.Empty>
          {groups.length === 0 && <div className="px-3 py-8 text-center text-fg-2">Nothing answers “{text}”.</div>}
        </Autocomplete.Empty>
        <Autocomplete.List>
          {(group: RankedGroup<PaletteItem>) => (
            <Autocomplete.Group key={group.value} items={group.items}>
              <Autocomplete.GroupLabel className="px-2.5 pt-2 pb-1 text-2xs font-[560] text-fg-3">
                {group.value}
              </Autocomplete.GroupLabel>
              <Autocomplete.Collection>
                {(item: PaletteItem) => <Row key={item.id} item={item} onPick={() => pick(item)} />}
              </Autocomplete.Collection>
            </Autocomplete.Group>
          )}
        </Autocomplete.List>
      </div>
    </Autocomplete.Root>
  )
}

function Row({ item, onPick }: { item: PaletteItem; onPick: () => void }) {
  return (
    <Autocomplete.Item
      value={item}
      onClick={onPick}
      aria-disabled={item.isHindered}
      className="flex h-[30px] aria-disabled:text-fg-3 items-center gap-2.5 rounded-md px-2.5 outline-none select-none data-highlighted:bg-bg-2 max-md:h-11 [&>svg]:size-[15px] [&>svg]:shrink-0 [&>svg]:text-fg-3"
    >
      {item.icon ? <Icon name={item.icon} /> : ICONS[item.kind]}
      <span className="min-w-0 flex-1 truncate">{item.title}</span>
      {item.live && <StatusDot {...item.live} />}
      {item.hint && <span className={cn('truncate text-2xs text-fg-3', item.isHindered ? 'max-w-[60%]' : 'max-w-[40%]')}>{item.hint}</span>}
      {item.keys && !item.isHindered && <Kbd keys={item.keys} className="max-md:hidden" />}
    </Autocomplete.Item>
  )
}
