"""Between BooCode and an opencode: `python cut_stream.py OPENCODE serve --hostname H --port N`.

It starts opencode on another port and passes connections on. SIGUSR1 breaks the event streams, and new ones are kept
waiting until SIGUSR2, as long as there is a file `cut` in the home. Everything else goes on.
"""

from __future__ import annotations

import asyncio
import random
import signal
import socket
import sys
from contextlib import suppress
from pathlib import Path

HELD = asyncio.Event()
STREAMS: set[asyncio.StreamWriter] = set()
CUT = Path.home() / "cut"


def _free_port() -> int:
    """A port that the system gives to nobody who asks for any."""
    while True:
        with socket.socket() as probe, suppress(OSError):
            port = random.SystemRandom().randrange(10_000, 32_000)
            probe.bind(("127.0.0.1", port))
            return port


def _cut() -> None:
    HELD.clear()
    for writer in STREAMS:
        writer.transport.abort()
    STREAMS.clear()
    CUT.touch()


def _mend() -> None:
    CUT.unlink(missing_ok=True)
    HELD.set()


async def _requests(client: asyncio.StreamReader, answers: asyncio.StreamWriter, server: asyncio.StreamWriter) -> None:
    """Pass requests on; each begins a packet of its own, on a connection that may have served others before."""
    with suppress(ConnectionError):
        while data := await client.read(65536):
            if data.startswith(b"GET /event"):
                await HELD.wait()
                STREAMS.add(answers)
            server.write(data)
            await server.drain()
    server.close()


async def _answers(server: asyncio.StreamReader, client: asyncio.StreamWriter) -> None:
    with suppress(ConnectionError):
        while data := await server.read(65536):
            client.write(data)
            await client.drain()
    client.close()


async def _serve(port: int, theirs: int) -> None:
    async def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(ConnectionError):
            inner_reader, inner_writer = await asyncio.open_connection("127.0.0.1", theirs)
            await asyncio.gather(_requests(reader, writer, inner_writer), _answers(inner_reader, writer))

    await asyncio.start_server(connected, "127.0.0.1", port)


async def main() -> int:
    *argv, port = sys.argv[1:]
    theirs = _free_port()
    HELD.set()
    loop = asyncio.get_running_loop()
    loop.add_signal_handler(signal.SIGUSR1, _cut)
    loop.add_signal_handler(signal.SIGUSR2, _mend)
    await _serve(int(port), theirs)
    process = await asyncio.create_subprocess_exec(*argv, str(theirs))
    return await process.wait()


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
