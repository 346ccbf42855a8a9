"""The log's writer: one per process, it commits everything pending of all chats in one statement.

Natural group commit: the next batch is what came while the previous one was being committed. Ends when its scope is
cancelled; what was not committed then was never told to anybody.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, LiteralString
from uuid import UUID

import anyio
import orjson
import psycopg
from psycopg import AsyncConnection

from boocode.events.errors import EventRefused, LeaseLost
from boocode.events.model import Lease, NewEvent
from boocode.kernel.ids import new_id

log = logging.getLogger(__name__)

MIN_INTERVAL_SECONDS = 0.004
BUSY_BATCH = 8
MAX_BATCH = 4000
MAX_PENDING_PER_LANE = 256
APPEND: LiteralString = "append_events(%b::uuid, %b::uuid[], %b::uuid[], %b::bigint[], %b::text[], %b::text[]::jsonb[])"
MAX_DELTA_CHARS = 32_000
# Classes of SQLSTATE that pass by themselves or with the operator's help: connection, resources, operator, I/O, locks.
PASSING = ("08", "25", "40", "53", "55", "57", "58")
Connect = Callable[[], Awaitable[AsyncConnection[tuple[Any, ...]]]]


@dataclass(slots=True)
class Delta:
    """A piece of an open part that has not been taken by a batch yet; text that follows joins it."""

    message_id: UUID
    part_id: UUID
    offset: int
    texts: list[str]

    def encode(self) -> bytes:
        return orjson.dumps(
            {
                "message_id": str(self.message_id),
                "part_id": str(self.part_id),
                "offset": self.offset,
                "text": "".join(self.texts),
            }
        )


@dataclass(slots=True)
class Lane:
    """What one running task has pending. `failure` is set once, when the task may not or cannot write any more."""

    chat_id: UUID
    lease: Lease
    pending: list[NewEvent | Delta] = field(default_factory=list[NewEvent | Delta])
    put_count: int = 0
    done_count: int = 0
    failure: Exception | None = None
    moved: anyio.Event = field(default_factory=anyio.Event)

    def settle(self, count: int, failure: Exception | None = None) -> None:
        self.done_count += count
        self.failure = self.failure or failure
        moved, self.moved = self.moved, anyio.Event()
        moved.set()

    async def room(self) -> None:
        """Wait until there is room for another event.

        Raises:
            LeaseLost, EventRefused: The task may not, or cannot, write any more.
        """
        while self.failure is None and self.put_count - self.done_count >= MAX_PENDING_PER_LANE:
            await self.moved.wait()
        if self.failure:
            raise self.failure

    async def flushed(self) -> None:
        """Wait until everything put so far is committed. Raises like `room`."""
        target = self.put_count
        while self.failure is None and self.done_count < target:
            await self.moved.wait()
        if self.failure:
            raise self.failure


@dataclass(frozen=True, slots=True)
class Entry:
    lane: Lane
    event: NewEvent


Tell = Callable[[Sequence[NewEvent], Sequence[int | None]], None]


class LogWriter:
    """Takes events of running tasks and commits them in batches.

    Args:
        connect: Opens a fresh autocommit connection of its own.
        tell: Called after each commit with the events and their numbers (None where fenced).
        on_trouble: Called with the database's words while the log cannot be written, with None when it can again.
    """

    def __init__(
        self,
        connect: Connect,
        tell: Tell,
        *,
        on_trouble: Callable[[str | None], None] = lambda _: None,
    ) -> None:
        self._connect = connect
        self._tell = tell
        self._on_trouble = on_trouble
        self._lanes: dict[int, Lane] = {}
        self._woken = anyio.Event()
        self._conn: AsyncConnection[tuple[Any, ...]] | None = None

    def put(self, lane: Lane, event: NewEvent | Delta) -> None:
        """Queue an event; call `lane.room()` before or after to be held back."""
        if isinstance(event, Delta) and lane.pending and _joins(lane.pending[-1], event):
            return
        lane.pending.append(event)
        lane.put_count += 1
        self._lanes[id(lane)] = lane
        self._woken.set()

    async def write_for_ever(self) -> None:
        """Commit batches until cancelled."""
        try:
            while True:
                await self._woken.wait()
                self._woken = anyio.Event()
                began = time.monotonic()
                batch = self._take()
                if batch:
                    await self._commit(batch)
                if len(batch) >= BUSY_BATCH:
                    await anyio.sleep(max(0.0, MIN_INTERVAL_SECONDS - (time.monotonic() - began)))
        finally:
            with anyio.CancelScope(shield=True):
                await self._drop_connection()

    async def idle(self) -> None:
        """Wait until everything put so far by anybody is committed or refused."""
        for lane in list(self._lanes.values()):
            while lane.failure is None and lane.done_count < lane.put_count:
                await lane.moved.wait()

    def _take(self) -> list[Entry]:
        batch: list[Entry] = []
        for key, lane in list(self._lanes.items()):
            taken, lane.pending = lane.pending[:MAX_BATCH], lane.pending[MAX_BATCH:]
            batch.extend(Entry(lane, _settled(lane, item)) for item in taken)
            if not lane.pending:
                del self._lanes[key]
        if self._lanes:
            self._woken.set()
        return batch

    async def _commit(self, batch: list[Entry]) -> None:
        try:
            seqs = await self._append(batch)
        except psycopg.Error as error:
            if len(batch) == 1:
                log.error("an event could not be stored: %s", error)
                batch[0].lane.settle(1, EventRefused(f"The database refused an event: {_words(error)}"))
                return
            await self._commit_apart(batch)
            return
        self._settle(batch, seqs)

    async def _commit_apart(self, batch: list[Entry]) -> None:
        """Commit per lane, and where that fails per event, so that a poisonous one fails only its own task."""
        lanes: dict[int, list[Entry]] = {}
        for entry in batch:
            lanes.setdefault(id(entry.lane), []).append(entry)
        groups = list(lanes.values()) if len(lanes) > 1 else [[entry] for entry in batch]
        for group in groups:
            if group[0].lane.failure is None:
                await self._commit(group)
            else:
                group[0].lane.settle(len(group))

    def _settle(self, batch: list[Entry], seqs: Sequence[int | None]) -> None:
        self._tell([entry.event for entry in batch], seqs)
        counts: dict[int, tuple[Lane, int, bool]] = {}
        for entry, seq in zip(batch, seqs, strict=True):
            lane, count, fenced = counts.get(id(entry.lane), (entry.lane, 0, False))
            counts[id(lane)] = (lane, count + 1, fenced or seq is None)
        for lane, count, fenced in counts.values():
            lane.settle(count, LeaseLost("This task was ended or taken over elsewhere.") if fenced else None)

    async def _append(self, batch: list[Entry]) -> Sequence[int | None]:
        """Commit the batch, across lost connections: a batch whose answer was lost is looked up, never sent twice."""
        batch_id, parameters = new_id(), _columns(batch)
        delay, sent = 0.05, False
        while True:
            try:
                conn = await self._connection()
                if sent and (seqs := await _look_up(conn, batch_id)) is not None:
                    return seqs
                sent = True
                row = await (await conn.execute(f"select {APPEND}", (batch_id, *parameters), prepare=True)).fetchone()
                self._on_trouble(None)
                assert row is not None
                return row[0]
            except (psycopg.Error, OSError) as error:
                if not _passes(error):
                    raise
                self._on_trouble(_words(error))
                log.warning("the event log cannot be written, trying again: %s", _words(error))
                await self._drop_connection()
                await anyio.sleep(delay)
                delay = min(delay * 2, 1.0)

    async def _connection(self) -> AsyncConnection[tuple[Any, ...]]:
        if self._conn is None or self._conn.closed:
            self._conn = await self._connect()
        return self._conn

    async def _drop_connection(self) -> None:
        conn, self._conn = self._conn, None
        if conn is not None:
            with anyio.move_on_after(1):
                await conn.close()


def _joins(last: NewEvent | Delta, delta: Delta) -> bool:
    """Whether `delta` was joined to the pending `last`: a slow disk makes fewer, larger deltas."""
    if not isinstance(last, Delta) or last.part_id != delta.part_id:
        return False
    if sum(map(len, last.texts)) > MAX_DELTA_CHARS:
        return False
    last.texts.extend(delta.texts)
    return True


def _settled(lane: Lane, item: NewEvent | Delta) -> NewEvent:
    if isinstance(item, NewEvent):
        return item
    return NewEvent(lane.chat_id, "part.delta", item.encode(), lane.lease)


def _columns(batch: list[Entry]) -> tuple[list[object], ...]:
    events = [entry.event for entry in batch]
    return (
        [event.chat_id for event in events],
        [event.about for event in events],
        [event.lease.token if event.lease else None for event in events],
        [event.type for event in events],
        [event.data.decode() for event in events],
    )


async def _look_up(conn: AsyncConnection[tuple[Any, ...]], batch_id: UUID) -> Sequence[int | None] | None:
    row = await (await conn.execute("select seqs from event_batches where id = %s", (batch_id,))).fetchone()
    return row[0] if row else None


def _passes(error: Exception) -> bool:
    """Whether sending the same batch again can help."""
    if isinstance(error, OSError):
        return True
    state = error.sqlstate if isinstance(error, psycopg.Error) else None
    return isinstance(error, psycopg.OperationalError) if state is None else state.startswith(PASSING)


def _words(error: Exception) -> str:
    return str(error).strip().partition("\n")[0] or type(error).__name__
