/** Menus. What they are made of is loaded when the first one is pointed at: the first paint needs only their buttons. */
import {
  cloneElement,
  lazy,
  Suspense,
  useState,
  type ComponentType,
  type MouseEvent,
  type ReactElement,
  type ReactNode,
} from 'react'
import type { MenuAtProps, MenuChoiceProps, MenuRootProps } from './menu-parts'
import { useWanted } from './wanted'

type Parts = typeof import('./menu-parts')

const load = () => import('./menu-parts')

/** For areas with menus on a right click: pointing at the area is sign enough. */
export const preloadMenus = () => void load()

function part<P>(pick: (parts: Parts) => ComponentType<P>) {
  return lazy(async () => ({ default: pick(await load()) }))
}

/** A command of the registry; everything that is done from a menu is one. */
export const CommandItem = part((parts) => parts.CommandItem)
/** One of many things to choose from. */
export const MenuItem = part((parts) => parts.MenuItem)
export const MenuCheck = part((parts) => parts.MenuCheck)
export const MenuLabel = part((parts) => parts.MenuLabel)
export const MenuLine = part((parts) => parts.MenuLine)
const Root = part((parts) => parts.MenuRoot)
const At = part((parts) => parts.MenuAt)
const Choice = part((parts) => parts.MenuChoice<string>)

/** A button and the menu it opens. */
export function MenuRoot(props: MenuRootProps) {
  const { isWanted, trigger } = useWanted(props.trigger, 'menu', load)
  if (!isWanted) return trigger
  return (
    <Suspense fallback={trigger}>
      <Root {...props} />
    </Suspense>
  )
}

/** One of several, with a check mark at the chosen one. */
export function MenuChoice<T extends string>(props: MenuChoiceProps<T>) {
  return <Choice {...(props as unknown as MenuChoiceProps<string>)} />
}

/** Items at a point of the screen; `point` is null while they are closed. */
export function MenuAt(props: MenuAtProps) {
  const [wasOpen, setWasOpen] = useState(false)
  if (props.point && !wasOpen) setWasOpen(true)
  return <Suspense fallback={null}>{wasOpen && <At {...props} />}</Suspense>
}

type Clickable = ReactElement<{ onContextMenu?: (event: MouseEvent) => void }>

/** Items on a right click or a long press. */
export function ContextMenuRoot({ items, children }: { items: ReactNode; children: Clickable }) {
  const [point, setPoint] = useState<{ x: number; y: number } | null>(null)
  const onContextMenu = (event: MouseEvent) => {
    event.preventDefault()
    setPoint({ x: event.clientX, y: event.clientY })
  }
  return (
    <>
      {cloneElement(children, { onContextMenu })}
      <MenuAt point={point} onClose={() => setPoint(null)}>
        {items}
      </MenuAt>
    </>
  )
}
