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

/** How agents of others call what BooCode has words for. */
const foreign =
  /^(bash|shell|terminal|execute|run|exec|command|read|view|cat|edit|multiedit|str_replace|patch|apply_patch|write|create|glob|grep|search|ls|list|fetch|webfetch|websearch|task|agent)$/i
const kindVerbs: Record<ToolKind, string> = {
  read: 'Read', search: 'Search', fetch: 'Fetch', shell: 'Run', edit: 'Edit', write: 'Write', delegate: 'Delegate', ask: 'Ask', other: '',
}

/** `git_branches` becomes `Git branches`; `developer__shell` of another agent becomes `Run`. */
export function verbOf(tool: string, kind: ToolKind = 'other'): string {
  const name = tool.split(/__|[./]/).at(-1) ?? tool
  if (kindVerbs[kind] && !(tool in verbs) && (name !== tool || foreign.test(name))) return kindVerbs[kind]
  const words = name.replaceAll(/[_-]+/g, ' ').trim()
  return verbs[tool] ?? words.charAt(0).toUpperCase() + words.slice(1)
}

export function iconOf(tool: string, kind: ToolKind): LucideIcon {
  if (tool === 'git_log' || tool === 'git_show' || tool === 'git_blame') return GitCommitHorizontal
  if (tool.startsWith('git_')) return GitBranch
  if (tool === 'list_dir') return FolderTree
  if (tool === 'file_tree' || tool.endsWith('outline')) return ListTree
  return icons[kind] ?? Wrench
}
