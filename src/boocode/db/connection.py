"""One connection, and the seam that cancellation passes.

anyio delivers a cancellation again at every `await`, so psycopg's own reaction to it (ask the server to stop the query,
read the end of the answer) is cut short: the query runs on and the connection is lost. Here that reaction, and the end
of every transaction, is shielded and bounded in time instead.
"""

from __future__ import annotations

import asyncio
import select
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Any, TypeVar

import anyio
import orjson
import psycopg
from psycopg import AsyncConnection, AsyncTransaction
from psycopg.abc import Params, PQGen, QueryNoTemplate
from psycopg.pq import PipelineStatus, TransactionStatus
from psycopg.rows import TupleRow, class_row
from psycopg.types.json import set_json_dumps, set_json_loads
from psycopg.waiting import wait_async

T = TypeVar("T")

GRACE_SECONDS = 5.0
"""How long a cancelled query, or the end of a transaction, may take before its connection is given up."""


class Connection(AsyncConnection[TupleRow]):
    """psycopg's connection, safe to cancel, with rows as the caller's own types.

    Autocommit: a single statement is one round trip; several that belong together go in `transaction()`.
    """

    async def fetch_all(self, into: type[T], query: QueryNoTemplate, params: Params | None = None) -> list[T]:
        """All rows, each made by calling `into` with its columns as keyword arguments (`dict` gives dicts)."""
        cursor = self.cursor(row_factory=class_row(into))
        return await (await cursor.execute(query, params)).fetchall()

    async def fetch_one(self, into: type[T], query: QueryNoTemplate, params: Params | None = None) -> T | None:
        """The first row, or None when there is none."""
        cursor = self.cursor(row_factory=class_row(into))
        return await (await cursor.execute(query, params)).fetchone()

    async def fetch_value(self, query: QueryNoTemplate, params: Params | None = None) -> Any:
        """The first column of the first row, or None when there is none."""
        row = await (await self.execute(query, params)).fetchone()
        return row[0] if row else None

    @asynccontextmanager
    async def transaction(
        self, savepoint_name: str | None = None, force_rollback: bool = False
    ) -> AsyncGenerator[AsyncTransaction]:
        """A transaction (a savepoint inside one). A cancelled block is rolled back; a begun commit is finished.

        Raises:
            psycopg.OperationalError: The commit was not answered in time. Whether it was done is unknown.
        """
        block = super().transaction(savepoint_name, force_rollback)
        entered = await block.__aenter__()
        try:
            yield entered
        except BaseException as error:
            async with self._bounded():
                await block.__aexit__(type(error), error, error.__traceback__)
            raise
        async with self._bounded() as scope:
            await block.__aexit__(None, None, None)
        if scope.cancelled_caught:
            raise psycopg.OperationalError(f"the commit was not answered within {GRACE_SECONDS:g} s")

    async def wait(self, gen: PQGen[T], interval: float = 0.1, timeout: float | None = None) -> T:
        """psycopg's wait for the server (every query passes here)."""
        try:
            return await wait_async(gen, self.pgconn.socket, interval=interval, timeout=timeout)
        except (asyncio.CancelledError, KeyboardInterrupt, SystemExit):
            if self.pgconn.transaction_status == TransactionStatus.ACTIVE:
                async with self._bounded():
                    await self._stop_query(gen)
            raise

    async def settle(self) -> None:
        """Bring the connection to where it can be used by somebody else, or close it."""
        if self.pgconn.transaction_status in (TransactionStatus.INTRANS, TransactionStatus.INERROR):
            async with self._bounded():
                try:
                    await self.rollback()
                except psycopg.Error:
                    await self.close()
        idle = self.pgconn.transaction_status == TransactionStatus.IDLE
        if not idle or self.pgconn.pipeline_status != PipelineStatus.OFF:
            await self.close()

    def hung_up(self) -> bool:
        """Whether there is something to read that nobody asked for: an idle server speaks up only to say goodbye."""
        poll = select.poll()
        poll.register(self.pgconn.socket, select.POLLIN)
        return bool(poll.poll(0))

    @asynccontextmanager
    async def _bounded(self) -> AsyncGenerator[anyio.CancelScope]:
        with anyio.move_on_after(GRACE_SECONDS, shield=True) as scope:
            yield scope
        if scope.cancelled_caught:
            self.pgconn.finish()

    async def _stop_query(self, gen: PQGen[Any]) -> None:
        try:
            await self.cancel_safe(timeout=GRACE_SECONDS)
            await wait_async(gen, self.pgconn.socket, interval=0.1)
        except psycopg.errors.QueryCanceled:
            pass  # what we asked for
        except psycopg.Error:
            self.pgconn.finish()


async def configure(connection: AsyncConnection[Any]) -> None:
    """Make a new connection speak UTC and orjson."""
    set_json_dumps(orjson.dumps, connection)
    set_json_loads(orjson.loads, connection)
    await connection.execute("SET TimeZone TO 'UTC'")
