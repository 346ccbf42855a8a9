"""Projects, sessions and layouts."""

from __future__ import annotations

from typing import Literal
from uuid import UUID

from pydantic import Field

from boocode.contracts.wire.base import Timestamp, Wire
from boocode.contracts.wire.chat import LiveStatus

DeviceClass = Literal["desktop", "phone"]


class Project(Wire):
    id: UUID
    name: str
    path: str
    host: str
    is_git: bool
    branch: str | None = Field(default=None, description="Checked-out branch; null without git, or when detached.")
    missing: bool = Field(default=False, description="The directory is not there right now.")
    session_count: int = 0
    status: LiveStatus = "idle"
    unread: bool = False
    failed: bool = Field(default=False, description="A task failed or was interrupted, and nobody has seen that.")
    created_at: Timestamp
    archived_at: Timestamp | None = None


class Session(Wire):
    id: UUID
    project_id: UUID
    name: str
    status: LiveStatus = "idle"
    unread: bool = Field(default=False, description="A chat or a terminal of it has news that nobody has looked at.")
    failed: bool = Field(default=False, description="A task failed or was interrupted, and nobody has seen that.")
    chat_count: int = 0
    allow_apply: bool = Field(default=False, description="Agents may apply and take back changes without asking.")
    workplace: Literal["worktree", "project"] = Field(
        default="worktree", description="Where agents that need a place of their own work."
    )
    worktree_id: UUID | None = None
    created_at: Timestamp
    updated_at: Timestamp
    archived_at: Timestamp | None = None


class Layout(Wire):
    session_id: UUID
    device: DeviceClass
    layout: dict[str, object] | None = Field(description="The dock's own JSON; null when none was saved yet.")
    version: int
    updated_at: Timestamp | None = None
