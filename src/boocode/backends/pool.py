"""The living processes of agents: a limited number, the longest idle ended first, and none forgotten.

`open_pool` owns them: at its end all are ended. A row in `agent_processes` says of each who it is, so that `sweep`
finds what a server left behind that died together with the guards.
"""

from __future__ import annotations

import logging
import os
import signal
import time
from collections import deque
from collections.abc import AsyncGenerator, Callable, Generator, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import UUID

import anyio
from anyio.abc import TaskGroup

from boocode.backends.first_start import FirstStarts
from boocode.db import Database, DatabaseGone
from boocode.kernel.errors import BooError, Unavailable
from boocode.kernel.ids import new_id
from boocode.proc.guarded import STDIN_SECONDS, GuardedProcess, open_guarded

IDLE_SECONDS = 15 * 60.0
MAX_AGENTS = 6
_REAP_EVERY = 15.0
ORDERLY_SECONDS = 2.5  # for all agents together when the server stops; then they are killed

_log = logging.getLogger(__name__)


class PoolClosed(Unavailable):
    """The server is stopping."""

    code = "stopping"


class Seat:
    """The right to one living agent process, and that process once it is started.

    A seat is taken as used; `release` lets it idle, `use` takes it again. Once `is_ended`, it is of no use any more.
    """

    def __init__(self, pool: AgentPool, provider: str, chat_id: UUID | None) -> None:
        self._pool = pool
        self._ending = anyio.Event()
        self._ended = anyio.Event()
        self._users = 1
        self.provider = provider
        self.chat_id = chat_id
        self.process: GuardedProcess | None = None
        self.used_at = time.monotonic()

    @property
    def is_ended(self) -> bool:
        """It is being ended, or its process is gone."""
        return self._ending.is_set() or self._ended.is_set()

    @property
    def is_used(self) -> bool:
        return self._users > 0

    @property
    def is_idle(self) -> bool:
        return not self.is_used and not self.is_ended

    async def start(
        self,
        argv: Sequence[str | Path],
        *,
        cwd: Path,
        env: Mapping[str, str] | None = None,
        on_stderr: Callable[[bytes], None] | None = None,
        stdin_seconds: float = STDIN_SECONDS,
    ) -> GuardedProcess:
        """Start the seat's process under the guard; it lives until `end`, its own exit or the pool's end.

        Raises:
            ProgramMissing, UnusableArgument: It could not be started; the seat is given back.
        """
        opened = open_guarded(argv, cwd=cwd, env=env, on_stderr=on_stderr, stdin_seconds=stdin_seconds)
        return await self._pool._start(self, opened)

    def take(self) -> bool:
        """Use it again; False if it has ended meanwhile."""
        if self.is_ended:
            return False
        self._users += 1
        return True

    def release(self) -> None:
        """Stop using it: it may be ended when others need room, or after a while."""
        self._users = max(0, self._users - 1)
        self.used_at = time.monotonic()
        self._pool._wake()

    @contextmanager
    def use(self) -> Generator[None]:
        """Keep it from being ended as idle meanwhile."""
        self._users += 1
        try:
            yield
        finally:
            self.release()

    async def end(self) -> None:
        """End the process in order and give the seat back. Bounded; waits until nothing of it is left."""
        self._ending.set()
        with anyio.CancelScope(shield=True):
            if self.process is None:
                self._pool._give_back(self)
            else:
                await self._ended.wait()


@dataclass(slots=True, eq=False)
class _Waiter:
    """Somebody who waits for room. `idle`: whose place the seat took."""

    seat: Seat
    idle: Seat | None = None
    turn: anyio.Event = field(default_factory=anyio.Event)


class AgentPool:
    """See the module. Made by `open_pool`.

    Attributes:
        first_starts: Keeps agents from setting up one home together.
    """

    def __init__(
        self, db: Database | None, group: TaskGroup, *, instance_key: UUID, host: str, limit: int, idle_seconds: float
    ) -> None:
        self._db = db
        self._group = group
        self._instance_key = instance_key
        self._host = host
        self._limit = limit
        self._idle_seconds = idle_seconds
        self._seats: list[Seat] = []
        self._waiting: deque[_Waiter] = deque()
        self._closed = False
        self.first_starts = FirstStarts()

    @property
    def seats(self) -> Sequence[Seat]:
        """All that are taken, oldest first."""
        return tuple(self._seats)

    async def reserve(self, provider: str, chat_id: UUID | None = None) -> Seat:
        """A seat for a new process. While all are in use, wait; who came first is served first.

        Raises:
            PoolClosed: The server is stopping.
        """
        if self._closed:
            raise PoolClosed("The server is stopping.")
        seat, idle = Seat(self, provider, chat_id), None
        if self._waiting or not self._room():
            idle = await self._queue(seat)
        else:
            idle = self._sit(seat)
        if idle is not None:
            await idle.end()
        return seat

    async def _queue(self, seat: Seat) -> Seat | None:
        waiter = _Waiter(seat)
        self._waiting.append(waiter)
        try:
            await waiter.turn.wait()
        except BaseException:
            if waiter.turn.is_set():
                self._give_back(seat)
            raise
        finally:
            with suppress(ValueError):
                self._waiting.remove(waiter)
        if self._closed:
            raise PoolClosed("The server is stopping.")
        return waiter.idle

    def _sit(self, seat: Seat) -> Seat | None:
        """Let `seat` be one of ours; gives the one that it takes the place of, which is to be ended."""
        idle = self._longest_idle() if len(self._seats) >= self._limit else None
        if idle is not None:
            idle._ending.set()
            self._seats.remove(idle)
        self._seats.append(seat)
        return idle

    def _room(self) -> bool:
        return len(self._seats) < self._limit or self._longest_idle() is not None

    def _longest_idle(self) -> Seat | None:
        return min((seat for seat in self._seats if seat.is_idle), key=lambda seat: seat.used_at, default=None)

    def _wake(self) -> None:
        while self._waiting and not self._closed and self._room():
            waiter = self._waiting.popleft()
            waiter.idle = self._sit(waiter.seat)
            waiter.turn.set()

    def _give_back(self, seat: Seat) -> None:
        with suppress(ValueError):
            self._seats.remove(seat)
        seat._ended.set()
        self._wake()

    # --- processes ------------------------------------------------------------------------------------------------

    async def _start(self, seat: Seat, opened: AbstractAsyncContextManager[GuardedProcess]) -> GuardedProcess:
        failure: list[Exception] = []
        ready = anyio.Event()

        async def host() -> None:
            try:
                async with opened as process:
                    seat.process = process
                    async with self._recorded(seat, process):
                        ready.set()
                        await _first(process.wait, seat._ending.wait)
            except BooError as error:
                failure.append(error)
            except Exception as error:
                _log.warning("the process of %s ended with an error", seat.provider, exc_info=error)
                failure.append(error)
            finally:
                self._give_back(seat)
                ready.set()

        self._group.start_soon(host, name=f"agent {seat.provider}")
        try:
            await ready.wait()
        except BaseException:
            seat._ending.set()
            raise
        if failure or seat.process is None:
            raise failure[0] if failure else PoolClosed("The server is stopping.")
        return seat.process

    @asynccontextmanager
    async def _recorded(self, seat: Seat, process: GuardedProcess) -> AsyncGenerator[None]:
        ticks = start_ticks(process.pid)
        if self._db is None or ticks is None:
            yield
            return
        row_id = new_id()
        await self._db.execute(
            "INSERT INTO agent_processes (id, instance_key, host, provider, chat_id, pid, start_ticks)"
            " VALUES (%s, %s, %s, %s, %s, %s, %s)",
            (row_id, self._instance_key, self._host, seat.provider, seat.chat_id, process.pid, ticks),
        )
        try:
            yield
        finally:
            with anyio.CancelScope(shield=True):
                await process.end()
                with suppress(DatabaseGone), anyio.move_on_after(2):
                    ended = "UPDATE agent_processes SET ended_at = clock_timestamp() WHERE id = %s"
                    await self._db.execute(ended, (row_id,))

    async def _reap(self) -> None:
        while True:
            await anyio.sleep(min(_REAP_EVERY, self._idle_seconds / 2))
            before = time.monotonic() - self._idle_seconds
            for seat in [seat for seat in self._seats if seat.is_idle and seat.used_at < before]:
                await seat.end()

    async def _close(self) -> None:
        self._closed = True
        while self._waiting:
            self._waiting.popleft().turn.set()
        seats = tuple(self._seats)
        with anyio.move_on_after(ORDERLY_SECONDS):
            await self._end_all(seats)
        for seat in seats:
            if seat.process is not None:
                seat.process.kill()
        await self._end_all(seats)

    @staticmethod
    async def _end_all(seats: Sequence[Seat]) -> None:
        for seat in seats:
            seat._ending.set()
        for seat in seats:
            if seat.process is not None:
                await seat._ended.wait()


@asynccontextmanager
async def open_pool(
    db: Database | None,
    *,
    instance_key: UUID,
    host: str,
    limit: int = MAX_AGENTS,
    idle_seconds: float = IDLE_SECONDS,
) -> AsyncGenerator[AgentPool]:
    """A pool of agents until the end of the block, when all of them are ended.

    Args:
        db: Where the processes are recorded; None records nothing.
        instance_key: Of the data directory.
        limit: How many processes may live at once.
        idle_seconds: After how long without use one is ended.
    """
    async with anyio.create_task_group() as group:
        pool = AgentPool(db, group, instance_key=instance_key, host=host, limit=limit, idle_seconds=idle_seconds)
        group.start_soon(pool._reap)
        try:
            yield pool
        finally:
            with anyio.CancelScope(shield=True):
                await pool._close()
            group.cancel_scope.cancel()


async def sweep(db: Database, instance_key: UUID, host: str) -> int:
    """End the agents that a dead server of this data directory left on this machine; gives how many there were.

    A process is only touched if it is the very one that was recorded: same pid, same time of start.
    """
    rows = await db.fetch_all(
        dict[str, Any],
        "SELECT id, pid, start_ticks FROM agent_processes WHERE instance_key = %s AND host = %s AND ended_at IS NULL",
        (instance_key, host),
    )
    left = [row["pid"] for row in rows if start_ticks(row["pid"]) == row["start_ticks"]]
    for pid in left:
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(pid, signal.SIGKILL)
    ids = [row["id"] for row in rows]
    await db.execute("UPDATE agent_processes SET ended_at = clock_timestamp() WHERE id = ANY(%s)", (ids,))
    return len(left)


def start_ticks(pid: int) -> int | None:
    """When a process started, in clock ticks since boot: with its pid, its identity. None if it is gone or a zombie,
    or where there is no /proc."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_bytes().rpartition(b")")[2].split()
    except OSError:
        return None
    return int(fields[19]) if fields[0] not in (b"Z", b"X") else None


async def _first(*waits: Callable[[], Any]) -> None:
    """Wait for the first of several."""
    async with anyio.create_task_group() as group:

        async def until(wait: Callable[[], Any]) -> None:
            await wait()
            group.cancel_scope.cancel()

        for wait in waits:
            group.start_soon(until, wait)
