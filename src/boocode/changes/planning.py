"""From what a change wants and what is on disk to what will be written, or why it does not fit."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from boocode.changes.merging import Merge
from boocode.changes.model import Wanted
from boocode.contracts.changes import ABSENT, FileState


@dataclass(frozen=True, slots=True)
class Step:
    """One file: it is `pre` and shall become `post`. A new file belongs to whom the one at `like` does, if named."""

    path: str
    pre: FileState
    post: FileState
    like: str | None = None


@dataclass(frozen=True, slots=True)
class Fits:
    """It can be written: `pre` is what is replaced at the change's path, `post` what its target will be.

    Attributes:
        steps: None where the files are as wanted already.
        merged: The file had moved on, and both sides' work was joined.
    """

    steps: tuple[Step, ...]
    pre: FileState
    post: FileState
    merged: bool = False


@dataclass(frozen=True, slots=True)
class Clash:
    """It does not fit what is on disk: `theirs`. `merged` has conflict markers."""

    why: str
    theirs: FileState
    merged: bytes | None = None


ReadDisk = Callable[[str], Awaitable[FileState]]


async def plan(wanted: Wanted, read: ReadDisk, merge: Merge) -> Fits | Clash:
    """What to write so that the files become as wanted without undoing anybody's work."""
    theirs = await read(wanted.path)
    base, content = wanted.base, wanted.content
    if base.content is None:
        return _plan_creation(wanted, theirs)
    if content.content is None:
        return _plan_deletion(wanted, theirs)
    if wanted.target != wanted.path and (there := await read(wanted.target)).content is not None:
        if theirs.content is None and there.content == content.content:
            return Fits((), theirs, there)
        return Clash(f"There is a file at `{wanted.target}` already.", there)
    return await _plan_rewriting(wanted, theirs, merge)


async def _plan_rewriting(wanted: Wanted, theirs: FileState, merge: Merge) -> Fits | Clash:
    """The file stays, perhaps under another name."""
    merged = await _merged(wanted, theirs, merge)
    if isinstance(merged, Clash):
        return merged
    mode = wanted.content.mode if wanted.content.mode not in (None, wanted.base.mode) else theirs.mode
    post = FileState(merged, mode)
    is_merged = theirs.content != wanted.base.content
    if wanted.target != wanted.path:
        moved = (Step(wanted.target, ABSENT, post, wanted.path), Step(wanted.path, theirs, ABSENT))
        return Fits(moved, theirs, post, is_merged)
    return Fits(() if post == theirs else (Step(wanted.path, theirs, post),), theirs, post, is_merged)


async def _merged(wanted: Wanted, theirs: FileState, merge: Merge) -> bytes | Clash:
    base, yours = wanted.base.content, wanted.content.content
    assert base is not None
    assert yours is not None
    if theirs.content is None:
        return Clash(f"`{wanted.path}` is gone: it was deleted or moved.", theirs)
    if theirs.content == base:
        return yours
    merged = await merge(base, theirs.content, yours)
    if merged is None:
        return Clash(f"`{wanted.path}` was changed meanwhile, and it is not text that can be merged.", theirs)
    if merged.conflicts:
        return Clash(f"`{wanted.path}` was changed meanwhile in the same places.", theirs, merged.content)
    return merged.content


def _plan_creation(wanted: Wanted, theirs: FileState) -> Fits | Clash:
    if theirs.content is None:
        return Fits((Step(wanted.target, ABSENT, wanted.content),), ABSENT, wanted.content)
    if theirs.content == wanted.content.content:
        return Fits((), theirs, theirs)
    return Clash(f"There is another `{wanted.target}` already.", theirs)


def _plan_deletion(wanted: Wanted, theirs: FileState) -> Fits | Clash:
    if theirs.content is None:
        return Fits((), ABSENT, ABSENT)
    if theirs.content == wanted.base.content:
        return Fits((Step(wanted.path, theirs, ABSENT),), theirs, ABSENT)
    return Clash(f"`{wanted.path}` was changed meanwhile, so it is not deleted.", theirs)
