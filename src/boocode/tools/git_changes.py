"""Tools about what changed, and what was: status, diffs, commits, files of other revisions."""

from __future__ import annotations

from anyio import to_thread
from pydantic import Field

from boocode.contracts.wire.parts import OtherDetail, ReadDetail
from boocode.files.kinds import decode
from boocode.files.languages import language_of
from boocode.git.content import MAX_DIFF_BYTES, DiffQuery, commit_diff, diff, file_at
from boocode.git.history import describe
from boocode.git.repository import commit_of
from boocode.git.status import status
from boocode.kernel.text import clean
from boocode.tools.git_text import checked_paths, commit_text, head_text, status_text
from boocode.tools.model import MAX_TEXT, Arguments, FunctionTool, ToolResult, ToolScope
from boocode.tools.paging import page_of, shortened, size_text


class GitStatus(Arguments):
    def title(self) -> str:
        return "working tree"


async def git_status(_arguments: GitStatus, scope: ToolScope) -> ToolResult:
    found = await status(scope.root)
    text = status_text(found)
    return ToolResult(text, OtherDetail(title=head_text(found), text=text), truncated=found.truncated)


GIT_STATUS = FunctionTool(
    name="git_status",
    description="The current branch, its distance from its upstream, and which files are staged, changed or untracked.",
    kind="read",
    arguments=GitStatus,
    body=git_status,
)


class GitDiff(Arguments):
    base: str | None = Field(default=None, description="Compare with this branch, tag or commit. Default HEAD.")
    target: str | None = Field(default=None, description="Compare this revision instead of the working tree.")
    since_fork: bool = Field(
        default=False, description="Compare with where target (default HEAD) forked from base, as a PR."
    )
    staged: bool = Field(default=False, description="Only what is staged.")
    path: str | None = Field(default=None, description="Only this file or directory.")
    stat: bool = Field(default=False, description="Only which files changed and by how much. Good to start with.")
    context: int = Field(default=3, ge=0, le=50, description="Unchanged lines around each change.")
    ignore_whitespace: bool = False
    start_line: int = Field(default=1, ge=1, description="Line of the diff to go on from.")

    def title(self) -> str:
        end = self.target or ("index" if self.staged else "now")
        ends = f"{self.base or 'HEAD'}{'...' if self.since_fork else '..'}{end}"
        return f"{ends} {self.path}" if self.path else ends


async def git_diff(arguments: GitDiff, scope: ToolScope) -> ToolResult:
    guard = scope.guard()
    query = DiffQuery(
        base=arguments.base,
        target=arguments.target,
        staged=arguments.staged,
        since_fork=arguments.since_fork,
        paths=checked_paths(guard, [arguments.path]),
        stat=arguments.stat,
        context_lines=arguments.context,
        ignore_whitespace=arguments.ignore_whitespace,
    )
    found = await diff(scope.root, query, guard.withholds)
    return _diff_result(arguments.title(), "", found.text, found.withheld, found.truncated, arguments.start_line)


GIT_DIFF = FunctionTool(
    name="git_diff",
    description=(
        "What changed: by default the working tree (staged or not) against HEAD; or against base; or two revisions. "
        "Untracked files are not in it: see git_status."
    ),
    kind="read",
    arguments=GitDiff,
    body=git_diff,
)


class GitShow(Arguments):
    revision: str = Field(default="HEAD", description="Commit, branch or tag.")
    path: str | None = Field(default=None, description="Only this file or directory.")
    stat: bool = Field(default=False, description="Only which files changed.")
    start_line: int = Field(default=1, ge=1, description="Line of the answer to go on from.")

    def title(self) -> str:
        return f"{self.revision} {self.path}" if self.path else self.revision


async def git_show(arguments: GitShow, scope: ToolScope) -> ToolResult:
    guard = scope.guard()
    commit = await commit_of(scope.root, arguments.revision)
    query = DiffQuery(paths=checked_paths(guard, [arguments.path]), stat=arguments.stat)
    found = await commit_diff(scope.root, commit, query, guard.withholds)
    head = commit_text(await describe(scope.root, commit), with_body=True) + "\n\n"
    return _diff_result(arguments.title(), head, found.text, found.withheld, found.truncated, arguments.start_line)


GIT_SHOW = FunctionTool(
    name="git_show",
    description="One commit: author, date, message, and its diff (merges against their first parent).",
    kind="read",
    arguments=GitShow,
    body=git_show,
)


class GitFileAt(Arguments):
    path: str = Field(description="File, as it was called then.")
    revision: str = Field(description="Branch, tag or commit, e.g. `main`, `v1.2`, `HEAD~5`.")
    start_line: int = Field(default=1, ge=1)

    def title(self) -> str:
        return f"{self.path} at {self.revision}"


async def git_file_at(arguments: GitFileAt, scope: ToolScope) -> ToolResult:
    [path] = checked_paths(scope.guard(), [arguments.path])
    content = await file_at(scope.root, path, arguments.revision)
    text = await to_thread.run_sync(decode, content)
    if text is None:
        said = f"`{path}` in {arguments.revision} is binary ({size_text(len(content))}) and cannot be shown."
        return ToolResult(said, ReadDetail(path=path, content=said), is_error=True)
    lines = clean(text).splitlines()
    numbered = [f"{number:>6}\t{line}" for number, line in enumerate(lines, 1)]
    page = page_of(numbered, arguments.start_line)
    detail = ReadDetail(
        path=path,
        start_line=page.start,
        end_line=page.end,
        total_lines=page.total,
        language=language_of(path),
        content="\n".join(shortened(line, 2000) for line in lines[page.start - 1 : page.end]),
    )
    more = f"\n[The file is longer than {size_text(MAX_DIFF_BYTES)}.]" if len(content) >= MAX_DIFF_BYTES else ""
    return ToolResult(page.text + page.note() + more, detail, truncated=page.end < page.total or bool(more))


GIT_FILE_AT = FunctionTool(
    name="git_file_at",
    description="A file as it was in another revision, with line numbers.",
    kind="read",
    arguments=GitFileAt,
    body=git_file_at,
)


def _diff_result(
    title: str, head: str, text: str, withheld: tuple[str, ...], is_cut: bool, start_line: int
) -> ToolResult:
    lines = [*head.splitlines(), *text.splitlines()]
    if not text.strip() and not withheld:
        lines.append("No differences.")
    page = page_of(lines, start_line, characters=MAX_TEXT - 500)
    notes = page.note()
    if withheld:
        notes += f"\n[Left out because they may hold secrets: {', '.join(withheld[:20])}]"
    if is_cut:
        notes += "\n[The diff is larger than 4 MB: choose a path.]"
    detail = OtherDetail(title=title, text=page.text, language="diff")
    return ToolResult(clean(page.text + notes), detail, truncated=is_cut or page.end < page.total)
