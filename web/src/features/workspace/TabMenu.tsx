import { Archive, Columns2, Pencil, Rows2, Trash2, X } from 'lucide-react'
import { keysOf } from '~/lib/commands'
import { archiveChat, removeChat } from '~/panes/removal'
import { closeGroup, closeOthers, closePanes, closeRightOf, splitOff, type Pane } from '~/panes/tree'
import { arrange } from '~/panes/workspaces'
import { MenuItem, MenuLine } from '~/ui/menu'

interface TabMenuProps {
  sessionId: string
  pane: Pane
  onRename: () => void
}

/** What can be done with a tab. */
export function TabMenu({ sessionId, pane, onRename }: TabMenuProps) {
  const change = (operation: Parameters<typeof arrange>[1]) => () => arrange(sessionId, operation)
  return (
    <>
      {(pane.kind === 'chat' || pane.kind === 'terminal') && (
        <MenuItem icon={<Pencil />} keys="F2" onClick={() => setTimeout(onRename, 50)}>
          Rename
        </MenuItem>
      )}
      <MenuItem icon={<Columns2 />} onClick={change((tree) => splitOff(tree, pane.id, 'right'))}>
        Move to the right
      </MenuItem>
      <MenuItem icon={<Rows2 />} onClick={change((tree) => splitOff(tree, pane.id, 'down'))}>
        Move below
      </MenuItem>
      <MenuLine />
      <MenuItem icon={<X />} keys={keysOf('pane.close')} onClick={change((tree) => closePanes(tree, [pane.id]))}>
        Close
      </MenuItem>
      <MenuItem onClick={change((tree) => closeOthers(tree, pane.id))}>Close others</MenuItem>
      <MenuItem onClick={change((tree) => closeRightOf(tree, pane.id))}>Close to the right</MenuItem>
      <MenuItem onClick={change((tree) => closeGroup(tree, pane.id))}>Close all here</MenuItem>
      {pane.kind === 'chat' && pane.ref && (
        <>
          <MenuLine />
          <MenuItem icon={<Archive />} onClick={() => void archiveChat(pane.ref ?? '', pane.name)}>
            Archive chat
          </MenuItem>
          <MenuItem
            icon={<Trash2 className="!text-err" />}
            className="text-err"
            onClick={() => void removeChat(pane.ref ?? '', pane.name)}
          >
            Delete chat…
          </MenuItem>
        </>
      )}
    </>
  )
}
