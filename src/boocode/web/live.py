"""The open sockets, so that logging a device out closes them."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass, field
from uuid import UUID

import anyio

from boocode.web.identity import Identity

MAX_SOCKETS = 500


@dataclass(slots=True, eq=False)
class LiveSocket:
    """One open socket; `ended` is set when it must be closed, with the code to close it with."""

    caller: Identity
    close_code: int = 1000
    ended: anyio.Event = field(default_factory=anyio.Event)

    def end(self, close_code: int) -> None:
        self.close_code = close_code
        self.ended.set()


class LiveSockets:
    """All open sockets of this process."""

    def __init__(self) -> None:
        self._sockets: set[LiveSocket] = set()

    def __len__(self) -> int:
        return len(self._sockets)

    @property
    def full(self) -> bool:
        return len(self._sockets) >= MAX_SOCKETS

    @contextmanager
    def opened(self, caller: Identity) -> Generator[LiveSocket]:
        """A socket that is known here until the block ends."""
        socket = LiveSocket(caller)
        self._sockets.add(socket)
        try:
            yield socket
        finally:
            self._sockets.discard(socket)

    def close_device(self, device_id: UUID) -> None:
        """The device was logged out."""
        for socket in list(self._sockets):
            if socket.caller.device_id == device_id:
                socket.end(4401)

    def close_all(self, close_code: int = 1012) -> None:
        """The server goes away (1012: service restart); clients come back by themselves."""
        for socket in list(self._sockets):
            socket.end(close_code)
