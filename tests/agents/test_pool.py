"""The pool: as many agents as allowed, the longest idle ended first, the first to wait served first, none forgotten."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import anyio
import psutil
import pytest

from boocode.backends.pool import AgentPool, PoolClosed, Seat, open_pool, start_ticks, sweep
from boocode.db import Database
from boocode.kernel.ids import new_id
from boocode.proc.errors import ProgramMissing
from tests.agents.stage import until
from tests.support.server import is_alive

SLEEPER = (sys.executable, "-c", "import time; time.sleep(600)")
KEY = new_id()


@asynccontextmanager
async def pooled(limit: int = 2, idle: float = 900, db: Database | None = None) -> AsyncGenerator[AgentPool]:
    async with open_pool(db, instance_key=KEY, host="here", limit=limit, idle_seconds=idle) as pool:
        yield pool


async def started(pool: AgentPool, directory: Path) -> Seat:
    seat = await pool.reserve("fake")
    await seat.start(SLEEPER, cwd=directory)
    return seat


async def test_longest_idle_agent_makes_room(tmp_path: Path) -> None:
    async with pooled() as pool:
        first, second = await started(pool, tmp_path), await started(pool, tmp_path)
        second.release()
        first.release()
        third = await started(pool, tmp_path)
        assert (first.is_ended, second.is_ended, third.is_ended) == (False, True, False)
        assert second.process is not None
        assert not psutil.pid_exists(second.process.pid)
        assert not second.take()
        assert first.take()
        assert len(pool.seats) == 2


async def test_who_came_first_is_served_first(tmp_path: Path) -> None:
    async with pooled(limit=1) as pool:
        busy = await started(pool, tmp_path)
        served: list[str] = []

        async def wait(name: str) -> None:
            seat = await pool.reserve("fake")
            served.append(name)
            await seat.end()

        async with anyio.create_task_group() as group:
            for name in ("one", "two", "three"):
                group.start_soon(wait, name)
                await anyio.wait_all_tasks_blocked()
            assert served == []
            busy.release()
        assert served == ["one", "two", "three"]
        assert pool.seats == ()


async def test_waiter_that_gives_up_lets_the_next_one_in(tmp_path: Path) -> None:
    async with pooled(limit=1) as pool:
        busy = await started(pool, tmp_path)
        with anyio.CancelScope() as scope:
            scope.cancel()
            await pool.reserve("fake")
        await busy.end()
        assert await pool.reserve("fake") in pool.seats


async def test_idle_agents_are_ended_after_a_while_and_busy_ones_are_not(tmp_path: Path) -> None:
    async with pooled(idle=0.1) as pool:
        idle, busy = await started(pool, tmp_path), await started(pool, tmp_path)
        idle.release()
        await until(lambda: idle.is_ended)
        assert not busy.is_ended


async def test_agent_that_exits_gives_its_seat_back(tmp_path: Path) -> None:
    async with pooled(limit=1) as pool:
        seat = await pool.reserve("fake")
        process = await seat.start([sys.executable, "-c", "pass"], cwd=tmp_path)
        await process.wait()
        await until(lambda: seat.is_ended and pool.seats == ())


async def test_program_that_is_missing_gives_its_seat_back(tmp_path: Path) -> None:
    async with pooled(limit=1) as pool:
        seat = await pool.reserve("fake")
        with pytest.raises(ProgramMissing):
            await seat.start(["/no/such/agent"], cwd=tmp_path)
        assert pool.seats == ()


async def test_closing_ends_all_and_turns_waiters_away(tmp_path: Path) -> None:
    refused: list[type[Exception]] = []
    seats: list[Seat] = []
    async with anyio.create_task_group() as group, pooled(limit=1) as pool:
        seats.append(await started(pool, tmp_path))

        async def wait() -> None:
            try:
                await pool.reserve("fake")
            except PoolClosed as error:
                refused.append(type(error))

        group.start_soon(wait)
        await anyio.wait_all_tasks_blocked()
    assert refused == [PoolClosed]
    assert [seat.process and psutil.pid_exists(seat.process.pid) for seat in seats] == [False]


async def test_processes_are_recorded_with_their_start_and_end(tmp_path: Path, db: Database) -> None:
    async with pooled(db=db) as pool:
        seat = await started(pool, tmp_path)
        assert seat.process is not None
        [row] = await db.fetch_all(dict[str, Any], "SELECT * FROM agent_processes")
        assert (row["pid"], row["start_ticks"]) == (seat.process.pid, start_ticks(seat.process.pid))
        assert row["ended_at"] is None
    assert await db.fetch_value("SELECT count(*) FROM agent_processes WHERE ended_at IS NULL") == 0


async def test_sweep_ends_the_agents_of_a_dead_server_and_nobody_else(db: Database) -> None:
    def record(pid: int, ticks: int | None, key: object = KEY) -> tuple[object, ...]:
        return (new_id(), key, "here", "fake", pid, ticks)

    insert = (
        "INSERT INTO agent_processes (id, instance_key, host, provider, pid, start_ticks)"
        " VALUES (%s, %s, %s, %s, %s, %s)"
    )
    left = subprocess.Popen(SLEEPER, start_new_session=True)
    reused = subprocess.Popen(SLEEPER, start_new_session=True)
    others = subprocess.Popen(SLEEPER, start_new_session=True)
    try:
        await db.execute(insert, record(left.pid, start_ticks(left.pid)))
        await db.execute(insert, record(reused.pid, (start_ticks(reused.pid) or 0) - 1))
        await db.execute(insert, record(others.pid, start_ticks(others.pid), new_id()))
        assert await sweep(db, KEY, "here") == 1
        assert left.wait(60) == -9
        assert (reused.poll(), others.poll()) == (None, None)
        assert await db.fetch_value("SELECT count(*) FROM agent_processes WHERE ended_at IS NULL") == 1
    finally:
        for process in (left, reused, others):
            process.kill()
            process.wait()


def test_start_ticks_of_nobody_are_none() -> None:
    assert start_ticks(2**22 + 1) is None
    assert start_ticks(os.getpid())


async def test_deaf_agents_are_killed_when_the_server_stops(tmp_path: Path) -> None:
    code = (
        "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('deaf', flush=True)\ntime.sleep(600)"
    )
    pids: list[int] = []
    with anyio.fail_after(60):
        async with pooled() as pool:
            seat = await pool.reserve("fake")
            process = await seat.start([sys.executable, "-c", code], cwd=tmp_path)
            assert (await process.stdout.receive()).startswith(b"deaf")
            pids += [process.pid, process.guard_pid]
    assert not any(map(is_alive, pids))
