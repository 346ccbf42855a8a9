"""Pending changes: what agents want to do to files, reviewed per file and per hunk."""

from __future__ import annotations

from typing import Literal
from uuid import UUID

from pydantic import Field

from boocode.contracts.wire.base import Timestamp, Wire

ChangeOp = Literal["create", "edit", "delete", "move"]
ChangeState = Literal["pending", "applied", "rejected", "conflict", "rewound", "superseded"]
LineKind = Literal["context", "add", "remove"]
CommentState = Literal["draft", "sent", "resolved"]
Side = Literal["old", "new"]


class Attribution(Wire):
    """Whose work a hunk is."""

    task_id: UUID
    chat_id: UUID
    provider: str
    call_ids: list[str] = Field(description="The tool calls that made it, oldest first.")


class HunkLine(Wire):
    kind: LineKind
    text: str = Field(description="Without its line end; undecodable bytes are shown as U+FFFD.")
    newline: bool = Field(default=True, description="False: the file ends here without a line end.")


class Hunk(Wire):
    """A block of lines that is decided as one. Its id stays the same while path, context and lines do."""

    id: str
    old_start: int = Field(description="First line in the base, from 1.")
    old_lines: int
    new_start: int
    new_lines: int
    lines: list[HunkLine]
    by: list[Attribution]


class Conflict(Wire):
    """Three sides of a change that does not fit what is on disk any more."""

    base: str | None
    theirs: str | None = Field(description="What is on disk now.")
    yours: str | None = Field(description="What the change wants.")
    merged: str | None = Field(description="With conflict markers, to be edited by hand.")


class Change(Wire):
    """One file operation, in one state. Deciding on some of its hunks splits it."""

    id: UUID
    session_id: UUID
    path: str = Field(description="Relative to the project, with `/`.")
    new_path: str | None = Field(default=None, description="For a move: where to.")
    op: ChangeOp
    state: ChangeState
    binary: bool = False
    language: str | None = None
    added: int = Field(description="Lines.")
    removed: int = Field(description="Lines.")
    old_mode: str | None = Field(default=None, description="Octal, e.g. `100644`.")
    new_mode: str | None = None
    hunks: list[Hunk] = Field(description="Empty for a binary file, and where `cut`: ask for the change itself.")
    cut: bool = False
    conflict: bool = Field(default=False, description="GET /changes/{id}/conflict shows the sides.")
    by: list[Attribution]
    stale: bool = Field(default=False, description="The file on disk is not the base any more: applying will merge.")
    reason: str | None = Field(default=None, description="A sentence on how it came into this state.")
    created_at: Timestamp
    updated_at: Timestamp
    decided_at: Timestamp | None = None


class ChangeText(Wire):
    """Both sides of a change as text, for showing; null where that side does not exist or is not text."""

    old: str | None
    new: str | None


class Comment(Wire):
    """A remark on a line of a change; drafts go to the agent with the next message."""

    id: UUID
    session_id: UUID
    change_id: UUID
    path: str
    side: Side
    line: int
    quote: str = Field(description="The line it is about.")
    text: str
    state: CommentState
    outdated: bool = Field(default=False, description="The line is not in the change any more.")
    created_at: Timestamp
    updated_at: Timestamp


class Changes(Wire):
    """All changes of a session that are pending or in conflict, and the newest decided ones."""

    changes: list[Change]
    comments: list[Comment]
    next: str | None = None


class Refusal(Wire):
    change_id: UUID
    code: str
    message: str
    overlap: list[Hunk] = Field(default_factory=list[Hunk], description="What stands in the way.")


class Decision(Wire):
    """What applying, rejecting or rewinding did."""

    changes: list[Change] = Field(description="Every change whose state or hunks are different now.")
    refused: list[Refusal] = Field(default_factory=list[Refusal])
