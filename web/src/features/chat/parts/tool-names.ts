/** How tools are called in the UI, and their signs. */
import {
  CircleHelp, FilePen, FileText, FolderTree, GitBranch, GitCommitHorizontal, Globe, ListTree, Search, SquareTerminal, Split, Wrench,
  type LucideIcon,
} from 'lucide-react'
import type { PartOf } from '~/wire/types'

type ToolKind = PartOf<'tool_call'>['kind']

const verbs: Record<string, string> = {
  view_file: 'Read', read_file: 'Read', list_dir: 'List', find_files: 'Find', grep: 'Search', file_tree: 'Tree',
  web_search: 'Search the web', web_fetch: 'Fetch', ask_user_input: 'Ask', read_chat: 'Read chat',
  git_status: 'Git status', git_log: 'Git log', git_diff: 'Git diff', git_show: 'Git show', git_blame: 'Git blame',
}

const icons: Record<ToolKind, LucideIcon> = {
  read: FileText, search: Search, fetch: Globe, shell: SquareTerminal, edit: FilePen, write: FilePen, delegate: Split,
  ask: CircleHelp, other: Wrench,
}

/** `git_branches` becomes `Git branches`. */
export function verbOf(tool: string): string {
  const words = tool.replaceAll(/[_-]+/g, ' ').trim()
  return verbs[tool] ?? words.charAt(0).toUpperCase() + words.slice(1)
}

export function iconOf(tool: string, kind: ToolKind): LucideIcon {
  if (tool === 'git_log' || tool === 'git_show' || tool === 'git_blame') return GitCommitHorizontal
  if (tool.startsWith('git_')) return GitBranch
  if (tool === 'list_dir') return FolderTree
  if (tool === 'file_tree' || tool.endsWith('outline')) return ListTree
  return icons[kind] ?? Wrench
}
