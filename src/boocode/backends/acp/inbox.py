"""What an agent has said and its turn has not looked at yet: bounded by number and by size, and nothing is lost."""

from __future__ import annotations

from collections import deque
from typing import Generic, TypeVar

import anyio
import anyio.lowlevel

MOST = 2_000
MOST_BYTES = 16 * 1024 * 1024

T = TypeVar("T")


class Inbox(Generic[T]):
    """A queue in order. Who puts more than fits waits, so that in the end the agent waits.

    Attributes:
        bytes: What is waiting, as it came over the wire.
    """

    def __init__(self) -> None:
        self._items: deque[tuple[T, int]] = deque()
        self._news, self._room = anyio.Event(), anyio.Event()
        self._ended = False
        self.bytes = 0

    @property
    def is_full(self) -> bool:
        return bool(self._items) and (len(self._items) >= MOST or self.bytes >= MOST_BYTES)

    async def put(self, item: T, size: int) -> bool:
        """Add an item once there is room; one that is too big for all of it goes in alone. Whether it will be heard."""
        while self.is_full and not self._ended:
            if self._room.is_set():
                self._room = anyio.Event()
            await self._room.wait()
        if self._ended:
            return False
        self._items.append((item, size))
        self.bytes += size
        self._news.set()
        return True

    def end(self) -> None:
        """Nothing more comes; what is there is still heard."""
        self._ended = True
        self._news.set()
        self._room.set()

    def leave(self) -> None:
        """Nobody listens any more."""
        self._items.clear()
        self.bytes = 0
        self.end()

    def __aiter__(self) -> Inbox[T]:
        return self

    async def __anext__(self) -> T:
        await anyio.lowlevel.checkpoint()
        while not self._items:
            if self._ended:
                raise StopAsyncIteration
            self._news = anyio.Event()
            await self._news.wait()
        item, size = self._items.popleft()
        self.bytes -= size
        self._room.set()
        return item
