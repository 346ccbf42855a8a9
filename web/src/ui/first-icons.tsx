/** Pictures of buttons, which are there from the start; those that only menus have come with the menus. */
import { AtSign, FileDiff, FolderPlus, GitFork, MessageSquarePlus, Moon, PanelLeftClose, PanelLeftOpen, Paperclip, Pencil, Plus, RefreshCw, Search, Settings, SquareTerminal, Sun, Undo2, type LucideIcon } from 'lucide-react'
import type { FirstIconName, IconName } from '~/lib/icon-names'

export const FIRST_ICONS: Readonly<Record<FirstIconName, LucideIcon>> = {
  at: AtSign,
  diff: FileDiff,
  fork: GitFork,
  gear: Settings,
  'hide-sidebar': PanelLeftClose,
  moon: Moon,
  paperclip: Paperclip,
  pencil: Pencil,
  plus: Plus,
  'project-add': FolderPlus,
  quote: MessageSquarePlus,
  refresh: RefreshCw,
  search: Search,
  'show-sidebar': PanelLeftOpen,
  sun: Sun,
  terminal: SquareTerminal,
  undo: Undo2,
}

const isFirst = (name: IconName): name is FirstIconName => name in FIRST_ICONS

/** Whether a command with this picture can be a button. */
export function FirstIcon({ name }: { name: IconName }) {
  const Drawn = isFirst(name) ? FIRST_ICONS[name] : undefined
  return Drawn && <Drawn />
}
