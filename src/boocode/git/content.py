"""What is in commits and between them: diffs, and files as they were."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from boocode.git.command import decoded, git, pathspec
from boocode.git.errors import GitFailed, UnknownRevision
from boocode.git.repository import commit_of, head
from boocode.kernel.errors import NotFound

MAX_DIFF_BYTES = 4 * 1024 * 1024
_PLAIN = ("--no-ext-diff", "--no-textconv", "--no-color", "--ignore-submodules=dirty", "--relative", "--find-renames")


@dataclass(frozen=True, slots=True)
class DiffQuery:
    """What is compared with what.

    By default the work tree with HEAD. With `base` the work tree with that commit; with `target` too, `target` with
    `base`. With `staged` the index with HEAD (or `base`).

    Attributes:
        since_fork: Take for `base` the commit where `target` (default: HEAD) forked from it, as a pull request does.
        paths: Only these, relative to the root of the project.
    """

    base: str | None = None
    target: str | None = None
    staged: bool = False
    since_fork: bool = False
    paths: Sequence[str] = ()
    stat: bool = False
    context_lines: int = 3
    ignore_whitespace: bool = False


@dataclass(frozen=True, slots=True)
class Diff:
    """A unified diff or its statistics, the changed files, those left out, and whether it was cut at 4 MiB."""

    text: str
    files: tuple[str, ...]
    withheld: tuple[str, ...]
    truncated: bool


async def diff(root: Path, query: DiffQuery, withheld: Callable[[str], bool]) -> Diff:
    """The differences a query asks for, without the files for which `withheld` is true.

    Raises:
        UnknownRevision: `base` or `target` names nothing.
    """
    return await _compare(root, await _ends(root, query), query, withheld)


async def commit_diff(root: Path, commit: str, query: DiffQuery, withheld: Callable[[str], bool]) -> Diff:
    """What a commit changed against its first parent. `commit` is a full hash; `base` and `target` do not matter."""
    parents = decoded((await git(root, "rev-list", "--parents", "--max-count=1", commit, "--")).stdout).split()
    before = parents[1] if len(parents) > 1 else await _empty_tree(root)
    return await _compare(root, [before, commit], query, withheld)


async def file_at(root: Path, path: str, revision: str, *, max_bytes: int = MAX_DIFF_BYTES) -> bytes:
    """A file as it was in `revision`, at most its first `max_bytes`.

    Raises:
        NotFound: It was not there, or was a directory.
    """
    name = f"{await commit_of(root, revision)}:./{path}"
    try:
        return (await git(root, "cat-file", "blob", name, max_output_bytes=max_bytes)).stdout
    except GitFailed as error:
        raise NotFound(f"There is no file `{path}` in {revision}.") from error


async def _ends(root: Path, query: DiffQuery) -> list[str]:
    base = await commit_of(root, query.base) if query.base else (await head(root)).commit or await _empty_tree(root)
    if query.staged:
        return ["--cached", base]
    target = [await commit_of(root, query.target)] if query.target else []
    if query.since_fork:
        other = target[0] if target else await commit_of(root, "HEAD")
        fork = decoded((await git(root, "merge-base", base, other, accept=(0, 1))).stdout).strip()
        if not fork:
            raise UnknownRevision("The two have no commit in common: compare them without since_fork.")
        base = fork
    return [base, *target]


async def _compare(root: Path, ends: list[str], query: DiffQuery, withheld: Callable[[str], bool]) -> Diff:
    paths = [pathspec(path) for path in query.paths] or [pathspec(".")]
    named = await git(root, "diff", *_PLAIN, "--no-renames", "--name-only", "-z", *ends, "--", *paths)
    files = [os.fsdecode(name) for name in named.stdout.split(b"\x00")[:-1]]
    left_out = [name for name in files if withheld(name)]
    options = (
        ["--stat=120", "--stat-graph-width=12", "--stat-count=200"]
        if query.stat
        else [f"--unified={query.context_lines}"]
    )
    options += ["--ignore-all-space"] if query.ignore_whitespace else []
    excluded = [f":(exclude,literal){name}" for name in left_out]
    done = await git(root, "diff", *_PLAIN, *options, *ends, "--", *paths, *excluded, max_output_bytes=MAX_DIFF_BYTES)
    return Diff(decoded(done.stdout), tuple(files), tuple(left_out), done.truncated)


async def _empty_tree(root: Path) -> str:
    """The hash of the empty tree, which depends on the repository's object format."""
    return decoded((await git(root, "hash-object", "-t", "tree", "--stdin", stdin=b"")).stdout).strip()
