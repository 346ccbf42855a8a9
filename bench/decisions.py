"""Applying pending changes: one file, and five hundred in one decision."""

from __future__ import annotations

import tempfile
from pathlib import Path

from anyio import to_thread
from tests.changes.timing import time_apply

from bench.place import Bench
from bench.rows import Row
from boocode.db import open_database
from boocode.db.embedded import open_embedded_postgres
from boocode.db.migrate import migrate

MANY = 500


async def measure_decisions(_: Bench) -> list[Row]:
    """Milliseconds from the decision to the last file on disk and the rows committed, on a database of its own."""
    with tempfile.TemporaryDirectory() as name:
        directory = Path(name)
        async with open_embedded_postgres(directory / "postgres") as postgres:
            await to_thread.run_sync(migrate, postgres.dsn(), directory / "backups")
            async with open_database(postgres.dsn()) as database:
                await time_apply(database, directory, 1)  # the first one pays for caches
                one = await time_apply(database, directory, 1)
                many = await time_apply(database, directory, MANY)
    return [
        Row("apply 1 file", one.apply_seconds * 1000, "ms"),
        Row(f"apply {MANY} files", many.apply_seconds * 1000, "ms"),
        Row(f"list {MANY} changes", many.list_seconds * 1000, "ms"),
    ]
