"""Ports of pending changes: how tools propose them, and how they see the files as if these were applied."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol
from uuid import UUID

from boocode.files.guard import PathGuard

EXECUTABLE = 0o111


@dataclass(frozen=True, slots=True)
class Author:
    """Who makes a change, down to the tool call, and where it may be made.

    Attributes:
        guard: Of the session's directory alone, the project or its worktree: the first of its roots.
    """

    session_id: UUID
    project_id: UUID
    task_id: UUID
    chat_id: UUID
    provider: str
    call_id: str
    guard: PathGuard


@dataclass(frozen=True, slots=True)
class FileState:
    """A file at some moment. Without content there is none; without a mode it is the one that new files get."""

    content: bytes | None
    mode: int | None = None


ABSENT = FileState(None)

Rewrite = Callable[[FileState], FileState]
"""From a file as the session sees it to what it shall become. Pure; refusals are raised as `BooError`."""


@dataclass(frozen=True, slots=True)
class Proposed:
    """A change that was queued: the file before and after this edit, as the session sees it."""

    change_id: UUID | None
    path: str
    before: FileState
    after: FileState


class ChangeQueue(Protocol):
    """Where tools put what they want to do to files. Nothing is written to the project; in a session with a worktree
    it is done there."""

    async def propose(self, author: Author, path: str, rewrite: Rewrite) -> Proposed:
        """Queue what `rewrite` makes of the file. Edits of one session come one after the other.

        Raises:
            PathRefused: The path may not be written.
            BooError: What `rewrite` raised; nothing was queued.
        """
        ...

    async def move(self, author: Author, path: str, new_path: str) -> Proposed:
        """Queue a move. Raises as `propose`; NotFound without a file at `path`, Conflict with one at `new_path`."""
        ...

    async def apply_pending(self, author: Author, paths: Sequence[str]) -> str:
        """Apply the session's pending changes (of these paths, or all); gives what to tell the model.

        Raises:
            Forbidden: The human has not allowed it in this session.
        """
        ...

    async def rewind(self, author: Author, paths: Sequence[str]) -> str:
        """Take applied changes of the task back, newest first; as `apply_pending`."""
        ...


@dataclass(frozen=True, slots=True)
class PendingFile:
    """What a path becomes when the pending changes are applied. Without a hash it is gone."""

    sha256: str | None
    size: int
    mode: int | None
    changed_at: float


Overlay = Mapping[str, PendingFile]
"""By path relative to the project, with `/`."""


class FileView(Protocol):
    """The files as a session's agents see them: what differs from the project on disk."""

    async def overlay(self, session_id: UUID) -> Overlay:
        """Empty where nothing is pending, which costs one look at an index."""
        ...

    async def contents(self, sha256s: Sequence[str]) -> Mapping[str, bytes]:
        """The bytes of files of the overlay."""
        ...
