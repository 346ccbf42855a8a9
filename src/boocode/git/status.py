"""`git status`, parsed."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from boocode.git.command import git

ChangeWord = Literal["added", "modified", "deleted", "renamed", "copied", "type changed", "unmerged", "untracked"]
_WORDS: dict[str, ChangeWord] = {
    "A": "added",
    "M": "modified",
    "D": "deleted",
    "R": "renamed",
    "C": "copied",
    "T": "type changed",
    "U": "unmerged",
}


@dataclass(frozen=True, slots=True)
class StatusEntry:
    """A file that differs: in the index (`staged`), in the work tree (`unstaged`), or both."""

    path: str
    staged: ChangeWord | None
    unstaged: ChangeWord | None
    was: str | None = None


@dataclass(frozen=True, slots=True)
class Status:
    """The state of the work tree. `commit` is None before the first one, `branch` None when detached."""

    branch: str | None
    commit: str | None
    upstream: str | None
    ahead: int
    behind: int
    entries: tuple[StatusEntry, ...]
    truncated: bool


async def status(root: Path) -> Status:
    """What differs from HEAD, below `root`, paths relative to the top of the work tree.

    Raises:
        NotARepository: `root` is not inside one.

    Format: porcelain v2, https://git-scm.com/docs/git-status#_porcelain_format_version_2
    """
    done = await git(
        root,
        "status",
        "--porcelain=v2",
        "--branch",
        "-z",
        "--untracked-files=normal",
        "--ignore-submodules=dirty",
        "--",
        ".",
    )
    fields = iter(done.stdout.split(b"\x00")[:-1])
    headers: dict[str, str] = {}
    entries: list[StatusEntry] = []
    for field in fields:
        line = os.fsdecode(field)
        if line.startswith("# "):
            name, _, value = line[2:].partition(" ")
            headers[name] = value
        elif line.startswith("2 "):
            entries.append(_entry(line, os.fsdecode(next(fields, b""))))
        else:
            entries.append(_entry(line, None))
    ahead, behind = (abs(int(part)) for part in headers.get("branch.ab", "+0 -0").split())
    branch, commit = headers.get("branch.head"), headers.get("branch.oid")
    return Status(
        branch=None if branch == "(detached)" else branch,
        commit=None if commit == "(initial)" else commit,
        upstream=headers.get("branch.upstream"),
        ahead=ahead,
        behind=behind,
        entries=tuple(entries),
        truncated=done.truncated,
    )


def _entry(line: str, was: str | None) -> StatusEntry:
    match line[0]:
        case "?":
            return StatusEntry(line[2:], None, "untracked")
        case "u":
            return StatusEntry(line.split(" ", 10)[10], "unmerged", "unmerged")
        case kind:
            path = line.split(" ", 9)[9] if kind == "2" else line.split(" ", 8)[8]
            return StatusEntry(path, _WORDS.get(line[2]), _WORDS.get(line[3]), was)
