/** The menus themselves; `menu.tsx` loads them when the first one is asked for. */
import { Menu } from '@base-ui/react/menu'
import { Check } from 'lucide-react'
import type { ReactElement, ReactNode } from 'react'
import { cn } from '~/lib/cn'
import { hindranceOf, iconOf, keysOf, labelOf, useCommand } from '~/lib/commands'
import { Icon } from './icons'
import { Kbd } from './kbd'
import { itemClass, popupClass } from './popup'

export interface MenuRootProps {
  trigger: ReactElement<Record<string, unknown>>
  children: ReactNode
  side?: 'top' | 'bottom' | 'right'
  align?: 'start' | 'end'
}

/** A button and the menu it opens; open from the start, because it is loaded when it is asked for. */
export function MenuRoot({ trigger, children, side = 'bottom', align = 'start' }: MenuRootProps) {
  return (
    <Menu.Root defaultOpen>
      <Menu.Trigger render={trigger} />
      <Menu.Portal>
        <Menu.Positioner side={side} align={align} sideOffset={5} className="z-[1100] outline-none">
          <Menu.Popup className={cn(popupClass, 'max-h-[min(28rem,70dvh)] min-w-44 overflow-y-auto p-1')}>
            {children}
          </Menu.Popup>
        </Menu.Positioner>
      </Menu.Portal>
    </Menu.Root>
  )
}

export interface MenuAtProps {
  /** Where on the screen; null when it is closed. */
  point: { x: number; y: number } | null
  onClose: () => void
  children: ReactNode
}

/** The same items at a point. */
export function MenuAt({ point, onClose, children }: MenuAtProps) {
  const anchor = { getBoundingClientRect: () => new DOMRect(point?.x ?? 0, point?.y ?? 0, 0, 0) }
  return (
    <Menu.Root open={point !== null} onOpenChange={(open) => !open && onClose()}>
      <Menu.Portal>
        <Menu.Positioner anchor={anchor} side="bottom" align="start" className="z-[1100] outline-none">
          <Menu.Popup className={cn(popupClass, 'min-w-44 p-1')}>{children}</Menu.Popup>
        </Menu.Positioner>
      </Menu.Portal>
    </Menu.Root>
  )
}

export interface MenuItemProps {
  icon?: ReactNode
  children: ReactNode
  keys?: string | undefined
  onClick?: () => void
  disabled?: boolean
  /** More about it, e.g. why it is disabled. */
  title?: string
  /** It is likely to be chosen again at once. */
  staysOpen?: boolean
  className?: string
}

export function MenuItem({ icon, children, keys, onClick, disabled, title, staysOpen = false, className }: MenuItemProps) {
  return (
    <Menu.Item className={cn(itemClass, className)} onClick={onClick} disabled={disabled} title={title} closeOnClick={!staysOpen}>
      {icon}
      <span className="min-w-0 flex-1 truncate">{children}</span>
      {keys && <Kbd keys={keys} className="pl-4" />}
    </Menu.Item>
  )
}

export interface CommandItemProps {
  /** The command's id in the registry. */
  id: string
  /** The id of what the menu was opened on; what is in view without it. */
  target?: string | undefined
  /** It is likely to be chosen again at once. */
  staysOpen?: boolean
}

/** A command of the registry as an item of a menu: its name, its picture, its keys, and why it cannot be done now. */
export function CommandItem({ id, target, staysOpen = false }: CommandItemProps) {
  const command = useCommand(id)
  if (!command) return null
  const hindrance = hindranceOf(command, target)
  if (hindrance === '') return null
  const icon = iconOf(command, target)
  return (
    <MenuItem
      icon={icon ? <Icon name={icon} /> : <span className="w-[15px] shrink-0" />}
      keys={keysOf(id)}
      disabled={hindrance !== null}
      staysOpen={staysOpen}
      {...(hindrance && { title: hindrance })}
      {...(command.isGrave && { className: 'text-err [&>svg]:!text-err' })}
      // After the menu has given the focus back, or it would take it from what the command opens.
      onClick={() => setTimeout(() => void command.run(target), 20)}
    >
      {labelOf(command, target)}
    </MenuItem>
  )
}

export function MenuLabel({ children }: { children: ReactNode }) {
  return <div className="px-2 pt-1.5 pb-1 text-2xs font-[560] text-fg-3">{children}</div>
}

export function MenuLine() {
  return <Menu.Separator className="mx-1 my-1 h-px bg-line" />
}

export interface MenuChoiceProps<T extends string> {
  value: T
  options: readonly { value: T; label: string; hint?: string | undefined; description?: string | undefined }[]
  onChange: (value: T) => void
}

/** One of several, with a check mark at the chosen one. */
export function MenuChoice<T extends string>({ value, options, onChange }: MenuChoiceProps<T>) {
  return (
    <Menu.RadioGroup value={value} onValueChange={(chosen) => onChange(chosen as T)}>
      {options.map((option) => (
        <Menu.RadioItem key={option.value} value={option.value} className={cn(itemClass, 'pr-3')} closeOnClick>
          <span className="grid w-4 place-items-center">
            <Menu.RadioItemIndicator>
              <Check className="!text-accent-ink" />
            </Menu.RadioItemIndicator>
          </span>
          <span className="min-w-0 flex-1">
            <span className="block truncate">{option.label}</span>
            {option.description && <span className="block max-w-72 text-2xs whitespace-normal text-fg-3">{option.description}</span>}
          </span>
          {option.hint && <span className="pl-3 text-2xs text-fg-3 tnum">{option.hint}</span>}
        </Menu.RadioItem>
      ))}
    </Menu.RadioGroup>
  )
}

export interface MenuCheckProps {
  isOn: boolean
  children: ReactNode
  description?: string
  onChange: (isOn: boolean) => void
}

/** Something that is on or off; the menu stays open. */
export function MenuCheck({ isOn, children, description, onChange }: MenuCheckProps) {
  return (
    <Menu.CheckboxItem checked={isOn} onCheckedChange={onChange} className={cn(itemClass, 'pr-3')} closeOnClick={false}>
      <span className="grid w-4 place-items-center">
        <Menu.CheckboxItemIndicator>
          <Check className="!text-accent-ink" />
        </Menu.CheckboxItemIndicator>
      </span>
      <span className="min-w-0 flex-1">
        <span className="block truncate">{children}</span>
        {description && <span className="block max-w-72 text-2xs whitespace-normal text-fg-3">{description}</span>}
      </span>
    </Menu.CheckboxItem>
  )
}
