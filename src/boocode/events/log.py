"""The event log as the rest of BooCode sees it."""

from __future__ import annotations

import logging
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Generator, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from itertools import chain
from uuid import UUID

import anyio
from anyio.abc import TaskGroup

from boocode.db import Database, DatabaseGone
from boocode.events.bus import Bus
from boocode.events.feed import Feeds, Followed
from boocode.events.model import Lease, NewEvent, frame
from boocode.events.relay import Relay
from boocode.events.transaction import Transaction
from boocode.events.writer import APPEND, Lane, LogWriter
from boocode.kernel.errors import NotFound

log = logging.getLogger(__name__)

CLOSE_SECONDS = 2.0


@dataclass(slots=True, eq=False)
class Watch:
    """Whether events of one type may have been appended to a chat since `happened` was last cleared."""

    type: str
    happened: bool = False


class EventLog:
    """Append, replay, follow.

    Attributes:
        bus: Unsequenced invalidations, for topics `app` and `session:<id>`.
        writer: Where running tasks put their events.
        on_told: Called after a commit of events that are not only deltas.
        trouble: Why the log cannot be written right now, in the database's words; None when all is well.
    """

    def __init__(self, db: Database, *, shared: bool) -> None:
        self._db = db
        self.bus = Bus()
        self._feeds = Feeds(self._read, self.head)
        self._checks = anyio.Event()
        self.trouble: str | None = None
        self.writer = LogWriter(db.connect, self._tell, on_trouble=self._note_trouble)
        self._relay = Relay(db.connect, self.bus, self._feeds) if shared else None
        self._watches: dict[UUID, list[Watch]] = {}
        self.on_told: Callable[[], None] | None = None

    def lane(self, chat_id: UUID, lease: Lease) -> Lane:
        """A place for one running task to put its events."""
        return Lane(chat_id, lease)

    @asynccontextmanager
    async def transaction(self) -> AsyncGenerator[Transaction]:
        """One transaction; its events are appended last, and told after the commit.

        What is committed is always told, also when the caller is cancelled meanwhile.

        Raises:
            DatabaseGone: The database was lost. Whether the effect is there is unknown; ask again with the client id.
            NotFound: A chat of the events was deleted meanwhile.
        """
        try:
            async with self._db.connection() as conn:
                tx = Transaction(conn, self.bus)
                async with conn.transaction():
                    yield tx
                    seqs = await _append(tx)
                # No await between the commit and telling: cancellation cannot come between them.
                tx.committed()
                self._tell(tx.events, seqs)
        except DatabaseGone:
            self._checks.set()  # perhaps the commit did happen: ask for the heads once the database is back
            for watch in chain.from_iterable(self._watches.values()):
                watch.happened = True
            raise

    async def head(self, chat_id: UUID) -> int | None:
        """The chat's newest seq, or None when there is no such chat."""
        async with self._db.connection() as conn:
            row = await (await conn.execute("select head_seq from chats where id = %s", (chat_id,))).fetchone()
        return row[0] if row else None

    def follow(self, chat_id: UUID, after: int) -> AsyncIterator[Followed]:
        """Frames after `after`: replay, one `Synced`, then live. See `Feeds.follow`."""
        return self._feeds.follow(chat_id, after)

    def forget(self, chat_id: UUID) -> None:
        """The chat was deleted: its followers get a reset."""
        self._feeds.close(chat_id)

    @contextmanager
    def watching(self, chat_id: UUID, type_: str) -> Generator[Watch | None]:
        """A look-out for events of one type in a chat, which saves asking the database; None where other processes may
        append them, too."""
        if self._relay:
            yield None
            return
        watch = Watch(type_)
        watches = self._watches.setdefault(chat_id, [])
        watches.append(watch)
        try:
            yield watch
        finally:
            watches.remove(watch)
            if not watches and self._watches.get(chat_id) is watches:
                del self._watches[chat_id]

    async def settle(self) -> None:
        """Wait, for a bounded time, until everything put is committed."""
        with anyio.move_on_after(CLOSE_SECONDS):
            await self.writer.idle()

    async def _read(self, chat_id: UUID, after: int, limit: int) -> list[tuple[int, str]]:
        async with self._db.connection() as conn:
            cursor = await conn.execute(
                "select seq, type, data::text from events where chat_id = %s and seq > %s order by seq limit %s",
                (chat_id, after, limit),
                prepare=True,
            )
            rows = await cursor.fetchall()
        return [(seq, frame(chat_id, seq, type_, data)) for seq, type_, data in rows]

    def _tell(self, events: Sequence[NewEvent], seqs: Sequence[int | None]) -> None:
        heads: dict[UUID, int] = {}
        for event, seq in zip(events, seqs, strict=True):
            if seq is None:
                continue
            heads[event.chat_id] = seq
            for watch in self._watches.get(event.chat_id, ()):
                watch.happened = watch.happened or watch.type == event.type
            if feed := self._feeds.wanted(event.chat_id):
                feed.put(seq, frame(event.chat_id, seq, event.type, event.data.decode()))
        if self._relay and heads:
            self._relay.pass_on(heads)
        if self.on_told and any(event.type != "part.delta" for event in events):
            self.on_told()

    def _note_trouble(self, words: str | None) -> None:
        if words != self.trouble:
            self.trouble = words
            self.bus.deliver("app", ("health",))

    async def _check_for_ever(self) -> None:
        """After a lost database, wake followers for what was committed without anybody knowing."""
        while True:
            await self._checks.wait()
            self._checks = anyio.Event()
            try:
                await self._feeds.check()
            except DatabaseGone:
                await anyio.sleep(0.5)
                self._checks.set()

    async def run(self, group: TaskGroup) -> None:
        """Start the writer (and the relay to other processes) in `group`."""
        group.start_soon(self.writer.write_for_ever, name="event log writer")
        group.start_soon(self._check_for_ever, name="event log check")
        if self._relay:
            group.start_soon(self._relay.listen_for_ever, name="event log relay")


async def _append(tx: Transaction) -> Sequence[int | None]:
    """The last statement of a transaction: its calls, then the appending."""
    events = tx.events
    if not events and not tx.calls:
        return []
    calls = "".join(f"{call}, " for call, _ in tx.calls)
    params = [param for _, given in tx.calls for param in given]
    appended = (
        None,
        [event.chat_id for event in events],
        [event.about for event in events],
        [None] * len(events),
        [event.type for event in events],
        [event.data.decode() for event in events],
    )
    row = await (await tx.conn.execute(f"select {calls}{APPEND}", (*params, *appended), prepare=True)).fetchone()
    assert row is not None
    seqs: Sequence[int | None] = row[-1] or ()
    if len(seqs) < len(events) or None in seqs:
        raise NotFound("The chat was deleted meanwhile.")
    return seqs


@asynccontextmanager
async def open_event_log(db: Database, *, shared: bool = False) -> AsyncGenerator[EventLog]:
    """An event log whose writer runs until the block ends; what is pending then is committed first.

    Args:
        shared: Other processes write to the same database: pass numbers on with NOTIFY and listen for theirs.
    """
    events = EventLog(db, shared=shared)
    async with anyio.create_task_group() as group:
        await events.run(group)
        try:
            yield events
        finally:
            with anyio.CancelScope(shield=True):
                await events.settle()
            group.cancel_scope.cancel()
