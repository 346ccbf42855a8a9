import { useQuery } from '@tanstack/react-query'
import { FolderGit2, GitBranch, Server, SquareTerminal } from 'lucide-react'
import { sessionTerminalsQuery, type NewTerminal } from '~/connection/terminal-api'
import { keysOf } from '~/lib/commands'
import { activate } from '~/panes/tree'
import { arrange } from '~/panes/workspaces'
import { Button } from '~/ui/button'
import { MenuItem, MenuLabel, MenuLine, MenuRoot } from '~/ui/menu'
import { showTerminal, startTerminal } from './actions'
import { askFor } from './dialog-state'
import { doingOf, placeOf } from './words'

interface GroupProps {
  sessionId: string
  groupId: string
}

/** In the strip of a group: new terminals, and those that the session has. */
export function TerminalMenu(group: GroupProps) {
  return (
    <MenuRoot
      trigger={
        <Button size="iconSm" aria-label="Terminals" title="Terminals">
          <SquareTerminal />
        </Button>
      }
    >
      <Items {...group} />
    </MenuRoot>
  )
}

function Items({ sessionId, groupId }: GroupProps) {
  const terminals = useQuery({ ...sessionTerminalsQuery(sessionId), staleTime: 0 }).data?.terminals ?? []
  const here = () => arrange(sessionId, (tree) => activate(tree, groupId))
  const start = (wanted: NewTerminal) => () => {
    here()
    void startTerminal(sessionId, wanted)
  }
  return (
    <>
      <MenuItem icon={<SquareTerminal />} keys={keysOf('terminal.new')} onClick={start({})}>
        New terminal
      </MenuItem>
      <MenuItem icon={<GitBranch />} onClick={start({ place: 'worktree' })}>
        New terminal in the worktree
      </MenuItem>
      <MenuItem icon={<FolderGit2 />} onClick={start({ place: 'project' })}>
        New terminal in the project
      </MenuItem>
      <MenuItem icon={<Server />} onClick={() => askFor({ kind: 'ssh' })}>
        To another machine…
      </MenuItem>
      {terminals.length > 0 && (
        <>
          <MenuLine />
          <MenuLabel>Of this session</MenuLabel>
        </>
      )}
      {terminals.map((terminal) => (
        <MenuItem key={terminal.id} icon={<SquareTerminal />} onClick={() => showTerminal(sessionId, terminal)}>
          {terminal.name} <span className="pl-2 text-2xs text-fg-2">{[placeOf(terminal), doingOf(terminal)].join(', ')}</span>
        </MenuItem>
      ))}
    </>
  )
}
