"""One running `opencode serve`: on a free port of loopback, behind a random password, in a seat of the pool."""

from __future__ import annotations

import logging
import secrets
import signal
import socket
import time
from contextlib import suppress
from pathlib import Path

import aiohttp
import anyio

from boocode.backends.launching import launch_environment, write_files
from boocode.backends.opencode.client import OpencodeClient
from boocode.backends.opencode.errors import OpencodeGone, OpencodeNotStarted, OpencodeRefused
from boocode.backends.opencode.offer import Offer, offer_of
from boocode.backends.opencode.rules import environment
from boocode.backends.pool import AgentPool, Seat
from boocode.contracts.launch import Launch
from boocode.kernel.text import clean
from boocode.proc.guarded import GuardedProcess

START_SECONDS = 30.0
_READY = b"listening on"
_EARLY_SECONDS = 60.0
_MOST_DIRECTORIES = 8
_PATIENCE = 2  # times as many, while it is in use
_EXIT_SECONDS = 2.0

_log = logging.getLogger(__name__)


class OpencodeServer:
    """A server that is up.

    Attributes:
        is_retired: Another launch has taken its place; it ends after its last turn.
        users: How many turns use it.
    """

    def __init__(self, launch: Launch, seat: Seat, process: GuardedProcess, client: OpencodeClient) -> None:
        self.launch = launch
        self.seat = seat
        self.client = client
        self.version = ""
        self.is_retired = False
        self.users = 1
        self._process = process
        self._started_at = time.monotonic()
        self._offers: dict[str, Offer] = {}
        self._draining = anyio.Lock()

    @property
    def is_ended(self) -> bool:
        return self.seat.is_ended or self._process.returncode is not None

    @property
    def is_bloated(self) -> bool:
        """It has seen so many directories, each of which it keeps in memory, that a new one is better: as soon as
        nobody uses this one, or without waiting for that."""
        most = _MOST_DIRECTORIES * (_PATIENCE if self.users else 1)
        return len(self._offers) > most

    def died_early(self) -> bool:
        """It ended by itself, soon after its start."""
        code = self._process.returncode
        return code not in (None, 0, -signal.SIGTERM) and time.monotonic() - self._started_at < _EARLY_SECONDS

    async def has_exited(self) -> bool:
        """Whether its process is gone; a connection that broke may be a little earlier than the exit."""
        with anyio.move_on_after(_EXIT_SECONDS):
            await self._process.wait()
        return self._process.returncode is not None

    def obituary(self) -> str:
        """How its process ended, with its last words, as a sentence."""
        code, words = self._process.returncode, clean(self._process.stderr_tail())[-600:]
        how = f"was killed by signal {-code}" if code is not None and code < 0 else f"exited ({code})"
        return f"opencode {how}{f': {words}' if words else ''}."

    async def offer(self, directory: str, *, fresh: bool = False) -> Offer:
        """What there is in a directory; asked for once."""
        if fresh or directory not in self._offers:
            client = self.client
            self._offers[directory] = offer_of(
                await client.config(directory),
                await client.providers(directory),
                await client.agents(directory),
                await client.commands(directory),
            )
        return self._offers[directory]

    async def drain(self) -> None:
        """Read what it prints, as long as this runs, so that it never waits for a reader."""
        async with self._draining:
            with suppress(anyio.EndOfStream, anyio.ClosedResourceError, anyio.BrokenResourceError):
                while True:
                    await self._process.stdout.receive()


async def start_server(launch: Launch, provider: str, pool: AgentPool, http: aiohttp.ClientSession) -> OpencodeServer:
    """A new server that answers; its seat is in use.

    Raises:
        OpencodeNotStarted: It did not come up; the sentence holds its last words.
        ProgramMissing: There is no such program.
        PoolClosed: BooCode is stopping.
    """
    await write_files(launch)
    seat = await pool.reserve(provider)
    try:
        return await _started(launch, seat, http)
    except BaseException:
        await seat.end()
        raise


async def _started(launch: Launch, seat: Seat, http: aiohttp.ClientSession) -> OpencodeServer:
    password, port = secrets.token_urlsafe(32), _free_port()
    argv = [*launch.argv, "serve", "--hostname", "127.0.0.1", "--port", str(port)]
    given = {"OPENCODE_SERVER_PASSWORD": password, **environment(), **launch_environment(launch)}
    cwd = launch.home or Path("/")  # no project, and no place for settings of others: each request names its directory
    process = await seat.start(argv, cwd=cwd, env=given, stdin_seconds=0)  # it does not read that
    server = OpencodeServer(launch, seat, process, OpencodeClient(http, f"http://127.0.0.1:{port}", password))
    await _wait_until_ready(process)
    try:
        server.version = await server.client.version()
    except (OpencodeGone, OpencodeRefused) as error:
        raise OpencodeNotStarted(f"opencode was started but does not answer: {error.message}") from error
    _log.info("opencode %s serves on port %d", server.version, port)
    return server


async def _wait_until_ready(process: GuardedProcess) -> None:
    said = b""
    try:
        with anyio.fail_after(START_SECONDS):
            while _READY not in said:
                said = (said + await process.stdout.receive())[-4096:]
    except (anyio.EndOfStream, anyio.ClosedResourceError, anyio.BrokenResourceError) as error:
        with anyio.move_on_after(_EXIT_SECONDS):
            await process.wait()
        words = clean(process.stderr_tail() or said.decode("utf-8", "replace"))[-600:]
        raise OpencodeNotStarted(f"opencode ended while it was starting: {words or 'it said nothing'}.") from error
    except TimeoutError as error:
        raise OpencodeNotStarted(f"opencode was not ready after {START_SECONDS:.0f} s.") from error


def _free_port() -> int:
    """A port that is free now. 0 would not do: opencode then takes 4096."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
