"""Brings the schema up to date when BooCode starts.

A revision is one numbered SQL file in `migrations/`, run in order and all in one transaction; `0001` is the schema of
the job queue, which procrastinate brings along. Alembic does the bookkeeping. It takes a second to import, so the
usual start, with nothing to do, only reads the version.
"""

from __future__ import annotations

import logging
import os
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import anyio.to_thread
import psycopg
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from boocode.db.embedded import wheel_binaries
from boocode.db.errors import DatabaseGone, MigrationFailed, SchemaTooNew
from boocode.db.pool import translated

if TYPE_CHECKING:
    from alembic.script import ScriptDirectory

MIGRATIONS = Path(__file__).parent / "migrations"
QUEUE_REVISION = "0001"
LOCK_KEY = 0x_B00C_0DE
KEPT_BACKUPS = 5

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Revision:
    """One step of the schema."""

    id: str
    path: Path | None
    """Its SQL file; None for the queue's schema."""

    def sql(self) -> str:
        """The statements, as the server is sent them."""
        if self.path is not None:
            return self.path.read_text(encoding="utf-8")
        from procrastinate.schema import SchemaManager

        return SchemaManager.get_schema()


async def ensure_schema(dsn: str, *, backups: Path, directory: Path = MIGRATIONS) -> None:
    """Bring the database at `dsn` to the schema of this BooCode; see `migrate`."""
    await anyio.to_thread.run_sync(migrate, dsn, backups, directory)


def migrate(dsn: str, backups: Path, directory: Path = MIGRATIONS) -> None:
    """Bring the database at `dsn` to the newest revision in `directory`. Several processes may do so at once.

    A database that has content is dumped into `backups` first.

    Raises:
        SchemaTooNew: A newer BooCode has been here.
        MigrationFailed: Nothing was changed; the message says why.
        DatabaseGone: There is no server.
        DatabaseFull: There is no room for it.
    """
    revisions = known_revisions(directory)
    with translated(), _connect(dsn) as guard:
        if _is_current(guard, revisions):
            return
        with guard.transaction():
            guard.execute("SELECT pg_advisory_xact_lock(%s)", (LOCK_KEY,))
            current = _version(guard)
            if _is_current(guard, revisions):
                return
            if current is not None:
                _log.info("upgrading the schema from %s to %s", current, revisions[-1].id)
                backup(dsn, backups, current)
            _upgrade(dsn, revisions, directory)


def known_revisions(directory: Path = MIGRATIONS) -> list[Revision]:
    """All revisions, oldest first: the queue's schema, then `NNNN_name.sql` by number."""
    files = sorted(directory.glob("[0-9][0-9][0-9][0-9]_*.sql"))
    revisions = [Revision(QUEUE_REVISION, None), *(Revision(file.name[:4], file) for file in files)]
    ids = [revision.id for revision in revisions]
    if ids != [f"{number:04}" for number in range(1, len(ids) + 1)]:
        raise MigrationFailed(f"The migrations in {directory} are not numbered without gaps: {', '.join(ids)}.")
    return revisions


def backup(dsn: str, backups: Path, version: str) -> Path:
    """Dump the database (pg_restore's custom format) and keep the newest five dumps.

    Raises:
        MigrationFailed: pg_dump said no.
    """
    backups.mkdir(mode=0o700, parents=True, exist_ok=True)
    target = backups / f"{datetime.now(UTC):%Y%m%dT%H%M%SZ}-{version}.dump"
    half = target.with_suffix(".part")
    parameters = conninfo_to_dict(dsn)
    password = {"PGPASSWORD": str(parameters.pop("password"))} if "password" in parameters else {}
    with os.fdopen(os.open(half, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        done = subprocess.run(
            [wheel_binaries() / "pg_dump", "--format=custom", f"--dbname={make_conninfo('', **parameters)}"],
            stdin=subprocess.DEVNULL,
            stdout=file,
            stderr=subprocess.PIPE,
            env=os.environ | password,
            check=False,
        )
    if done.returncode:
        half.unlink()
        said = done.stderr.decode(errors="replace").strip()
        raise MigrationFailed(f"The database could not be backed up before its upgrade, so nothing was done: {said}")
    half.rename(target)
    for old in sorted(backups.glob("*.dump"))[:-KEPT_BACKUPS]:
        old.unlink()
    return target


def _connect(dsn: str) -> psycopg.Connection:
    try:
        return psycopg.connect(dsn, autocommit=True, application_name="boocode migration")
    except (psycopg.OperationalError, psycopg.ProgrammingError) as error:
        raise DatabaseGone(f"Cannot use the database: {str(error).strip()}. Check DATABASE_URL.") from error


def _version(connection: psycopg.Connection) -> str | None:
    row = connection.execute("SELECT to_regclass('alembic_version')").fetchone()
    if row is None or row[0] is None:
        return None
    row = connection.execute("SELECT version_num FROM alembic_version").fetchone()
    return row[0] if row else None


def _is_current(connection: psycopg.Connection, revisions: list[Revision]) -> bool:
    current = _version(connection)
    if current is not None and current not in {revision.id for revision in revisions}:
        raise SchemaTooNew(
            f"The database has schema {current}, this BooCode knows only up to {revisions[-1].id}. Use the newer "
            "BooCode again, or a dump from the `backups` directory.",
            schema=current,
        )
    return current == revisions[-1].id


def _upgrade(dsn: str, revisions: list[Revision], directory: Path) -> None:
    import sqlalchemy
    from alembic.config import Config
    from alembic.runtime.environment import EnvironmentContext
    from alembic.runtime.migration import MigrationContext, RevisionStep

    script = _script_directory(revisions, directory)

    def steps(current: Any, _: MigrationContext) -> list[RevisionStep]:
        return script._upgrade_revs("head", current)  # what `alembic.command.upgrade` does, too

    engine = sqlalchemy.create_engine(
        "postgresql+psycopg://", creator=lambda: psycopg.connect(dsn), poolclass=sqlalchemy.NullPool
    )
    with engine.begin() as connection, EnvironmentContext(Config(), script, fn=steps) as environment:
        environment.configure(connection=connection)
        environment.run_migrations()


def _script_directory(revisions: list[Revision], directory: Path) -> ScriptDirectory:
    """Alembic's idea of a directory of scripts, made from SQL files instead of Python modules."""
    from types import ModuleType

    from alembic import op
    from alembic.script import Script, ScriptDirectory

    def module_of(revision: Revision, before: str | None) -> ModuleType:
        def upgrade() -> None:
            driver = op.get_bind().connection.driver_connection
            assert isinstance(driver, psycopg.Connection)
            try:
                driver.execute(revision.sql().encode())  # the driver's own: no %, no :bind, many statements
            except psycopg.errors.DiskFull:
                raise
            except psycopg.Error as error:
                raise MigrationFailed(f"Migration {revision.id} failed and was undone: {error}") from error

        module = ModuleType(f"revision_{revision.id}")
        module.__dict__.update(revision=revision.id, down_revision=before, upgrade=upgrade)
        return module

    class SqlFiles(ScriptDirectory):
        def _load_revisions(self) -> Iterator[Script]:
            before = None
            for revision in revisions:
                yield Script(module_of(revision, before), revision.id, revision.path or directory)
                before = revision.id

    return SqlFiles(directory)
