import { ChevronDown, Columns2, FileDiff, History, Inbox, MessageSquare, MoonStar, Plus, RotateCcw, Rows2, Search, Settings, SquareSplitHorizontal } from 'lucide-react'
import { runCommand, useKeysOf } from '~/lib/commands'
import { paneIcon } from '~/panes/registry'
import { useWorkspace } from '~/panes/workspaces'
import { Button } from '~/ui/button'
import { CommandItem } from '~/ui/command-item'
import { MenuItem, MenuLabel, MenuLine, MenuRoot } from '~/ui/menu'
import { Tip } from '~/ui/tooltip'

interface GroupProps {
  sessionId: string
  groupId: string
}

/** In the strip of a group: a new chat at once, anything else from a menu, and what was closed. */
export function NewTab({ sessionId, groupId }: GroupProps) {
  return (
    <>
      <Tip label="New chat" keys={useKeysOf('chat.new')}>
        <Button size="iconSm" className="ml-1" onClick={() => runCommand('chat.new', groupId)}>
          <Plus />
        </Button>
      </Tip>
      <MenuRoot
        trigger={
          <Button size="iconSm" aria-label="Open in a tab" title="Open in a tab" className="w-6">
            <ChevronDown />
          </Button>
        }
      >
        <CommandItem id="chat.new" target={groupId} icon={<MessageSquare />} />
        <CommandItem id="changes.open" target={groupId} icon={<FileDiff />} />
        <CommandItem id="pane.history" target={groupId} icon={<History />}>
          Chats of the project
        </CommandItem>
        <CommandItem id="pane.search" target={groupId} icon={<Search />}>
          Search
        </CommandItem>
        <CommandItem id="pane.inbox" target={groupId} icon={<Inbox />}>
          Inbox
        </CommandItem>
        <CommandItem id="pane.away" target={groupId} icon={<MoonStar />}>
          While you were away
        </CommandItem>
        <CommandItem id="pane.settings" target={groupId} icon={<Settings />}>
          Settings
        </CommandItem>
        <Closed sessionId={sessionId} />
      </MenuRoot>
    </>
  )
}

/** The last tabs that were closed, the latest first. */
function Closed({ sessionId }: { sessionId: string }) {
  const { closed } = useWorkspace(sessionId)
  const [latest, ...older] = closed.toReversed()
  if (!latest) return null
  return (
    <>
      <MenuLine />
      <MenuLabel>Recently closed</MenuLabel>
      <CommandItem id="pane.reopen" target={latest.id} icon={paneIcon(latest.kind)}>
        {latest.name}
      </CommandItem>
      {older.map((pane) => (
        <MenuItem key={pane.id} icon={paneIcon(pane.kind)} onClick={() => runCommand('pane.reopen', pane.id)}>
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
      <CommandItem id="chat.right" target={groupId} icon={<Columns2 />} />
      <CommandItem id="chat.down" target={groupId} icon={<Rows2 />} />
      <CommandItem id="pane.right" target={shownId} icon={<Columns2 />}>
        Split right
      </CommandItem>
      <CommandItem id="pane.down" target={shownId} icon={<Rows2 />}>
        Split down
      </CommandItem>
      <MenuLine />
      <CommandItem id="changes.open" target={groupId} icon={<FileDiff />} />
      <CommandItem id="pane.maximise" target={shownId} />
      <CommandItem id="group.even" />
      <CommandItem id="pane.gather" />
      <MenuLine />
      <CommandItem id="pane.reopen" icon={<RotateCcw />} />
      <CommandItem id="pane.all" target={shownId}>
        Close all here
      </CommandItem>
      <CommandItem id="history" icon={<History />} />
    </MenuRoot>
  )
}
