"""The state of a project's own files, as far as git tells: what differs from HEAD, and since when."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from anyio import to_thread

from boocode.git.errors import GitFailed, NotARepository
from boocode.git.status import Status, status

_HEAD = "HEAD"
Mark = tuple[str | None, str | None, int, int]


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """Each file that differs from HEAD: how, its size and its time. And HEAD itself."""

    marks: Mapping[str, Mark]

    def differing(self, other: Fingerprint) -> set[str]:
        """Paths that are not the same in both."""
        return {
            path for path in self.marks.keys() | other.marks.keys() if self.marks.get(path) != other.marks.get(path)
        }


async def fingerprint_of(root: Path) -> Fingerprint | None:
    """The project's state now; None where git does not know it."""
    try:
        found = await status(root)
    except (NotARepository, GitFailed):
        return None
    return Fingerprint(await to_thread.run_sync(_marks, root, found))


def _marks(root: Path, found: Status) -> dict[str, Mark]:
    marks: dict[str, Mark] = {_HEAD: (found.commit, found.branch, 0, 0)}
    for entry in found.entries:
        size = time = 0
        try:
            there = os.lstat(root / entry.path)
            size, time = there.st_size, there.st_mtime_ns
        except OSError:
            pass  # deleted
        marks[entry.path] = (entry.staged, entry.unstaged, size, time)
    return marks
