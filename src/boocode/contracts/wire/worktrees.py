"""Worktrees, what puts them at risk, and setup that a human must trust."""

from __future__ import annotations

from typing import Literal
from uuid import UUID

from pydantic import Field

from boocode.contracts.wire.base import Timestamp, Wire

WorkplaceKind = Literal["worktree", "copy", "project"]
WorktreeState = Literal["making", "ready", "broken", "removed"]
Keep = Literal["stash", "rescue", "discard"]


class Worktree(Wire):
    """Where a session's agents work."""

    id: UUID
    session_id: UUID | None = Field(description="Null: its session was deleted; it was kept because it holds work.")
    session_name: str
    project_id: UUID
    project_name: str
    kind: WorkplaceKind = Field(
        description="`worktree`: of the project's repository; `copy`: the project has no git, BooCode keeps a private"
        " repository; `project`: agents work in the project's own directory."
    )
    path: str
    branch: str | None
    base_commit: str
    state: WorktreeState
    problem: str | None = Field(default=None, description="What is wrong and what to do.")
    needs_new_base: bool = Field(default=False, description="The project's HEAD no longer descends from its base.")
    size_bytes: int | None = Field(default=None, description="On disk, as last measured.")
    rescue_refs: list[str] = Field(default_factory=list, description="Refs that hold work taken out of it.")
    created_at: Timestamp
    used_at: Timestamp


class SessionWorkplace(Wire):
    """Where the agents of a session work, or would."""

    choice: Literal["worktree", "project"] = Field(description="What the human chose; `worktree` unless told.")
    available: list[WorkplaceKind] = Field(description="Without git there is `copy` instead of `worktree`.")
    explanation: str = Field(description="One sentence on what will happen, e.g. for a project without git.")
    worktree: Worktree | None = Field(description="Null until it is first needed.")
    setup: SetupScript | None = Field(description="Null: the project brings none.")


class SetupScript(Wire):
    """What the project wants done in a new worktree. It is not run until the human trusts exactly this content."""

    path: str = Field(description="`.boocode/setup` in the project.")
    content: str
    sha256: str
    trusted: bool
    env_files: list[str] = Field(description="Ignored files like `.env` that would be copied with it.")
    copies_env: bool = Field(default=False, description="The human allowed copying them.")


class WorktreeRisk(Wire):
    """What would be lost if the worktree were removed."""

    changed_files: list[str] = Field(description="Differing from what was accepted; at most 200.")
    untracked_ignored: int = Field(description="Ignored files, which no snapshot holds.")
    commits: int = Field(description="Commits on its branch that are in no other branch.")
    at_risk: bool


class Worktrees(Wire):
    worktrees: list[Worktree]
    total_bytes: int


class Kept(Wire):
    """How work was kept."""

    ref: str | None = Field(description="`refs/boocode/rescue/…` or `refs/stash`; null where there was nothing.")
    restore: str = Field(description="The command that brings it back.")


SessionWorkplace.model_rebuild()
