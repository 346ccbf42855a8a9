import { Archive, ArrowDown, ArrowLeft, ArrowRight, ArrowUp, Columns2, MailOpen, Maximize2, MessageSquarePlus, Pencil, RotateCcw, Rows2, Trash2, X } from 'lucide-react'
import type { Pane } from '~/panes/tree'
import { CommandItem } from '~/ui/command-item'
import { MenuLine } from '~/ui/menu'

/** What can be done with a tab. */
export function TabMenu({ pane: { id, kind } }: { pane: Pane }) {
  const hasName = kind === 'chat' || kind === 'terminal'
  return (
    <>
      {hasName && (
        <CommandItem id="pane.rename" target={id} icon={<Pencil />}>
          Rename
        </CommandItem>
      )}
      <CommandItem id="pane.right" target={id} icon={<Columns2 />}>
        Split right
      </CommandItem>
      <CommandItem id="pane.down" target={id} icon={<Rows2 />}>
        Split down
      </CommandItem>
      <MenuLine />
      <CommandItem id="pane.move.left" target={id} icon={<ArrowLeft />}>
        Move left
      </CommandItem>
      <CommandItem id="pane.move.right" target={id} icon={<ArrowRight />}>
        Move right
      </CommandItem>
      <CommandItem id="pane.move.up" target={id} icon={<ArrowUp />}>
        Move up
      </CommandItem>
      <CommandItem id="pane.move.down" target={id} icon={<ArrowDown />}>
        Move down
      </CommandItem>
      <CommandItem id="pane.maximise" target={id} icon={<Maximize2 />} />
      <MenuLine />
      <CommandItem id="pane.close" target={id} icon={<X />}>
        Close
      </CommandItem>
      <CommandItem id="pane.others" target={id}>
        Close others
      </CommandItem>
      <CommandItem id="pane.rightof" target={id}>
        Close to the right
      </CommandItem>
      <CommandItem id="pane.all" target={id}>
        Close all here
      </CommandItem>
      {kind === 'terminal' && (
        <>
          <MenuLine />
          <CommandItem id="terminal.quote" target={id} icon={<MessageSquarePlus />} />
          <CommandItem id="terminal.restart" target={id} icon={<RotateCcw />} />
          <CommandItem id="terminal.end" target={id} icon={<Trash2 className="!text-err" />} className="text-err" />
        </>
      )}
      {kind === 'chat' && (
        <>
          <MenuLine />
          <CommandItem id="chat.unread" target={id} icon={<MailOpen />} />
          <CommandItem id="pane.archive" target={id} icon={<Archive />} />
          <CommandItem id="pane.delete" target={id} icon={<Trash2 className="!text-err" />} className="text-err" />
        </>
      )}
    </>
  )
}
