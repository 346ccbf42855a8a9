import type { ReactNode } from 'react'
import { hindranceOf, keysOf, useCommand } from '~/lib/commands'
import { MenuItem } from './menu'

interface CommandItemProps {
  /** The command's id in the registry. */
  id: string
  /** The id of what the menu was opened on; what is in view without it. */
  target?: string | undefined
  icon?: ReactNode
  className?: string
  /** Shorter words than the command's own, where the menu says the rest. */
  children?: ReactNode
}

/** A command of the registry as an item of a menu: its words, its keys, and why it cannot be done now. */
export function CommandItem({ id, target, icon, className, children }: CommandItemProps) {
  const command = useCommand(id)
  if (!command) return null
  const hindrance = hindranceOf(command, target)
  if (hindrance === '') return null
  return (
    <MenuItem
      icon={icon}
      keys={keysOf(id)}
      disabled={hindrance !== null}
      {...(hindrance && { title: hindrance })}
      {...(className && { className })}
      // After the menu has given the focus back, or it would take it from what the command opens.
      onClick={() => setTimeout(() => void command.run(target), 20)}
    >
      {children ?? command.title}
    </MenuItem>
  )
}
