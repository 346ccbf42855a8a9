"""Terminals: how fast output comes through tmux and without it, and how soon a key is on the screen.

The floor with tmux is a bare `tmux attach` on a PTY, read flat out by a program that does nothing else, on the very
same terminal.
"""

from __future__ import annotations

import asyncio
import base64
import fcntl
import os
import select
import struct
import subprocess
import tempfile
import termios
import time
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path
from uuid import uuid4

import anyio
import orjson
from tests.support.person import Person

from bench.place import Bench
from bench.rows import Row, p50
from bench.shown import measure_shown
from bench.wire import Address

MIB = 1024 * 1024
LINE = b"\x1b[32mthe quick brown fox\x1b[0m jumps over the lazy dog 0123456789\n"
OUTPUT_BYTES = 64 * MIB // len(LINE) * len(LINE)
KEYS = 200
ROUNDS = 3
KEYBOARD = b"vwxyzjko"  # none of these ends a sequence of the terminal


async def measure_terminals(bench: Bench) -> list[Row]:
    """Output with tmux against its floor, without tmux and in the browser, and echo."""
    (person,) = await bench.chats(1)
    with tempfile.NamedTemporaryFile(prefix="boobench-", dir="/tmp") as file:
        file.write(LINE * (OUTPUT_BYTES // len(LINE)))
        file.flush()
        output = Path(file.name)
        held = [*await _with_tmux(bench, person, output), *await _without_tmux(output)]
        return [*held, *await measure_shown(bench, person, output)]


async def _with_tmux(bench: Bench, person: Person, output: Path) -> list[Row]:
    made = await person.post(f"/sessions/{person.session_id}/terminals", client_id=str(uuid4()), cols=120, rows=40)
    socket = bench.server.data_dir / "run" / "tmux.sock"
    argv = ["tmux", "-u", "-S", str(socket), "attach", "-t", f"={made['id']}"]
    ours: list[float] = []
    floors: list[float] = []
    echoes: list[float] = []
    echo_floors: list[float] = []
    try:
        for number in range(ROUNDS):
            async with _window(bench.address, made["id"]) as window:
                ours.append(await window.print(output, f"w{number}"))
                echoes += await window.echo()
            with _Attached(argv) as raw:
                floors.append(await asyncio.to_thread(raw.print, output, f"r{number}"))
                echo_floors += await asyncio.to_thread(raw.echo)
    finally:
        async with bench.server.api() as api:
            await api.delete(f"/terminals/{made['id']}")
    share = max(ours) / max(floors)
    return [
        Row("terminal with tmux: output, part of a bare attach missing", 1 - share, "", 0.15),
        Row("terminal with tmux: output", max(ours), "MiB/s", None, max(floors)),
        Row("terminal with tmux: echo, p50", p50(echoes), "ms", 0.5, p50(echo_floors), added=True),
    ]


async def _without_tmux(output: Path) -> list[Row]:
    """The PTY, the filter and the outbox, as a terminal without tmux uses them; then the bare PTY."""
    from boocode.terminals.plain_screen import PlainScreen
    from boocode.terminals.sizes import Size

    speeds: list[float] = []
    for _ in range(ROUNDS):
        over = asyncio.Event()
        screen = PlainScreen(Size(120, 40), lambda: None, over.set)
        async with screen.shown(120, 40) as window:
            began = time.perf_counter()
            await screen.start(["cat", str(output)], directory=Path("/"), env=dict(os.environ))
            count = 0
            while count < OUTPUT_BYTES:
                frame = await asyncio.wait_for(window.outbox.take(), 30)
                if isinstance(frame, bytes):
                    count += len(frame)
                    window.outbox.acknowledge(len(frame))
            speeds.append(count / MIB / (time.perf_counter() - began))
        await screen.close()
    floor = max([await asyncio.to_thread(_bare_pty, output) for _ in range(ROUNDS)])
    with _Attached(["cat"]) as raw:
        echo_floor = p50(await asyncio.to_thread(raw.echo))
    return [
        Row("terminal without tmux: output, seconds per 45 MiB", 45 / max(speeds), "s", 1.0, 45 / floor),
        Row("terminal without tmux: echo, p50", p50(await _plain_echoes()), "ms", 0.5, echo_floor, added=True),
    ]


async def _plain_echoes() -> list[float]:
    """Ms from each key to its being there to be sent."""
    from boocode.terminals.plain_screen import PlainScreen
    from boocode.terminals.sizes import Size

    found: list[float] = []
    screen = PlainScreen(Size(120, 40), lambda: None, lambda: None)
    async with screen.shown(120, 40) as window:
        await screen.start(["cat"], directory=Path("/"), env=dict(os.environ))
        for number in range(KEYS):
            key = KEYBOARD[number % 8 : number % 8 + 1]
            began = time.perf_counter()
            window.write(key)
            frame = None
            while not isinstance(frame, bytes) or key not in frame:
                frame = await asyncio.wait_for(window.outbox.take(), 30)
            found.append((time.perf_counter() - began) * 1e3)
    await screen.close()
    return found


def _bare_pty(output: Path) -> float:
    with _Attached(["cat", str(output)]) as raw:
        began, count = time.perf_counter(), 0
        while count < OUTPUT_BYTES:
            count += len(os.read(raw.fd, 65536))
        return count / MIB / (time.perf_counter() - began)


class _Attached:
    """A program on a bare PTY."""

    def __init__(self, argv: list[str]) -> None:
        self.fd, theirs = os.openpty()
        fcntl.ioctl(self.fd, termios.TIOCSWINSZ, struct.pack("HHHH", 40, 120, 0, 0))
        self._process = subprocess.Popen(
            argv,
            stdin=theirs,
            stdout=theirs,
            stderr=theirs,
            env={**os.environ, "TERM": "xterm-256color"},
            start_new_session=True,
        )
        os.close(theirs)

    def __enter__(self) -> _Attached:
        return self

    def __exit__(self, *_: object) -> None:
        os.close(self.fd)
        self._process.terminate()
        self._process.wait(10)

    def until(self, mark: bytes, seconds: float = 60) -> None:
        tail, deadline = b"", time.monotonic() + seconds
        while mark not in tail:
            assert time.monotonic() < deadline, f"no {mark!r}: {tail[-500:]!r}"
            if select.select([self.fd], [], [], 0.5)[0]:
                tail = (tail + os.read(self.fd, 65536))[-70_000:]

    def print(self, output: Path, name: str) -> float:
        os.write(self.fd, _ready(name))
        self.until(f"ready-{name}".encode())
        began = time.perf_counter()
        os.write(self.fd, _command(output, name))
        self.until(f"end-of-{name}".encode())
        return OUTPUT_BYTES / MIB / (time.perf_counter() - began)

    def echo(self) -> list[float]:
        found: list[float] = []
        for number in range(KEYS):
            key = KEYBOARD[number % 8 : number % 8 + 1]
            began = time.perf_counter()
            os.write(self.fd, key)
            self.until(key, 5)
            found.append((time.perf_counter() - began) * 1e3)
            if number % 40 == 39:
                os.write(self.fd, b"\x15")
                time.sleep(0.05)
        return found


class _Window:
    """A socket of a terminal, read byte by byte: no more work than must be."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader = reader
        self._writer = writer

    async def print(self, output: Path, name: str) -> float:
        self._send(0x82, _ready(name))
        await self.until(f"ready-{name}".encode())
        began = time.perf_counter()
        self._send(0x82, _command(output, name))
        await self.until(f"end-of-{name}".encode())
        return OUTPUT_BYTES / MIB / (time.perf_counter() - began)

    async def echo(self) -> list[float]:
        found: list[float] = []
        for number in range(KEYS):
            key = KEYBOARD[number % 8 : number % 8 + 1]
            began = time.perf_counter()
            self._send(0x82, key)
            await self.until(key)
            found.append((time.perf_counter() - began) * 1e3)
            if number % 40 == 39:
                self._send(0x82, b"\x15")
                await asyncio.sleep(0.05)
        return found

    async def until(self, mark: bytes) -> None:
        tail = b""
        with anyio.move_on_after(60) as limit:
            while mark not in tail:
                kind, data = await self._frame()
                if kind == 2:
                    self._send(0x81, orjson.dumps({"op": "ack", "bytes": len(data)}))
                    tail = (tail + data)[-70_000:]
        assert not limit.cancelled_caught, f"no {mark!r}: {tail[-500:]!r}"

    async def _frame(self) -> tuple[int, bytes]:
        first, size = await self._reader.readexactly(2)
        if size == 126:
            (size,) = struct.unpack("!H", await self._reader.readexactly(2))
        elif size == 127:
            (size,) = struct.unpack("!Q", await self._reader.readexactly(8))
        return first & 15, await self._reader.readexactly(size)

    def _send(self, kind: int, data: bytes) -> None:
        head = struct.pack("!BBH", kind, 0x80 | 126, len(data)) if len(data) > 125 else bytes((kind, 0x80 | len(data)))
        self._writer.write(head + bytes(4) + data)


@asynccontextmanager
async def _window(address: Address, id_: str) -> AsyncGenerator[_Window]:
    reader, writer = await asyncio.open_connection(address.host, address.port, limit=4 * MIB)
    key = base64.b64encode(os.urandom(16)).decode()
    writer.write(
        f"GET /api/terminals/{id_}/ws?cols=120&rows=40 HTTP/1.1\r\nHost: {address.host}:{address.port}\r\n"
        f"{address.headers}Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: {key}\r\n"
        "Sec-WebSocket-Version: 13\r\n\r\n".encode()
    )
    await reader.readuntil(b"\r\n\r\n")
    try:
        yield _Window(reader, writer)
    finally:
        writer.close()


def _ready(name: str) -> bytes:
    return f"echo ready''-{name}\r".encode()


def _command(output: Path, name: str) -> bytes:
    return f"cat {output}; echo end-''of-{name}\r".encode()
