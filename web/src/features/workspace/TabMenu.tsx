import type { Pane } from '~/panes/tree'
import { CommandItem, MenuLine } from '~/ui/menu'

/** What can be done with a tab. */
export function TabMenu({ pane: { id, kind, ref } }: { pane: Pane }) {
  const hasName = kind === 'chat' || kind === 'terminal'
  return (
    <>
      {hasName && (
        <CommandItem id="pane.rename" target={id} />
      )}
      <CommandItem id="pane.right" target={id} />
      <CommandItem id="pane.down" target={id} />
      <MenuLine />
      <CommandItem id="pane.move.left" target={id} />
      <CommandItem id="pane.move.right" target={id} />
      <CommandItem id="pane.move.up" target={id} />
      <CommandItem id="pane.move.down" target={id} />
      <CommandItem id="pane.maximise" target={id} />
      <MenuLine />
      <CommandItem id="pane.close" target={id} />
      <CommandItem id="pane.others" target={id} />
      <CommandItem id="pane.rightof" target={id} />
      <CommandItem id="pane.all" target={id} />
      {kind === 'terminal' && (
        <>
          <MenuLine />
          <CommandItem id="terminal.quote" target={id} />
          <CommandItem id="terminal.restart" target={id} />
          <CommandItem id="terminal.end" target={id} />
        </>
      )}
      {kind === 'chat' && (
        <>
          <MenuLine />
          <CommandItem id="chat.read" target={ref ?? undefined} />
          <CommandItem id="chat.unread" target={ref ?? undefined} />
          <CommandItem id="chat.archive" target={ref ?? undefined} />
          <CommandItem id="chat.delete" target={ref ?? undefined} />
        </>
      )}
    </>
  )
}
