"""Tasks as values."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from boocode.contracts.wire.base import Wire
from boocode.contracts.wire.chat import Delivery, Message, Task, Usage

TERMINAL = ("completed", "failed", "cancelled", "interrupted")
LEASE_SECONDS = 30.0
NATIVE = "boocode"  # the provider that keeps no conversation of its own; the functions of the database know it, too
MAX_TEXT_BYTES = 100_000  # escaped to JSON it still fits one event
MAX_QUEUED = 40

TASK_COLUMNS = (
    "id, chat_id, session_id, project_id, message_id, assistant_message_id, provider, model, mode, thinking, delivery,"
    " state, reason, error, continues_id, usage, created_at, started_at, ended_at, seen_at, options"
)


@dataclass(frozen=True, slots=True)
class PromptAttachment:
    """Either an uploaded attachment or a file of the project."""

    attachment_id: UUID | None = None
    path: str | None = None


@dataclass(frozen=True, slots=True)
class NewPrompt:
    """A prompt as a person sends it.

    Attributes:
        options: The provider's further choices; None: as the chat remembers them.
        parent_id: Where to branch off; only in an idle chat. None: at the leaf.
        as_root: Begin a new root (the edited first message of a chat).
        draft_rev: The chat's draft that this was; None when it was none.
    """

    chat_id: UUID
    client_id: UUID
    text: str
    attachments: Sequence[PromptAttachment] = ()
    provider: str | None = None
    model: str | None = None
    mode: str | None = None
    thinking: str | None = None
    options: Mapping[str, str] | None = None
    delivery: Delivery = "queue"
    parent_id: UUID | None = None
    as_root: bool = False
    draft_rev: int | None = None


class Admitted(Wire):
    """The receipt of a prompt: both are committed."""

    message: Message
    task: Task


def task_from_row(row: Sequence[Any]) -> Task:
    """A task from a row of `TASK_COLUMNS`."""
    return Task(
        id=row[0],
        chat_id=row[1],
        session_id=row[2],
        project_id=row[3],
        message_id=row[4],
        assistant_message_id=row[5],
        provider=row[6],
        model=row[7],
        mode=row[8],
        thinking=row[9],
        delivery=row[10],
        state=row[11],
        reason=row[12],
        error=row[13],
        continues_id=row[14],
        usage=Usage.model_validate(row[15]) if row[15] else None,
        created_at=row[16],
        started_at=row[17],
        ended_at=row[18],
        seen_at=row[19],
        options=row[20],
    )
