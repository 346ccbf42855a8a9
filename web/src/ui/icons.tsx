/** The picture of every command. Loaded with the menus: the first paint needs those of buttons only. */
import { AArrowDown, AArrowUp, Archive, ArchiveRestore, ArrowDown, ArrowLeft, ArrowRight, ArrowUp, BrushCleaning, ClipboardPaste, Columns2, Copy, Expand, FolderGit2, FoldVertical, GitBranch, History, Inbox, Mail, MailOpen, Maximize2, MessageSquare, MoonStar, RotateCcw, Rows2, Server, ShieldCheck, ShieldOff, Slash, TextSelect, Trash2, UnfoldVertical, X, type LucideIcon } from 'lucide-react'
import type { IconName } from '~/lib/icon-names'
import { FIRST_ICONS } from './first-icons'

const ICONS: Readonly<Record<IconName, LucideIcon>> = {
  ...FIRST_ICONS,
  archive: Archive,
  'bring-back': ArchiveRestore,
  chat: MessageSquare,
  clean: BrushCleaning,
  close: X,
  columns: Columns2,
  copy: Copy,
  down: ArrowDown,
  expand: Expand,
  fold: FoldVertical,
  folder: FolderGit2,
  history: History,
  inbox: Inbox,
  larger: AArrowUp,
  left: ArrowLeft,
  mail: Mail,
  'mail-open': MailOpen,
  maximise: Maximize2,
  night: MoonStar,
  paste: ClipboardPaste,
  restart: RotateCcw,
  right: ArrowRight,
  rows: Rows2,
  select: TextSelect,
  server: Server,
  shield: ShieldCheck,
  'shield-off': ShieldOff,
  slash: Slash,
  smaller: AArrowDown,
  trash: Trash2,
  unfold: UnfoldVertical,
  up: ArrowUp,
  worktree: GitBranch,
}

export function Icon({ name }: { name: IconName }) {
  const Drawn = ICONS[name]
  return <Drawn />
}
