"""The pool of connections to Postgres: the only way in for everybody who does not need a connection of their own."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Generator
from contextlib import asynccontextmanager, contextmanager
from typing import Any, TypeVar

import anyio
import psycopg
from psycopg.abc import Params, QueryNoTemplate
from psycopg_pool import AsyncConnectionPool, PoolClosed, PoolTimeout

from boocode.db.connection import Connection, configure
from boocode.db.errors import DatabaseFull, DatabaseGone

T = TypeVar("T")

WAIT_SECONDS = 10.0
OLDEST_SERVER = 150_000
KEEPALIVES: dict[str, Any] = {
    "keepalives_idle": 30,
    "keepalives_interval": 10,
    "keepalives_count": 3,
    "tcp_user_timeout": 30_000,
}
# SQLSTATE classes and codes after which the session is over:
# connection exception, admin shutdown, crash shutdown, cannot connect now, idle session timeout.
ENDED = ("08", "57P01", "57P02", "57P03", "57P05")


@asynccontextmanager
async def open_database(dsn: str, *, max_connections: int = 16) -> AsyncGenerator[Database]:
    """A database that works, until the end of the block.

    Raises:
        DatabaseGone: Nobody answers at `dsn`, or not as it should be.
    """
    pool = AsyncConnectionPool(
        dsn,
        connection_class=Connection,
        kwargs={"autocommit": True, "application_name": "boocode", **KEEPALIVES},
        configure=configure,
        min_size=2,
        max_size=max_connections,
        reconnect_timeout=5,  # after that, the next one who wants a connection starts anew
        open=False,
        name="boocode",
    )
    database = Database(dsn, pool)
    await database.check_server()
    try:
        await pool.open()
        yield database
    finally:
        with anyio.CancelScope(shield=True):
            await pool.close(timeout=2)


class Database:
    """Where state is kept. `fetch_*` and `execute` take a connection for one statement each."""

    def __init__(self, dsn: str, pool: AsyncConnectionPool[Connection]) -> None:
        self.dsn = dsn
        self.pool = pool

    @asynccontextmanager
    async def connection(self) -> AsyncGenerator[Connection]:
        """A connection in autocommit mode, given back clean however the block ends.

        Raises:
            DatabaseGone: None was free or alive within 10 seconds, or it was lost inside the block.
            DatabaseFull: The server has no room for what was written.
        """
        with translated():
            connection = await self._take()
            try:
                yield connection
            finally:
                with anyio.CancelScope(shield=True):
                    await connection.settle()
                    await self.pool.putconn(connection)

    @asynccontextmanager
    async def transaction(self) -> AsyncGenerator[Connection]:
        """A connection in a transaction, committed when the block ends well and rolled back otherwise.

        Raises:
            DatabaseGone: As `connection`; if it was lost during the commit, what was done must be looked up.
            DatabaseFull: As `connection`.
        """
        async with self.connection() as connection, connection.transaction():
            yield connection

    async def connect(self) -> Connection:
        """A new connection of one's own (autocommit), for LISTEN or a long-lived writer. The caller closes it.

        Raises:
            psycopg.OperationalError: As psycopg has it: such callers reconnect by themselves.
        """
        connection = await Connection.connect(self.dsn, autocommit=True, application_name="boocode", **KEEPALIVES)
        await configure(connection)
        return connection

    async def fetch_all(self, into: type[T], query: QueryNoTemplate, params: Params | None = None) -> list[T]:
        """All rows, each made by calling `into` with its columns as keyword arguments (`dict` gives dicts)."""
        async with self.connection() as connection:
            return await connection.fetch_all(into, query, params)

    async def fetch_one(self, into: type[T], query: QueryNoTemplate, params: Params | None = None) -> T | None:
        """The first row, or None when there is none."""
        async with self.connection() as connection:
            return await connection.fetch_one(into, query, params)

    async def fetch_value(self, query: QueryNoTemplate, params: Params | None = None) -> Any:
        """The first column of the first row, or None when there is none."""
        async with self.connection() as connection:
            return await connection.fetch_value(query, params)

    async def execute(self, query: QueryNoTemplate, params: Params | None = None) -> int:
        """Run one statement in a transaction of its own; the number of rows it touched."""
        async with self.connection() as connection:
            return (await connection.execute(query, params)).rowcount

    async def server_version(self) -> str:
        """What the server calls itself, e.g. `18.4`."""
        return str(await self.fetch_value("SHOW server_version"))

    async def check_server(self) -> None:
        """Connect once, so that a wrong address or password is told as what it is.

        Raises:
            DatabaseGone: With the server's reason.
        """
        try:
            async with await self.connect() as connection:
                version = connection.info.server_version
        except (psycopg.OperationalError, psycopg.ProgrammingError) as error:
            raise DatabaseGone(f"Cannot use the database: {str(error).strip()}. Check DATABASE_URL.") from error
        if version < OLDEST_SERVER:
            raise DatabaseGone(f"The database is Postgres {version // 10_000}; BooCode needs 15 or newer.")

    async def _take(self) -> Connection:
        """A connection whose server is there: those that a restart of the server has cut are replaced."""
        deadline = anyio.current_time() + WAIT_SECONDS
        while True:
            try:
                connection = await self.pool.getconn(deadline - anyio.current_time())
            except PoolTimeout as error:
                raise DatabaseGone("The database has not answered for 10 seconds. Try again.") from error
            if not connection.hung_up():
                return connection
            with anyio.CancelScope(shield=True):
                await connection.close()
                await self.pool.putconn(connection)


@contextmanager
def translated() -> Generator[None]:
    """Turn the loss of the server, or of its disk space, into errors that callers tell apart."""
    try:
        yield
    except psycopg.errors.DiskFull as error:
        raise DatabaseFull("The database's disk is full. Free some space and try again.") from error
    except (psycopg.OperationalError, PoolClosed) as error:
        if not is_lost(error):
            raise
        raise DatabaseGone("The connection to the database was lost. Try again.") from error


def is_lost(error: Exception) -> bool:
    """Whether `error` says that the session with the server is over (not that a statement was wrong)."""
    state = error.sqlstate if isinstance(error, psycopg.Error) else None
    return state is None or state.startswith(ENDED)
