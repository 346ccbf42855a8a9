"""The history of a repository: log, blame, and where lines came from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from boocode.git.command import decoded, git, pathspec
from boocode.git.repository import commit_of, head

# Each commit is these fields, each ended by NUL (which no commit message can hold), and then the statistics.
_FIELDS = ("%H", "%h", "%an", "%ae", "%aI", "%D", "%s", "%b")
_FORMAT = "--format=%x00" + "".join(f"{name}%x00" for name in _FIELDS)


@dataclass(frozen=True, slots=True)
class Commit:
    """One commit. `at` is the author date, RFC 3339; `stat` the changed files, where asked for."""

    hash: str
    short: str
    author: str
    email: str
    at: str
    refs: str
    subject: str
    body: str
    stat: str


@dataclass(frozen=True, slots=True)
class LogQuery:
    """Which commits. All conditions have to hold.

    Attributes:
        revision: Where to start, or a range `a..b` or `a...b`; HEAD by default.
        paths: Only commits that touch these, relative to the root of the project.
        author, message: Extended regular expressions, without case.
        since, until: Dates as git understands them, e.g. `2 weeks ago`.
        added_or_removed: Only commits that change how often this text occurs (pickaxe).
        changed_lines: Only commits with an added or removed line that matches this expression.
        left_out: Globs of files, in any directory, that do not count.
    """

    revision: str | None = None
    paths: Sequence[str] = ()
    author: str | None = None
    message: str | None = None
    since: str | None = None
    until: str | None = None
    added_or_removed: str | None = None
    changed_lines: str | None = None
    left_out: Sequence[str] = ()
    merges: bool = True
    follow: bool = False
    stat: bool = False
    skip: int = 0
    limit: int = 20


async def log(root: Path, query: LogQuery, *, timeout_seconds: float = 30.0) -> list[Commit]:
    """The commits a query selects, newest first; none in a repository without commits.

    Raises:
        UnknownRevision: `query.revision` names nothing.
    """
    if query.revision is None and (await head(root)).commit is None:
        return []
    revisions = await resolve_range(root, query.revision or "HEAD")
    done = await git(
        root,
        "log",
        _FORMAT,
        *_options(query),
        *revisions,
        "--",
        *([pathspec(path) for path in query.paths] or [pathspec(".")]),
        *(f":(exclude,icase,glob)**/{glob}" for glob in query.left_out),
        timeout_seconds=timeout_seconds,
    )
    return _commits(done.stdout)


async def describe(root: Path, commit: str) -> Commit:
    """The facts of one commit, given by its full hash."""
    done = await git(root, "log", _FORMAT, "--max-count=1", commit, "--")
    return _commits(done.stdout)[0]


def _commits(output: bytes) -> list[Commit]:
    values = [decoded(value) for value in output.split(b"\x00")][1:]
    size = len(_FIELDS) + 1
    rows = [values[at : at + size] for at in range(0, len(values), size)]
    return [_commit(row) for row in rows if len(row) == size]


def _commit(row: list[str]) -> Commit:
    commit, short, author, email, at, refs, subject, body, stat = row
    return Commit(commit, short, author, email, at, refs, subject, body.strip(), stat.strip("\n"))


def _options(query: LogQuery) -> list[str]:
    options = ["--no-ext-diff", "--no-textconv", f"--skip={query.skip}", f"--max-count={query.limit}"]
    options += ["--regexp-ignore-case", "--extended-regexp"] if query.author or query.message else []
    named = {
        "--author": query.author,
        "--grep": query.message,
        "--since": query.since,
        "--until": query.until,
        "-S": query.added_or_removed,
        "-G": query.changed_lines,
    }
    options += [f"{name}{'' if len(name) == 2 else '='}{value}" for name, value in named.items() if value]
    options += ["--follow"] if query.follow and len(query.paths) == 1 else []
    options += [] if query.merges else ["--no-merges"]
    return [*options, "--stat=120", "--stat-graph-width=12", "--stat-count=50"] if query.stat else options


async def resolve_range(root: Path, revision: str) -> list[str]:
    """A revision or range as git arguments made of full hashes, so that no name can be taken for an option.

    Raises:
        UnknownRevision: One of the names names nothing.
    """
    for dots in ("...", ".."):
        if dots in revision:
            start, _, end = revision.partition(dots)
            return [await commit_of(root, start or "HEAD") + dots + await commit_of(root, end or "HEAD")]
    return [await commit_of(root, revision)]


@dataclass(frozen=True, slots=True)
class BlamedLine:
    """A line and the commit it comes from; `commit` is all zeros for lines not committed yet."""

    number: int
    commit: str
    author: str
    on: str
    subject: str
    text: str


async def blame(root: Path, path: str, *, start: int, end: int, revision: str | None = None) -> list[BlamedLine]:
    """Who last changed each of the lines from `start` to `end`.

    Raises:
        GitFailed: The file is not in that revision, or has fewer lines.
    """
    commit = [await commit_of(root, revision)] if revision else []
    done = await git(root, "blame", "--no-textconv", "--porcelain", f"-L{start},{end}", *commit, "--", path)
    lines: list[BlamedLine] = []
    facts: dict[str, dict[str, str]] = {}
    current, number = "", 0
    for raw in done.stdout.split(b"\n"):
        line = decoded(raw)
        if line.startswith("\t"):
            known = facts[current]
            on = datetime.fromtimestamp(int(known.get("author-time", "0")), UTC).date().isoformat()
            lines.append(BlamedLine(number, current, known.get("author", ""), on, known.get("summary", ""), line[1:]))
        elif (words := line.split(" ")) and len(words[0]) in (40, 64) and len(words) >= 3:
            current, number = words[0], int(words[2])
            facts.setdefault(current, {})
        elif line:
            name, _, value = line.partition(" ")
            facts[current][name] = value
    return lines
