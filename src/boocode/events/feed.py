"""Feeds: the live end of each chat's log, and cursors that read it.

A feed keeps the last frames of one chat while somebody follows it. A follower is only a cursor: it reads the feed where
it can and the log where it cannot, so a slow client is late, never wrong, and costs no memory.
"""

from __future__ import annotations

from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable, Generator
from contextlib import contextmanager
from dataclasses import dataclass, field
from uuid import UUID

import anyio

KEEP = 512
READ_AT_ONCE = 2000


@dataclass(frozen=True, slots=True)
class Synced:
    """Replay is over; `seq` is where live begins."""

    seq: int


@dataclass(frozen=True, slots=True)
class Reset:
    """The cursor is beyond the log, or the chat is gone: start again from the snapshot."""


Followed = list[str] | Synced | Reset


@dataclass(slots=True)
class Feed:
    """Frames `first … last` of one chat, contiguous; `head` is the newest seq known to be committed."""

    head: int = 0
    frames: deque[str] = field(default_factory=lambda: deque[str](maxlen=KEEP))
    last: int = 0
    early: dict[int, str] = field(default_factory=dict[int, str])
    followers: int = 0
    closed: bool = False
    grown: anyio.Event = field(default_factory=anyio.Event)

    def begin(self, head: int) -> None:
        """The first follower found the log at `head`: what is kept begins there."""
        if self.last == 0:
            self.last = head
            self.early = {seq: text for seq, text in self.early.items() if seq > head}
            self._drain()
        self.head = max(self.head, head)

    def put(self, seq: int, text: str) -> None:
        """Add a committed frame; frames that come before their turn wait for it."""
        if seq > self.last:
            self.early[seq] = text
            self._drain()
            self.rise(seq)

    def rise(self, seq: int) -> None:
        """The log is known to reach `seq`."""
        self.head = max(self.head, seq)
        grown, self.grown = self.grown, anyio.Event()
        grown.set()

    def after(self, cursor: int) -> list[str] | None:
        """Frames after `cursor`, or None when it is behind what is kept and the log must be asked."""
        missing = self.last - cursor
        if missing <= 0:
            return [] if cursor >= self.head else None
        if missing > len(self.frames):
            return None
        return list(self.frames)[-missing:]

    def _drain(self) -> None:
        while (ready := self.early.pop(self.last + 1, None)) is not None:
            self.frames.append(ready)
            self.last += 1
        if len(self.early) > KEEP:  # the hole will not fill: readers fetch it from the log
            self.frames.clear()
            self.last = max(self.early)
            self.early.clear()


ReadLog = Callable[[UUID, int, int], Awaitable[list[tuple[int, str]]]]
ReadHead = Callable[[UUID], Awaitable[int | None]]


class Feeds:
    """All feeds of this process. `read_log(chat, after, limit)` gives stored frames in order."""

    def __init__(self, read_log: ReadLog, read_head: ReadHead) -> None:
        self._read_log = read_log
        self._read_head = read_head
        self._feeds: dict[UUID, Feed] = {}

    def wanted(self, chat_id: UUID) -> Feed | None:
        """The chat's feed, if anyone follows it: nobody encodes a frame for nobody."""
        return self._feeds.get(chat_id)

    def close(self, chat_id: UUID) -> None:
        """The chat is gone: its followers get a reset."""
        if feed := self._feeds.get(chat_id):
            feed.closed = True
            feed.rise(feed.head)

    async def check(self) -> None:
        """Ask the database for every followed head: after a COMMIT whose answer was lost."""
        for chat_id, feed in list(self._feeds.items()):
            head = await self._read_head(chat_id)
            if head is None:
                self.close(chat_id)
            elif head > feed.head:
                feed.rise(head)

    @contextmanager
    def _attached(self, chat_id: UUID) -> Generator[Feed]:
        feed = self._feeds.setdefault(chat_id, Feed())
        feed.followers += 1
        try:
            yield feed
        finally:
            feed.followers -= 1
            if feed.followers == 0 and self._feeds.get(chat_id) is feed:
                del self._feeds[chat_id]

    async def follow(self, chat_id: UUID, after: int) -> AsyncIterator[Followed]:
        """Everything after `after` in order: replay, exactly one `Synced`, then live; for ever.

        Ends with one `Reset` when the cursor is beyond the log or the chat is gone.
        """
        with self._attached(chat_id) as feed:
            head = await self._read_head(chat_id)
            if head is None or after > head:
                yield Reset()
                return
            feed.begin(head)
            cursor = after
            while cursor < head:
                cursor, frames = await self._read(chat_id, cursor)
                if not frames:
                    break
                yield frames
            if cursor < head and await self._read_head(chat_id) is None:
                yield Reset()
                return
            yield Synced(cursor)
            async for frames in self._live(chat_id, feed, cursor):
                yield frames

    async def _live(self, chat_id: UUID, feed: Feed, cursor: int) -> AsyncIterator[Followed]:
        while not feed.closed:
            grown = feed.grown
            frames = feed.after(cursor)
            if frames is None:
                cursor, frames = await self._read(chat_id, cursor)
            elif frames:
                cursor = max(cursor, feed.last)
            else:
                await grown.wait()
                continue
            if frames:
                yield frames
            else:
                await grown.wait()
        yield Reset()

    async def _read(self, chat_id: UUID, cursor: int) -> tuple[int, list[str]]:
        rows = await self._read_log(chat_id, cursor, READ_AT_ONCE)
        return (rows[-1][0] if rows else cursor), [text for _, text in rows]
