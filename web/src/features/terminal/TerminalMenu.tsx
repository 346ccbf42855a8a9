import { useQuery } from '@tanstack/react-query'
import { SquareTerminal } from 'lucide-react'
import { sessionTerminalsQuery } from '~/connection/terminal-api'
import { Button } from '~/ui/button'
import { CommandItem, MenuItem, MenuLabel, MenuLine, MenuRoot } from '~/ui/menu'
import { showTerminal } from './actions'
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
  return (
    <>
      <CommandItem id="terminal.new" target={groupId} />
      <CommandItem id="terminal.new.worktree" target={groupId} />
      <CommandItem id="terminal.new.project" target={groupId} />
      <CommandItem id="terminal.ssh" />
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
