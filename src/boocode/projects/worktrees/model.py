"""A worktree as the database knows it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from uuid import UUID

from boocode.contracts.wire.worktrees import WorkplaceKind, WorktreeState


@dataclass(frozen=True, slots=True)
class WorktreeRow:
    """Where the agents of a session work.

    Attributes:
        session_id: None when the session was deleted and the worktree is kept, because it holds work.
        path: The directory that agents work in. It corresponds to the project's: with a project inside of a bigger
            repository, it is not the top of the worktree.
        git_dir: The repository that holds its objects and refs.
        branch: None where agents work in the project itself.
        head_commit: HEAD of the project when the base was made; None before the first commit and without git.
        base_commit: All files of the project's work tree as they were.
        accepted_tree: What of the work is in the project already: a tree of the project's directory.
        snapshot_commit: The newest look at `path`: a commit whose tree is that of the project's directory.
    """

    id: UUID
    session_id: UUID | None
    session_name: str
    project_id: UUID
    host: str
    kind: WorkplaceKind
    path: str
    git_dir: str
    branch: str | None
    head_commit: str | None
    base_commit: str
    accepted_tree: str
    snapshot_commit: str | None
    state: WorktreeState
    problem: str | None
    size_bytes: int | None
    created_at: datetime
    used_at: datetime
    removed_at: datetime | None = None

    @property
    def directory(self) -> Path:
        return Path(self.path)

    @property
    def repository(self) -> Path:
        return Path(self.git_dir)

    @property
    def is_own(self) -> bool:
        """Whether the directory is the session's own; else agents work in the project itself."""
        return self.kind != "project"


def base_ref(key: UUID) -> str:
    """The ref that holds the base commit of the worktree (or its session) with this id."""
    return f"refs/boocode/base/{key}"


def snapshot_ref(worktree_id: UUID) -> str:
    """The ref that holds the newest snapshot of a worktree."""
    return f"refs/boocode/snap/{worktree_id}"


RESCUE_REFS = "refs/boocode/rescue"
