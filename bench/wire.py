"""Byte-level clients that do nothing but note when bytes arrive, so that the measuring costs next to nothing.

Both sides of a comparison (BooCode, and the model asked directly) are read by the same code.
"""

from __future__ import annotations

import asyncio
import base64
import os
import re
import struct
import time
from dataclasses import dataclass
from typing import cast
from urllib.parse import urlsplit

import orjson

STAMP = re.compile("⟨(\\d+)⟩".encode())


class Tap(asyncio.Protocol):
    """A connection that keeps every byte together with the moment it came (`time.monotonic_ns`)."""

    def __init__(self) -> None:
        self.received: list[tuple[int, bytes]] = []
        self._grown = asyncio.Event()
        self._seen = 0
        self._transport: asyncio.WriteTransport | None = None
        self.closed = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.WriteTransport, transport)

    def data_received(self, data: bytes) -> None:
        self.received.append((time.monotonic_ns(), data))
        self._grown.set()

    def connection_lost(self, exc: Exception | None) -> None:
        self.closed = True
        self._grown.set()

    def write(self, data: bytes) -> int:
        """Send; gives the moment it was sent."""
        assert self._transport is not None
        now = time.monotonic_ns()
        self._transport.write(data)
        return now

    async def until(self, mark: bytes, seconds: float = 60) -> int:
        """The moment at which `mark` had come, looking at what came since the last call."""
        tail = b""
        async with asyncio.timeout(seconds):
            while True:
                while self._seen < len(self.received):
                    at, data = self.received[self._seen]
                    self._seen += 1
                    if mark in tail + data:
                        return at
                    tail = (tail + data)[-len(mark) :]
                assert not self.closed, f"closed before {mark!r}: {b''.join(d for _, d in self.received)[-500:]!r}"
                self._grown.clear()
                await self._grown.wait()

    def close(self) -> None:
        if self._transport is not None:
            self._transport.close()

    def delays(self) -> list[float]:
        """Milliseconds from the stamp in each token to its arrival here."""
        whole = b"".join(data for _, data in self.received)
        ends: list[int] = []
        total = 0
        for _, data in self.received:
            total += len(data)
            ends.append(total)
        found: list[float] = []
        piece = 0
        for match in STAMP.finditer(whole):
            while ends[piece] < match.end():
                piece += 1
            found.append((self.received[piece][0] - int(match[1])) / 1e6)
        return found

    def first_token_at(self) -> int:
        """The moment at which the first stamp had come."""
        whole = b""
        for at, data in self.received:
            whole += data
            if STAMP.search(whole):
                return at
        raise AssertionError("no token came")

    @property
    def text(self) -> bytes:
        return b"".join(data for _, data in self.received)


@dataclass(frozen=True, slots=True)
class Address:
    """Where to connect, and what every request there carries."""

    host: str
    port: int
    headers: str = ""

    @classmethod
    def of(cls, url: str, token: str | None = None) -> Address:
        parts = urlsplit(url)
        assert parts.hostname
        assert parts.port
        return cls(parts.hostname, parts.port, f"Authorization: Bearer {token}\r\n" if token else "")

    async def open(self) -> Tap:
        _, tap = await asyncio.get_running_loop().create_connection(Tap, self.host, self.port)
        return tap

    def request(self, method: str, path: str, body: object = None) -> bytes:
        content = b"" if body is None else orjson.dumps(body)
        head = (
            f"{method} {path} HTTP/1.1\r\nHost: {self.host}:{self.port}\r\n{self.headers}"
            f"Content-Type: application/json\r\nContent-Length: {len(content)}\r\n\r\n"
        )
        return head.encode() + content

    async def open_socket(self) -> Tap:
        """A WebSocket at `/api/ws`."""
        tap = await self.open()
        key = base64.b64encode(os.urandom(16)).decode()
        tap.write(
            f"GET /api/ws HTTP/1.1\r\nHost: {self.host}:{self.port}\r\n{self.headers}Upgrade: websocket\r\n"
            f"Connection: Upgrade\r\nSec-WebSocket-Key: {key}\r\nSec-WebSocket-Version: 13\r\n\r\n".encode()
        )
        await tap.until(b"\r\n\r\n")
        return tap


def subscription(chat_id: str, after: int) -> bytes:
    """A client frame that subscribes to a chat."""
    return socket_frame(orjson.dumps({"id": 1, "op": "subscribe", "topic": f"chat:{chat_id}", "after": after}))


def socket_frame(text: bytes) -> bytes:
    """A masked text frame of less than 64 kB (RFC 6455 §5.2; the mask is zero)."""
    size = struct.pack("!BBH", 0x81, 0x80 | 126, len(text)) if len(text) > 125 else bytes((0x81, 0x80 | len(text)))
    return size + bytes(4) + text
