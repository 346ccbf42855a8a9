"""Transactions that append events as their last step, and tell about them after the commit."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import LiteralString
from uuid import UUID

from pydantic import BaseModel

from boocode.db import Connection
from boocode.events.bus import Bus
from boocode.events.model import NewEvent, encode


class Transaction:
    """One database transaction with the events it will append when its block ends.

    Attributes:
        conn: Run the SQL of the effect here. Rows come as tuples unless a cursor says otherwise.
        events, calls: What the log does last, before the commit.
    """

    def __init__(self, conn: Connection, bus: Bus) -> None:
        self.conn = conn
        self.events: list[NewEvent] = []
        self.calls: list[tuple[LiteralString, Sequence[object]]] = []
        self._bus = bus
        self._after: list[Callable[[], None]] = []

    def emit(
        self, chat_id: UUID, type_: str, data: BaseModel | Mapping[str, object], *, task_id: UUID | None = None
    ) -> None:
        """Append an event when the block ends. The chat is locked only then.

        Raises:
            EventTooLarge: The data is over 256 KiB.
        """
        self.events.append(NewEvent(chat_id, type_, encode(data), task_id=task_id))

    def call_last(self, call: LiteralString, *params: object) -> None:
        """Call a function of the database in the round trip that appends the events, in the order of these calls."""
        self.calls.append((call, params))

    def changed(self, topic: str, *what: str) -> None:
        """Publish an invalidation after the commit."""
        self._after.append(lambda: self._bus.publish(topic, *what))

    def after_commit(self, act: Callable[[], None]) -> None:
        """Call `act` once the transaction is committed, before anyone can be told of it."""
        self._after.insert(0, act)

    def committed(self) -> None:
        for act in self._after:
            act()
