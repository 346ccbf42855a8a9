"""What one window has still to be sent, under its credit.

Bytes wait in order and are bounded by whoever puts them (`is_full`); of each kind of control frame only the newest
waits. A window that acknowledges nothing gets `CREDIT_BYTES` and then no more.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable

import anyio

from boocode.contracts.wire.base import Wire
from boocode.contracts.wire.terminals import TerminalSnapshot

CREDIT_BYTES = 1024 * 1024
HIGH_BYTES = 512 * 1024
LOW_BYTES = 128 * 1024
FRAME_BYTES = 64 * 1024


class Outbox:
    """Put by the terminal, taken by the socket. `on_room` is called when it is no longer full."""

    def __init__(self, on_room: Callable[[], None]) -> None:
        self._on_room = on_room
        self._start_over: TerminalSnapshot | None = None
        self._bytes: deque[bytes] = deque()
        self._size = 0
        self._frames: dict[type[Wire], Wire] = {}
        self._unacknowledged = 0
        self._woken = anyio.Event()
        self._ended = False

    @property
    def is_full(self) -> bool:
        return self._size >= HIGH_BYTES

    @property
    def has_credit(self) -> bool:
        return self._unacknowledged < CREDIT_BYTES

    def put(self, data: bytes) -> None:
        """More of the screen."""
        if data:
            self._bytes.append(data)
            self._size += len(data)
            self._woken.set()

    def say(self, frame: Wire) -> None:
        """A control frame, which goes before all bytes."""
        self._frames[type(frame)] = frame
        self._woken.set()

    def start_over(self, frame: TerminalSnapshot, data: bytes) -> None:
        """Forget what waits: the window begins anew with `data`."""
        self._bytes.clear()
        self._size = 0
        self._start_over = frame
        self.put(data)
        self._woken.set()

    def acknowledge(self, count: int) -> None:
        self._unacknowledged = max(0, self._unacknowledged - count)
        self._woken.set()

    def end(self) -> None:
        """Nothing more comes: `take` gives what waits, then None."""
        self._ended = True
        self._woken.set()

    async def take(self) -> Wire | bytes | None:
        """The next frame to send, as soon as there is one that may be sent; None at the end."""
        while True:
            if self._frames:
                return self._frames.pop(next(iter(self._frames)))
            if self._start_over is not None:
                frame, self._start_over = self._start_over, None
                return frame
            if self._bytes and self.has_credit:
                return self._take_bytes()
            if self._ended:
                return None
            self._woken = anyio.Event()
            await self._woken.wait()

    def _take_bytes(self) -> bytes:
        was_full = self._size >= LOW_BYTES
        taken = bytearray(self._bytes.popleft())
        while self._bytes and len(taken) + len(self._bytes[0]) <= FRAME_BYTES:
            taken += self._bytes.popleft()
        if len(taken) > FRAME_BYTES:
            self._bytes.appendleft(bytes(taken[FRAME_BYTES:]))
            del taken[FRAME_BYTES:]
        self._size -= len(taken)
        self._unacknowledged += len(taken)
        if was_full and self._size < LOW_BYTES:
            self._on_room()
        return bytes(taken)
