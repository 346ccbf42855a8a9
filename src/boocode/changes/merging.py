"""Three-way merges, by git."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from anyio import to_thread

from boocode.changes.hunks import is_text
from boocode.git.command import git

MAX_BYTES = 64 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Merged:
    """What came of a merge: with conflict markers where `conflicts` is not zero."""

    content: bytes
    conflicts: int


Merge = Callable[[bytes, bytes, bytes], Awaitable[Merged | None]]


async def merge(base: bytes, theirs: bytes, yours: bytes) -> Merged | None:
    """Bring `yours` to where `base` has become `theirs`; None where a side is not text.

    Raises:
        GitFailed, ProgramMissing: Git could not do it.
    """
    if theirs == yours:
        return Merged(theirs, 0)
    if not (is_text(base) and is_text(theirs) and is_text(yours)):
        return None
    with TemporaryDirectory(prefix="boocode-merge-") as name:
        place = Path(name)
        await to_thread.run_sync(_put, place, theirs, base, yours)
        labels = [option for label in ("on disk", "before", "proposed") for option in ("-L", label)]
        done = await git(
            place,
            "merge-file",
            "--stdout",
            "--quiet",
            *labels,
            "theirs",
            "base",
            "yours",
            accept=range(128),
            max_output_bytes=MAX_BYTES,
        )
    return None if done.truncated else Merged(done.stdout, done.returncode)


def _put(place: Path, theirs: bytes, base: bytes, yours: bytes) -> None:
    (place / "theirs").write_bytes(theirs)
    (place / "base").write_bytes(base)
    (place / "yours").write_bytes(yours)
