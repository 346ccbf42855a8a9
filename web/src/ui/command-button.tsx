import { hindranceOf, iconOf, labelOf, useCommand, useKeysOf } from '~/lib/commands'
import { Button, type ButtonProps } from './button'
import { FirstIcon } from './first-icons'
import { Tip } from './tooltip'

interface CommandButtonProps extends Pick<ButtonProps, 'className' | 'size'> {
  /** The command's id in the registry. */
  id: string
  /** The id of what it is done to; what is in view without it. */
  target?: string | undefined
  side?: 'top' | 'bottom' | 'left' | 'right'
}

/**
 * A command of the registry as a button: its name and keys in a tooltip, its picture, and whether it can be done now. Who
 * draws the button follows what these depend on.
 */
export function CommandButton({ id, target, side = 'bottom', ...looks }: CommandButtonProps) {
  const command = useCommand(id)
  const keys = useKeysOf(id)
  if (!command) return null
  const icon = iconOf(command, target)
  return (
    <Tip label={labelOf(command, target)} keys={keys} side={side}>
      <Button {...looks} disabled={hindranceOf(command, target) !== null} onClick={() => void command.run(target)}>
        {icon && <FirstIcon name={icon} />}
      </Button>
    </Tip>
  )
}
