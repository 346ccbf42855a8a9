"""Migrations: in order, all or nothing, never backwards, and never without a backup."""

from __future__ import annotations

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import psycopg
import pytest

from boocode.db import Database, DatabaseGone, MigrationFailed, SchemaTooNew
from boocode.db.embedded import wheel_binaries
from boocode.db.migrate import MIGRATIONS, ensure_schema, known_revisions, migrate

FIRST = "CREATE TABLE words (id int PRIMARY KEY, text text CHECK (text NOT LIKE '%:x%'));"
SECOND = "INSERT INTO words VALUES (1, '100 %'); ALTER TABLE words ADD COLUMN length int;"


@pytest.fixture
def directory(tmp_path: Path) -> Path:
    """Migrations of a made-up BooCode that has two revisions after the queue's."""
    directory = tmp_path / "migrations"
    directory.mkdir()
    (directory / "0002_words.sql").write_text(FIRST)
    (directory / "0003_length.sql").write_text(SECOND)
    return directory


@pytest.fixture
def backups(tmp_path: Path) -> Path:
    return tmp_path / "backups"


def value(dsn: str, query: str) -> Any:
    with psycopg.connect(dsn, autocommit=True) as connection:
        row = connection.execute(query.encode()).fetchone()
    return row and row[0]


def run(dsn: str, statements: str) -> None:
    with psycopg.connect(dsn, autocommit=True) as connection:
        connection.execute(statements.encode())


def version(dsn: str) -> Any:
    return value(dsn, "SELECT version_num FROM alembic_version")


def test_empty_database_gets_every_revision(empty_dsn: str, directory: Path, backups: Path) -> None:
    migrate(empty_dsn, backups, directory)
    assert version(empty_dsn) == "0003"
    assert value(empty_dsn, "SELECT text FROM words") == "100 %"
    assert value(empty_dsn, "SELECT count(*) FROM procrastinate_jobs") == 0
    assert not backups.exists()


def test_second_run_changes_nothing_and_does_not_import_alembic(empty_dsn: str, directory: Path, backups: Path) -> None:
    migrate(empty_dsn, backups, directory)
    script = (
        "import sys; from pathlib import Path; from boocode.db.migrate import migrate;"
        "migrate(sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3]));"
        "sys.exit('alembic' in sys.modules or 'sqlalchemy' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", script, empty_dsn, backups, directory], check=False)
    assert done.returncode == 0
    assert version(empty_dsn) == "0003"


def test_upgrade_takes_a_private_backup_that_can_be_restored(empty_dsn: str, directory: Path, backups: Path) -> None:
    later = directory / "0003_length.sql"
    migrate(empty_dsn, backups, later.rename(directory / "later").parent)
    run(empty_dsn, "INSERT INTO words VALUES (5, 'kept')")
    (directory / "later").rename(later)
    migrate(empty_dsn, backups, directory)
    (dump,) = backups.iterdir()
    assert dump.name.endswith("-0002.dump")
    assert dump.stat().st_mode & 0o777 == 0o600
    restore = [wheel_binaries() / "pg_restore", "--clean", "--if-exists", "-d", empty_dsn, dump]
    subprocess.run(restore, check=True, capture_output=True)
    assert version(empty_dsn) == "0002"
    assert value(empty_dsn, "SELECT text FROM words") == "kept"


def test_old_backups_are_dropped(empty_dsn: str, directory: Path, backups: Path) -> None:
    migrate(empty_dsn, backups, directory)
    backups.mkdir()
    for day in range(1, 8):
        (backups / f"2020010{day}T000000Z-0002.dump").touch()
    (directory / "0004_more.sql").write_text("CREATE TABLE more ()")
    migrate(empty_dsn, backups, directory)
    names = sorted(path.name for path in backups.iterdir())
    assert len(names) == 5
    assert names[0].startswith("20200104")
    assert names[-1].endswith("-0003.dump")


def test_failing_revision_undoes_all_of_the_upgrade(empty_dsn: str, directory: Path, backups: Path) -> None:
    migrate(empty_dsn, backups, directory)
    (directory / "0004_good.sql").write_text("CREATE TABLE good ();")
    (directory / "0005_bad.sql").write_text("CREATE TABLE bad (; ")
    with pytest.raises(MigrationFailed, match="Migration 0005 failed and was undone: syntax error"):
        migrate(empty_dsn, backups, directory)
    assert version(empty_dsn) == "0003"
    assert value(empty_dsn, "SELECT to_regclass('good')") is None


def test_newer_schema_is_refused_and_untouched(empty_dsn: str, directory: Path, backups: Path) -> None:
    migrate(empty_dsn, backups, directory)
    (directory / "0003_length.sql").unlink()
    with pytest.raises(SchemaTooNew, match="schema 0003, this BooCode knows only up to 0002"):
        migrate(empty_dsn, backups, directory)
    assert version(empty_dsn) == "0003"


def test_several_processes_may_migrate_at_once(empty_dsn: str, directory: Path, backups: Path) -> None:
    with ThreadPoolExecutor(4) as pool:
        for done in [pool.submit(migrate, empty_dsn, backups, directory) for _ in range(4)]:
            done.result()
    assert value(empty_dsn, "SELECT count(*) FROM words") == 1


def test_gap_in_the_numbers_is_refused(directory: Path) -> None:
    (directory / "0005_late.sql").touch()
    with pytest.raises(MigrationFailed, match="without gaps"):
        known_revisions(directory)


def test_backup_that_fails_stops_the_upgrade(empty_dsn: str, directory: Path, backups: Path) -> None:
    migrate(empty_dsn, backups, directory)
    (directory / "0004_more.sql").write_text("CREATE TABLE more ()")
    run(empty_dsn, "CREATE ROLE limited LOGIN; GRANT SELECT ON alembic_version TO limited")
    limited = empty_dsn.replace("//boocode@", "//limited@")
    try:
        with pytest.raises(MigrationFailed, match="could not be backed up"):
            migrate(limited, backups, directory)
    finally:
        run(empty_dsn, "DROP OWNED BY limited; DROP ROLE limited")
    assert version(empty_dsn) == "0003"
    assert not list(backups.iterdir())


def test_unreachable_server_is_told(tmp_path: Path, backups: Path) -> None:
    with pytest.raises(DatabaseGone, match="Check DATABASE_URL"):
        migrate(f"postgresql:///none?host={tmp_path}", backups)


async def test_shipped_schema_is_complete(db: Database, dsn: str, backups: Path) -> None:
    await ensure_schema(dsn, backups=backups)
    newest = max(MIGRATIONS.glob("*.sql")).name[:4]
    assert await db.fetch_value("SELECT version_num FROM alembic_version") == newest
