"""Ports of workplaces: where a task works, and how what it did there becomes changes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol
from uuid import UUID

from boocode.contracts.agents import NoticeReport


@dataclass(frozen=True, slots=True)
class TurnAuthor:
    """Whose turn works in a workplace."""

    session_id: UUID
    project_id: UUID
    task_id: UUID
    chat_id: UUID
    provider: str


@dataclass(frozen=True, slots=True)
class Workplace:
    """Where a turn works.

    Attributes:
        in_worktree: The directory is the session's own; False when the agent works in the project itself.
        notes: What the agent must be told with the prompt, in sentences: what the human rejected since, for example.
        notices: What the user must be shown in the answer.
    """

    worktree_id: UUID
    directory: Path
    in_worktree: bool
    notes: Sequence[str] = ()
    notices: Sequence[NoticeReport] = ()


class Workplaces(Protocol):
    """Opens workplaces for turns. One turn at a time per session: its task holds the view."""

    async def enter(self, author: TurnAuthor) -> Workplace:
        """The session's workplace, made on first need (worktree, setup), with what was rejected since taken out of
        it and the project's own state noted.

        Raises:
            BooError: It cannot be made or used; the sentence says what to do.
        """
        ...

    async def untold(self, author: TurnAuthor) -> Sequence[str]:
        """What an agent that works without a workplace must be told with the prompt, once; as `Workplace.notes`."""
        ...

    def observe(self, author: TurnAuthor, call_ids: Sequence[str]) -> None:
        """These tool calls may have written: have the workplace looked at soon. Best effort, returns at once."""
        ...

    async def leave(self, author: TurnAuthor, call_ids: Sequence[str]) -> Sequence[NoticeReport]:
        """The turn has ended: what differs now is the truth and becomes changes. Gives what the user must be shown.

        Args:
            call_ids: All calls of the turn that may have written, for attribution of what no look in between saw.
        """
        ...
