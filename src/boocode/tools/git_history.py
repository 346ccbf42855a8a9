"""Tools about the history of the project: log, search in it, blame, branches."""

from __future__ import annotations

from pydantic import Field

from boocode.contracts.wire.parts import OtherDetail, SearchDetail, SearchHit
from boocode.files.secrets import secret_globs
from boocode.git.history import Commit, LogQuery, blame, log
from boocode.git.repository import branches
from boocode.kernel.errors import Invalid
from boocode.kernel.text import count_text
from boocode.tools.git_text import checked_paths, commit_text
from boocode.tools.model import Arguments, FunctionTool, ToolResult, ToolScope
from boocode.tools.paging import page_of

MAX_BLAMED_LINES = 400


class GitLog(Arguments):
    revision: str | None = Field(
        default=None, description="Branch, tag or commit to start at, or a range `a..b`. Default HEAD."
    )
    path: str | None = Field(default=None, description="Only commits that touch this file or directory.")
    author: str | None = Field(default=None, description="Part of the author's name or email.")
    grep: str | None = Field(default=None, description="Regular expression for the commit message.")
    since: str | None = Field(default=None, description="E.g. `2 weeks ago`, `2024-05-01`.")
    until: str | None = None
    stat: bool = Field(default=False, description="Show the changed files of each commit.")
    body: bool = Field(default=False, description="Show whole messages, not only subjects.")
    follow: bool = Field(default=False, description="Follow a single file through renames.")
    limit: int = Field(default=20, ge=1, le=200)
    offset: int = Field(default=0, ge=0, description="Skip that many commits, to page.")

    def title(self) -> str:
        given = [self.revision, self.path, self.author, self.grep, self.since]
        return ", ".join(word for word in given if word) or "latest commits"


async def git_log(arguments: GitLog, scope: ToolScope) -> ToolResult:
    commits = await log(
        scope.root,
        LogQuery(
            revision=arguments.revision,
            paths=checked_paths(scope.guard(), [arguments.path]),
            author=arguments.author,
            message=arguments.grep,
            since=arguments.since,
            until=arguments.until,
            stat=arguments.stat,
            follow=arguments.follow,
            skip=arguments.offset,
            limit=arguments.limit + 1,
        ),
    )
    return _log_result(arguments.title(), commits, arguments.limit, arguments.offset, with_body=arguments.body)


GIT_LOG = FunctionTool(
    name="git_log",
    description="Commits, newest first: hash, date, author, subject. Filter by path, author, message, date or range.",
    kind="read",
    arguments=GitLog,
    body=git_log,
)


class GitSearchHistory(Arguments):
    text: str = Field(
        min_length=1, description="Code to look for: exact text, or a regular expression with regex=true."
    )
    regex: bool = Field(default=False, description="Find commits with an added or removed line that matches.")
    path: str | None = Field(default=None, description="Only in this file or directory.")
    revision: str | None = Field(default=None, description="Branch, tag, commit or range. Default HEAD.")
    limit: int = Field(default=20, ge=1, le=100)
    offset: int = Field(default=0, ge=0)

    def title(self) -> str:
        return self.text


async def git_search_history(arguments: GitSearchHistory, scope: ToolScope) -> ToolResult:
    query = LogQuery(
        revision=arguments.revision,
        paths=checked_paths(scope.guard(), [arguments.path]),
        added_or_removed=None if arguments.regex else arguments.text,
        changed_lines=arguments.text if arguments.regex else None,
        left_out=secret_globs(),  # that some text was found in a secret file would tell what is in it
        stat=True,
        skip=arguments.offset,
        limit=arguments.limit + 1,
    )
    commits = await log(scope.root, query, timeout_seconds=55)
    return _log_result(arguments.text, commits, arguments.limit, arguments.offset, with_body=False)


GIT_SEARCH_HISTORY = FunctionTool(
    name="git_search_history",
    description=(
        "Find the commits that added or removed some code, e.g. when a function appeared or a constant changed. Then "
        "look at one with git_show."
    ),
    kind="search",
    arguments=GitSearchHistory,
    body=git_search_history,
    timeout_seconds=60,
)


class GitBlame(Arguments):
    path: str = Field(description="File.")
    start_line: int = Field(default=1, ge=1)
    end_line: int | None = Field(
        default=None, ge=1, description=f"Last line; at most {MAX_BLAMED_LINES} lines at once."
    )
    revision: str | None = Field(default=None, description="As of this revision. Default: the working tree.")

    def title(self) -> str:
        return f"{self.path}:{self.start_line}-{self.end_line or ''}"


async def git_blame(arguments: GitBlame, scope: ToolScope) -> ToolResult:
    [path] = checked_paths(scope.guard(), [arguments.path])
    last = arguments.start_line + MAX_BLAMED_LINES - 1
    end = min(arguments.end_line or last, last)
    if end < arguments.start_line:
        raise Invalid(f"end_line ({end}) is before start_line ({arguments.start_line}).")
    lines = await blame(scope.root, path, start=arguments.start_line, end=end, revision=arguments.revision)
    shown: list[str] = []
    previous = ""
    for line in lines:
        origin = "not committed" if set(line.commit) == {"0"} else f"{line.commit[:8]} {line.on} {line.author[:16]}"
        shown.append(f"{origin if line.commit != previous else '':<36}{line.number:>6}  {line.text}")
        previous = line.commit
    page = page_of(shown, line_characters=400)
    more = not page.is_whole or (len(lines) == MAX_BLAMED_LINES and arguments.end_line != last)
    note = f"\n[Cut: go on with start_line={arguments.start_line + page.end}.]" if more else ""
    return ToolResult(page.text + note, OtherDetail(title=arguments.title(), text=page.text), truncated=more)


GIT_BLAME = FunctionTool(
    name="git_blame",
    description="Who last changed each line of a file, when, and in which commit.",
    kind="read",
    arguments=GitBlame,
    body=git_blame,
)


class GitBranches(Arguments):
    remotes: bool = Field(default=False, description="Also remote-tracking branches.")
    limit: int = Field(default=50, ge=1, le=200)

    def title(self) -> str:
        return "all branches" if self.remotes else "local branches"


async def git_branches(arguments: GitBranches, scope: ToolScope) -> ToolResult:
    found = await branches(scope.root, remotes=arguments.remotes, limit=arguments.limit)
    lines = [
        f"{'*' if branch.current else ' '} {branch.name}  {branch.commit} {branch.committed_at}  {branch.subject}"
        + (f"  [{branch.upstream}]" if branch.upstream else "")
        for branch in found
    ]
    text = page_of(lines, line_characters=300).text or "There are no branches yet: nothing has been committed."
    return ToolResult(text, OtherDetail(title=arguments.title(), text=text), truncated=len(found) == arguments.limit)


GIT_BRANCHES = FunctionTool(
    name="git_branches",
    description="Branches, most recently committed first, with their last commit; * marks the current one.",
    kind="read",
    arguments=GitBranches,
    body=git_branches,
)


def _log_result(title: str, commits: list[Commit], limit: int, offset: int, *, with_body: bool) -> ToolResult:
    hits = [
        SearchHit(path=commit.short, text=f"{commit.at[:10]} {commit.author}: {commit.subject}")
        for commit in commits[:limit]
    ]
    detail = SearchDetail(
        query=title, scope="commits", hits=hits, total=None if len(commits) > limit else offset + len(hits)
    )
    if not commits:
        return ToolResult("No commits." if not offset else f"No commits beyond offset {offset}.", detail)
    page = page_of([commit_text(commit, with_body=with_body) for commit in commits[:limit]], line_characters=4000)
    more = len(commits) > page.end
    note = (
        f"\n[{count_text(page.end, 'commit')} shown; there are more. Go on with offset={offset + page.end}.]"
        if more
        else ""
    )
    return ToolResult(page.text + note, detail, truncated=more)
