"""A task under way in this process."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

import anyio

from boocode.contracts.workplaces import TurnAuthor, Workplace
from boocode.events import Watch
from boocode.tasks.agent_sessions import OpenedSession
from boocode.tasks.rules import Asker
from boocode.tasks.sink import TaskSink
from boocode.tasks.transitions import Started

Why = Literal["user", "shutdown", "lease"]


@dataclass(slots=True)
class Running:
    """A task under way in this process.

    Attributes:
        queue: Looks out for changes of its chat's queue.
        why: Who cancelled the scope.
        place: The workplace it has entered and not left.
        session: The agent's own conversation that it goes on with.
        leaving: Bounds what comes after the turn, and `ending` that it is stored.
    """

    started: Started
    queue: Watch | None
    scope: anyio.CancelScope = field(default_factory=anyio.CancelScope)
    why: Why | None = None
    model: str | None = None
    sink: TaskSink | None = None
    place: Workplace | None = None
    session: OpenedSession | None = None
    leaving: anyio.CancelScope = field(default_factory=lambda: anyio.CancelScope(shield=True))
    ending: anyio.CancelScope = field(default_factory=lambda: anyio.CancelScope(shield=True))
    ended: anyio.Event = field(default_factory=anyio.Event)

    def stop(self, why: Why) -> None:
        self.why = self.why or why
        self.scope.cancel()

    @property
    def author(self) -> TurnAuthor:
        task = self.started.task
        return TurnAuthor(task.session_id, task.project_id, task.id, task.chat_id, task.provider)

    @property
    def asker(self) -> Asker:
        task = self.started.task
        return Asker(task.project_id, task.session_id, task.chat_id, task.id, task.provider)
