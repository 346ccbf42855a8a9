"""A window on a terminal, as a browser would be one: it reads frames, acknowledges bytes, and types."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager, suppress
from typing import Any

import anyio
import orjson
import websockets
from websockets.asyncio.client import ClientConnection
from websockets.exceptions import ConnectionClosed

DEADLINE = 60


class TerminalClient:
    """An open socket. `screen` is everything that was printed, `frames` every control frame."""

    def __init__(self, connection: ClientConnection, *, acknowledges: bool = True) -> None:
        self.connection = connection
        self.screen = bytearray()
        self.frames: list[dict[str, Any]] = []
        self.acknowledges = acknowledges

    async def read(self) -> None:
        """The next frame."""
        received = await self.connection.recv()
        if isinstance(received, str):
            self.frames.append(orjson.loads(received))
            return
        self.screen += received
        if self.acknowledges:
            with suppress(ConnectionClosed):  # what came before is still to be read
                await self.say(op="ack", bytes=len(received))

    async def until(self, claim: Callable[[], Any], seconds: float = DEADLINE) -> None:
        """Read until `claim` holds."""
        with anyio.move_on_after(seconds) as scope:
            while not claim():
                await self.read()
        assert not scope.cancelled_caught, f"not within {seconds} s; {self.frames[-5:]} {bytes(self.screen[-2000:])!r}"

    async def until_shown(self, text: bytes, seconds: float = DEADLINE) -> None:
        looked_at = 0

        def is_shown() -> bool:
            nonlocal looked_at
            begin, looked_at = looked_at, max(0, len(self.screen) - len(text))
            return self.screen.find(text, begin) >= 0

        await self.until(is_shown, seconds)

    async def until_told(self, type_: str, **more: Any) -> dict[str, Any]:
        """The first control frame of this type with these fields."""

        def found() -> list[dict[str, Any]]:
            wanted = {"type": type_, **more}
            return [frame for frame in self.frames if wanted.items() <= frame.items()]

        await self.until(found)
        return found()[0]

    async def until_closed(self) -> int:
        """The code it is closed with."""
        with anyio.fail_after(DEADLINE):
            try:
                while True:
                    await self.read()
            except ConnectionClosed:
                code = self.connection.close_code
        assert code is not None
        return code

    async def say(self, **frame: Any) -> None:
        await self.connection.send(orjson.dumps(frame).decode())

    async def type(self, text: str | bytes) -> None:
        await self.connection.send(text.encode() if isinstance(text, str) else text)


@asynccontextmanager
async def open_client(
    port: int,
    terminal_id: str,
    headers: dict[str, str],
    *,
    cols: int = 80,
    rows: int = 24,
    acknowledges: bool = True,
) -> AsyncGenerator[TerminalClient]:
    """A window of this size."""
    address = f"ws://127.0.0.1:{port}/api/terminals/{terminal_id}/ws?cols={cols}&rows={rows}"
    async with websockets.connect(
        address,
        additional_headers=headers,
        compression=None,
        proxy=None,
        max_size=None,
        close_timeout=1,
        max_queue=4,
        ping_interval=None,  # a window that does not read gets no pongs either
    ) as connection:
        yield TerminalClient(connection, acknowledges=acknowledges)
