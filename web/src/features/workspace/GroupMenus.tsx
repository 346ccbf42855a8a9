import { ChevronDown, SquareSplitHorizontal } from 'lucide-react'
import { keysOf, runCommand } from '~/lib/commands'
import { paneIcon } from '~/panes/registry'
import { useWorkspace } from '~/panes/workspaces'
import { Button } from '~/ui/button'
import { CommandButton } from '~/ui/command-button'
import { CommandItem, MenuItem, MenuLabel, MenuLine, MenuRoot } from '~/ui/menu'

interface GroupProps {
  sessionId: string
  groupId: string
}

/** In the strip of a group: a new chat at once, anything else from a menu, and what was closed. */
export function NewTab({ sessionId, groupId }: GroupProps) {
  return (
    <>
      <CommandButton id="chat.new" target={groupId} size="iconSm" className="ml-1" />
      <MenuRoot
        trigger={
          <Button size="iconSm" aria-label="Open in a tab" title="Open in a tab" className="w-6">
            <ChevronDown />
          </Button>
        }
      >
        <CommandItem id="chat.new" target={groupId} />
        <CommandItem id="changes.open" target={groupId} />
        <CommandItem id="pane.history" target={groupId} />
        <CommandItem id="pane.search" target={groupId} />
        <CommandItem id="pane.inbox" target={groupId} />
        <CommandItem id="pane.away" target={groupId} />
        <CommandItem id="pane.settings" target={groupId} />
        <Closed sessionId={sessionId} />
      </MenuRoot>
    </>
  )
}

/** The last tabs that were closed, the latest first. */
function Closed({ sessionId }: { sessionId: string }) {
  const { closed } = useWorkspace(sessionId)
  if (closed.length === 0) return null
  return (
    <>
      <MenuLine />
      <MenuLabel>Recently closed</MenuLabel>
      {closed.toReversed().map((pane, index) => (
        <MenuItem key={pane.id} icon={paneIcon(pane.kind)} keys={index === 0 ? keysOf('pane.reopen') : undefined} onClick={() => runCommand('pane.reopen', pane.id)}>
          {pane.name}
        </MenuItem>
      ))}
    </>
  )
}

/** At the end of the strip: splitting, and what is done with the group. `shownId` is the tab it shows. */
export function GroupMenu({ groupId, shownId }: { groupId: string; shownId: string | undefined }) {
  return (
    <MenuRoot
      align="end"
      trigger={
        <Button size="iconSm" aria-label="Split and more">
          <SquareSplitHorizontal />
        </Button>
      }
    >
      <CommandItem id="chat.right" target={groupId} />
      <CommandItem id="chat.down" target={groupId} />
      <CommandItem id="pane.right" target={shownId} />
      <CommandItem id="pane.down" target={shownId} />
      <MenuLine />
      <CommandItem id="changes.open" target={groupId} />
      <CommandItem id="pane.maximise" target={shownId} />
      <CommandItem id="group.even" />
      <CommandItem id="pane.gather" />
      <MenuLine />
      <CommandItem id="pane.reopen" />
      <CommandItem id="pane.all" target={shownId} />
      <CommandItem id="history" />
    </MenuRoot>
  )
}
