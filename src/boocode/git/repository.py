"""What a repository is right now: its top, head, branches, and the files it knows."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from pathlib import Path

import anyio

from boocode.git.command import decoded, git
from boocode.git.errors import GitFailed, NotARepository, UnknownRevision

MAX_LISTING_BYTES = 64 * 1024 * 1024
_REVISION = re.compile(r"[^\x00-\x20\x7f~^:?*\[\\-][^\x00-\x1f\x7f]{0,254}")


@dataclass(frozen=True, slots=True)
class Head:
    """What is checked out. `commit` is None in a repository without commits, `branch` when detached."""

    commit: str | None
    branch: str | None


@dataclass(frozen=True, slots=True)
class Branch:
    """A branch or, with `remote`, a remote-tracking one."""

    name: str
    commit: str
    committed_at: str
    subject: str
    upstream: str | None
    remote: bool
    current: bool


async def toplevel(path: Path) -> Path | None:
    """The top of the work tree around `path`; None outside of any (or in a bare repository)."""
    try:
        done = await git(path, "rev-parse", "--show-toplevel")
    except (NotARepository, GitFailed):
        return None
    return Path(os.fsdecode(done.stdout.rstrip(b"\n")))


async def is_repository(path: Path) -> bool:
    """Whether `path` is inside a git work tree."""
    return await toplevel(path) is not None


async def head(root: Path) -> Head:
    """What is checked out, also before the first commit.

    Raises:
        NotARepository: `root` is not inside one.
    """
    commit = await git(root, "rev-parse", "--verify", "--quiet", "HEAD^{commit}", accept=(0, 1, 128))
    if commit.returncode == 128 and "not a git repository" in commit.stderr:
        raise NotARepository(f"{root} is not a git repository.")
    branch = await git(root, "symbolic-ref", "--quiet", "--short", "HEAD", accept=(0, 1, 128))
    return Head(decoded(commit.stdout).strip() or None, decoded(branch.stdout).strip() or None)


async def branch_name(root: Path) -> str | None:
    """The checked-out branch; None without git or when detached. Never raises for a plain directory."""
    try:
        return (await head(root)).branch
    except NotARepository:
        return None


async def commit_of(root: Path, revision: str) -> str:
    """The full hash of the commit that `revision` names.

    Raises:
        UnknownRevision: No commit has this name, or it is not a name at all.
    """
    if not _REVISION.fullmatch(revision) or ".." in revision:
        raise UnknownRevision(f"`{revision}` is not a revision. Use a branch, a tag, a commit hash, or e.g. HEAD~2.")
    done = await git(
        root, "rev-parse", "--verify", "--quiet", "--end-of-options", revision + "^{commit}", accept=(0, 1, 128)
    )
    if done.returncode == 0:
        return decoded(done.stdout).strip()
    if (await head(root)).commit is None:
        raise UnknownRevision("This repository has no commits yet.")
    raise UnknownRevision(f"There is no commit, branch or tag `{revision}`. git_branches lists the branches.")


async def branches(root: Path, *, remotes: bool = False, limit: int = 100) -> list[Branch]:
    """The branches, most recently committed first."""
    fields = ("refname", "objectname:short", "committerdate:short", "contents:subject", "upstream:short", "HEAD")
    done = await git(
        root,
        "for-each-ref",
        f"--count={limit}",
        "--sort=-committerdate",
        "--format=" + "".join(f"%({field})%00" for field in fields),
        "refs/heads",
        *(["refs/remotes"] if remotes else []),
    )
    values = [decoded(value) for value in done.stdout.split(b"\x00")]
    rows = [values[at : at + len(fields)] for at in range(0, len(values) - len(fields) + 1, len(fields))]
    return [_branch(row) for row in rows]


def _branch(fields: list[str]) -> Branch:
    ref, commit, date, subject, upstream, current = fields
    ref = ref.lstrip("\n")
    return Branch(
        name=ref.removeprefix("refs/heads/").removeprefix("refs/remotes/"),
        commit=commit,
        committed_at=date,
        subject=subject,
        upstream=upstream or None,
        remote=ref.startswith("refs/remotes/"),
        current=current == "*",
    )


async def list_files(root: Path, *, max_bytes: int = MAX_LISTING_BYTES) -> list[str]:
    """Tracked and unignored untracked files below `root`, and tracked ones of its submodules, relative to it, as the
    file system names them.

    Raises:
        NotARepository: `root` is not inside one.
    """
    names = await _listed(root, "--cached", "--others", "--exclude-standard", "--deduplicate", max_bytes=max_bytes)
    if await anyio.Path(root / ".gitmodules").is_file():
        names += await _listed(root, "--cached", "--recurse-submodules", max_bytes=max_bytes)
    return list(dict.fromkeys(names))


async def _listed(root: Path, *what: str, max_bytes: int) -> list[str]:
    done = await git(root, "ls-files", "-z", *what, max_output_bytes=max_bytes)
    return [os.fsdecode(name) for name in done.stdout.split(b"\x00")[:-1]]


async def ignored(root: Path, paths: list[str]) -> set[str]:
    """Which of `paths` (relative to `root`) git ignores. Empty outside a repository."""
    if not paths:
        return set()
    try:
        done = await git(
            root, "check-ignore", "-z", "--stdin", accept=(0, 1), stdin=b"\x00".join(map(os.fsencode, paths)) + b"\x00"
        )
    except NotARepository:
        return set()
    except GitFailed:
        return await _ignored_apart(root, paths)
    return {os.fsdecode(name) for name in done.stdout.split(b"\x00")[:-1]}


async def _ignored_apart(root: Path, paths: list[str]) -> set[str]:
    """As `ignored`, each submodule asked for its own: git answers nothing at all about a list that reaches into one."""
    found = set[str]()
    rest = paths
    for submodule in await _submodules(root):
        inside = [path for path in rest if path.startswith(f"{submodule}/")]
        rest = [path for path in rest if not path.startswith(f"{submodule}/")]
        own = await ignored(root / submodule, [name for path in inside if (name := path[len(submodule) + 1 :])])
        found |= {f"{submodule}/{name}" for name in own}
    return found if len(rest) == len(paths) else found | await ignored(root, rest)


async def _submodules(root: Path) -> list[str]:
    """Paths at which commits of other repositories stand."""
    done = await git(root, "ls-files", "-z", "--stage", max_output_bytes=MAX_LISTING_BYTES)
    links = [entry for entry in done.stdout.split(b"\x00") if entry.startswith(b"160000 ")]
    return [os.fsdecode(entry.partition(b"\t")[2]) for entry in links]
