"""The pool: typed rows, transactions, cancellation, and a server that goes away."""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import AsyncIterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import anyio
import psycopg
import pytest
import uvloop

from boocode.db import Database, DatabaseFull, DatabaseGone, open_database
from boocode.db.embedded import EmbeddedPostgres, open_embedded_postgres
from boocode.db.pool import translated


@dataclass(frozen=True, slots=True)
class Word:
    id: int
    text: str


@pytest.fixture
async def empty(empty_dsn: str) -> AsyncIterator[Database]:
    async with open_database(empty_dsn, max_connections=4) as database:
        await database.execute("CREATE TABLE words (id int PRIMARY KEY, text text NOT NULL)")
        yield database


async def running_queries(database: Database) -> int:
    return await database.fetch_value(
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND state <> 'idle'"
        " AND pid <> pg_backend_pid() AND backend_type = 'client backend'"
    )


async def backends(database: Database) -> set[int]:
    rows = await database.fetch_all(
        dict[str, int],
        "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND backend_type = 'client backend'",
    )
    return {row["pid"] for row in rows}


async def test_rows_come_as_the_asked_type(empty: Database) -> None:
    assert await empty.execute("INSERT INTO words VALUES (1, 'one'), (2, 'two')") == 2
    assert await empty.fetch_all(Word, "SELECT * FROM words ORDER BY id") == [Word(1, "one"), Word(2, "two")]
    assert await empty.fetch_one(Word, "SELECT * FROM words WHERE id = %s", (2,)) == Word(2, "two")
    assert await empty.fetch_one(Word, "SELECT * FROM words WHERE id = 3") is None
    assert await empty.fetch_value("SELECT count(*) FROM words") == 2
    assert await empty.fetch_value("SELECT 1 WHERE false") is None


async def test_transaction_that_fails_leaves_nothing(empty: Database) -> None:
    with suppress(ZeroDivisionError):
        async with empty.transaction() as connection:
            await connection.execute("INSERT INTO words VALUES (1, 'one')")
            raise ZeroDivisionError
    assert await empty.fetch_value("SELECT count(*) FROM words") == 0


async def test_times_are_utc_and_json_is_python(empty: Database) -> None:
    at = await empty.fetch_value("SELECT timestamptz '2026-11-21 02:00:00+05'")
    assert at.isoformat() == "2026-11-20T21:00:00+00:00"
    assert await empty.fetch_value("""SELECT '{"a": [1, null]}'::jsonb""") == {"a": [1, None]}


async def test_cancelled_queries_stop_on_the_server_and_keep_their_connections(empty: Database) -> None:
    before = await backends(empty)
    for _ in range(10):
        with anyio.CancelScope() as scope:
            async with anyio.create_task_group() as group:
                group.start_soon(empty.execute, "SELECT pg_sleep(60)")
                while not await running_queries(empty):
                    await anyio.lowlevel.checkpoint()
                scope.cancel()
        assert await running_queries(empty) == 0
    assert before <= await backends(empty)


async def test_asyncio_cancellation_passes_the_same_seam(empty: Database) -> None:
    before = await backends(empty)
    query = asyncio.ensure_future(empty.execute("SELECT pg_sleep(60)"))
    while not await running_queries(empty):
        await asyncio.sleep(0)
    query.cancel()
    with pytest.raises(asyncio.CancelledError):
        await query
    assert await running_queries(empty) == 0
    assert before <= await backends(empty)


async def test_cancelled_transaction_is_rolled_back_and_its_connection_kept(empty: Database) -> None:
    before = await backends(empty)
    with anyio.CancelScope() as scope:
        async with empty.transaction() as connection:
            await connection.execute("INSERT INTO words VALUES (1, 'one')")
            scope.cancel()
            await connection.execute("SELECT pg_sleep(60)")
    assert scope.cancelled_caught
    assert await empty.fetch_value("SELECT count(*) FROM words") == 0
    assert before <= await backends(empty)


async def test_waiting_for_a_connection_can_be_cancelled_without_losing_one(empty: Database) -> None:
    async with anyio.create_task_group() as holders:
        release = anyio.Event()

        async def hold(held: anyio.Event) -> None:
            async with empty.connection():
                held.set()
                await release.wait()

        for _ in range(4):
            held = anyio.Event()
            holders.start_soon(hold, held)
            await held.wait()
        with anyio.move_on_after(0.05) as waiting:
            await empty.fetch_value("SELECT 1")
        assert waiting.cancelled_caught
        release.set()
    async with anyio.create_task_group() as group:
        for _ in range(8):
            group.start_soon(empty.fetch_value, "SELECT 1")


def test_cancellation_works_on_uvloop(empty_dsn: str) -> None:
    async def cancel_one() -> None:
        async with open_database(empty_dsn) as database:
            with anyio.move_on_after(0.05) as scope:
                await database.execute("SELECT pg_sleep(60)")
            assert scope.cancelled_caught
            assert await running_queries(database) == 0

    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(cancel_one())


async def test_connection_left_in_a_transaction_is_clean_for_the_next_one(empty: Database) -> None:
    async with empty.connection() as connection:
        await connection.execute("BEGIN")
        await connection.execute("INSERT INTO words VALUES (1, 'one')")
    assert await empty.fetch_value("SELECT count(*) FROM words") == 0


async def test_lost_connection_says_that_the_database_is_gone(empty: Database) -> None:
    with pytest.raises(DatabaseGone):
        await empty.execute("SELECT pg_terminate_backend(pg_backend_pid())")
    assert await empty.fetch_value("SELECT 1") == 1


async def test_error_of_the_statement_stays_what_it_is(empty: Database) -> None:
    with pytest.raises(psycopg.errors.UniqueViolation):
        await empty.execute("INSERT INTO words VALUES (1, 'a'), (1, 'b')")


async def test_full_disk_is_told_as_such(empty: Database) -> None:
    with pytest.raises(DatabaseFull, match="Free some space"):
        await empty.execute("DO $$ BEGIN RAISE EXCEPTION 'could not extend file' USING ERRCODE = '53100'; END $$")


def test_foreign_timeouts_are_not_blamed_on_the_database() -> None:
    with pytest.raises(TimeoutError), translated():
        raise TimeoutError


async def test_pool_works_again_after_the_server_was_killed(tmp_path: Path) -> None:
    async with open_embedded_postgres(tmp_path / "pg") as server, open_database(server.dsn()) as database:
        assert server.pid is not None
        killed = server.pid
        os.kill(killed, signal.SIGKILL)
        with anyio.fail_after(60):
            while await _pid_or_gone(database) in (None, killed):
                await anyio.lowlevel.checkpoint()


async def test_wrong_address_is_told_at_once(tmp_path: Path) -> None:
    with pytest.raises(DatabaseGone, match="Check DATABASE_URL"):
        async with open_database(f"postgresql:///none?host={tmp_path}"):
            pass


async def test_wrong_database_is_told_at_once(postgres: EmbeddedPostgres) -> None:
    with pytest.raises(DatabaseGone, match="does not exist"):
        async with open_database(postgres.dsn("no_such_database")):
            pass


async def _pid_or_gone(database: Database) -> int | None:
    """Pid of the postmaster behind the connections."""
    try:
        text: str = await database.fetch_value("SELECT pg_read_file('postmaster.pid')")
    except DatabaseGone:
        return None
    return int(text.splitlines()[0])


async def test_commit_that_is_not_answered_in_time_is_not_taken_for_one(
    empty: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    await empty.execute(
        "CREATE FUNCTION dawdle() RETURNS trigger LANGUAGE plpgsql AS"
        " $$ BEGIN PERFORM pg_sleep(60); RETURN NULL; END $$"
    )
    await empty.execute(
        "CREATE CONSTRAINT TRIGGER slow AFTER INSERT ON words DEFERRABLE INITIALLY DEFERRED"
        " FOR EACH ROW EXECUTE FUNCTION dawdle()"
    )
    with anyio.fail_after(45):  # sooner than it would be answered
        with pytest.raises(DatabaseGone), monkeypatch.context() as patch:
            patch.setattr("boocode.db.connection.GRACE_SECONDS", 0.2)
            async with empty.transaction() as connection:
                await connection.execute("INSERT INTO words VALUES (1, 'one')")
        assert await empty.fetch_value("SELECT count(*) FROM words") == 0
