"""What every test may use: a real Postgres per run, a database of its own per test, settings in a temporary place."""

from __future__ import annotations

import fcntl
import os
import sys
import time
from collections.abc import AsyncIterator, Generator, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import cast
from uuid import uuid4

import anyio
import psycopg
import pytest
from psycopg import sql

from boocode.config import Settings
from boocode.db import Database, open_database
from boocode.db.embedded import EmbeddedPostgres
from boocode.db.migrate import migrate
from tests.support.databases import ReusedDatabase
from tests.support.server import command_of, free_port, processes_of

pytest_plugins = ["tests.support.opencode", "tests.support.processes", "tests.support.scripted"]

TEMPLATE = "boocode_template"
LEAVING_SECONDS = 30.0
PLAYED_FOR_REAL = ("agents", "e2e", "kill", "server")
"""Packages whose tests drive browsers, other people's agents and whole servers, beside others on a busy machine.
So do, in their way, all tests that work with the run's Postgres."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """In CI, what is played for real gets up to three tries; the summary names what needed them, to be looked into."""
    if not os.environ.get("CI"):
        return
    places = [Path(__file__).parent / name for name in PLAYED_FOR_REAL]
    for item in items:
        uses_postgres = "postgres" in getattr(item, "fixturenames", ())
        if uses_postgres or any(place in item.path.parents for place in places):
            item.add_marker(pytest.mark.flaky(reruns=2))


@pytest.fixture(scope="session")
def anyio_backend() -> tuple[str, dict[str, bool]]:
    """Tests run on the loop that the server runs on."""
    return "asyncio", {"use_uvloop": True}


@pytest.fixture
def free_tcp_port() -> int:
    """Where nobody listens, and nobody else will: instead of anyio's, which others may be given meanwhile."""
    return free_port()


@pytest.fixture(scope="session")
def shared_directory(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A directory that all workers of this run share."""
    base = tmp_path_factory.getbasetemp()
    return base.parent if "PYTEST_XDIST_WORKER" in os.environ else base


@pytest.fixture(scope="session")
def postgres(shared_directory: Path) -> Iterator[EmbeddedPostgres]:
    """The run's Postgres. Whichever worker needs it first starts it, and stops it after the last one is done."""
    server = EmbeddedPostgres(shared_directory / "postgres")
    with (shared_directory / "postgres.users").open("w") as users:
        fcntl.flock(users, fcntl.LOCK_SH)
        anyio.run(server.start)
        try:
            yield server
        finally:
            fcntl.flock(users, fcntl.LOCK_EX if server.owned else fcntl.LOCK_UN)
            anyio.run(server.stop)


@pytest.fixture(scope="session")
def template(postgres: EmbeddedPostgres, shared_directory: Path) -> str:
    """Name of a database with the whole schema and nothing else."""
    with _only_one(shared_directory / "template.lock"), _connect(postgres) as connection:
        known = connection.execute("SELECT FROM pg_database WHERE datname = %s", (TEMPLATE,)).fetchone()
        if known is None:
            connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(half := f"{TEMPLATE}_half")))
            migrate(postgres.dsn(half), shared_directory / "backups")
            rename = sql.SQL("ALTER DATABASE {} RENAME TO {}")
            connection.execute(rename.format(sql.Identifier(half), sql.Identifier(TEMPLATE)))
    return TEMPLATE


@pytest.fixture
def empty_dsn(postgres: EmbeddedPostgres) -> Iterator[str]:
    """Connection string of a database without any schema."""
    name = f"test_{uuid4().hex}"
    with _connect(postgres) as connection:
        connection.execute(sql.SQL("CREATE DATABASE {} TEMPLATE template0").format(sql.Identifier(name)))
    yield postgres.dsn(name)
    with _connect(postgres) as connection:
        connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


@pytest.fixture(scope="session")
def reused(postgres: EmbeddedPostgres, template: str) -> Iterator[ReusedDatabase]:
    """This worker's database."""
    database = ReusedDatabase(partial(_connect, postgres), template)
    yield database
    database.drop()


@pytest.fixture
def dsn(postgres: EmbeddedPostgres, reused: ReusedDatabase) -> Iterator[str]:
    """Connection string of this test's own database, with the whole schema and no rows."""
    yield postgres.dsn(reused.take())
    reused.give_back()


@pytest.fixture
async def db(dsn: str) -> AsyncIterator[Database]:
    """This test's own database, opened."""
    async with open_database(dsn) as database:
        yield database


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Settings with everything as default, in a data directory of their own, on any free port."""
    return Settings(data_dir=tmp_path / "data", port=0)


@pytest.hookimpl(trylast=True)  # after the fixtures of an interrupted run were torn down
def pytest_sessionfinish(session: pytest.Session) -> None:
    """A run that leaves processes behind has failed, and names them beside whatever else failed."""
    if "PYTEST_XDIST_WORKER" in os.environ:
        return
    factory = cast(pytest.TempPathFactory, vars(session.config)["_tmp_path_factory"])
    here = str(factory.getbasetemp())
    deadline = time.monotonic() + LEAVING_SECONDS
    while left := processes_of(here):
        if time.monotonic() > deadline:
            for process in left:
                sys.stderr.write(f"\nleft behind: {command_of(process)}\n")
            session.exitstatus = pytest.ExitCode.TESTS_FAILED
            return
        time.sleep(0.1)


@contextmanager
def _only_one(path: Path) -> Generator[None]:
    with path.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _connect(postgres: EmbeddedPostgres, name: str = "postgres") -> psycopg.Connection:
    return psycopg.connect(postgres.dsn(name), autocommit=True)
