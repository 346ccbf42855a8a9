"""The journal: what is about to be written, committed before it is, so that a crash leaves all of it or nothing.

An entry that was not ended is taken back before anything else is written in the project.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal
from uuid import UUID

import orjson
from anyio import to_thread

from boocode.changes import store
from boocode.changes.planning import Step
from boocode.changes.writing import TreeWriter, Write, remove_empty
from boocode.contracts.changes import FileState
from boocode.db import Connection, Database
from boocode.files.atomic import TEMPORARY_PREFIX
from boocode.files.blobs import BlobStore, sha256_of
from boocode.files.guard import PathGuard
from boocode.kernel.ids import new_id

log = logging.getLogger(__name__)

WriterOf = Callable[[PathGuard], TreeWriter]
Outcome = Literal["done", "undone"]


@dataclass(frozen=True, slots=True)
class Entry:
    """One unfinished, or just begun, writing of several files.

    Attributes:
        made: Directories that were not there before.
    """

    id: UUID
    root: Path
    writes: tuple[Write, ...]
    made: tuple[str, ...]


class Journal:
    """Begins and ends entries. Each statement is its own transaction: an entry has to be there before its files are."""

    def __init__(self, db: Database, blobs: BlobStore, writer_of: WriterOf = TreeWriter) -> None:
        self._db = db
        self._blobs = blobs
        self._writer_of = writer_of

    async def begin(self, project_id: UUID, root: Path, kind: str, steps: Sequence[Step]) -> Entry:
        """Store what will be written, with everything needed to take it back."""
        entry_id = new_id()
        names = [f"{TEMPORARY_PREFIX}{entry_id.hex[-12:]}-{number}" for number in range(len(steps))]
        owners = await to_thread.run_sync(_owners, root, steps)
        writes = tuple(
            Write(step.path, name, step.pre, step.post, owner)
            for step, name, owner in zip(steps, names, owners, strict=True)
        )
        made = await to_thread.run_sync(_missing_directories, root, writes)
        contents = {state.content for write in writes for state in (write.pre, write.post)}
        await self._blobs.put_many([content for content in contents if content is not None])
        stored = {"writes": [_stored(write) for write in writes], "made": made}
        await self._db.execute(
            "insert into apply_journal (id, project_id, kind, entries) values (%s, %s, %s, %s)",
            (entry_id, project_id, kind, orjson.dumps(stored).decode()),
        )
        return Entry(entry_id, root, writes, tuple(made))

    async def write(self, entry: Entry, guard: PathGuard) -> None:
        """Write the files of an entry. Raises as `TreeWriter.write`."""
        await to_thread.run_sync(self._writer_of(guard).write, entry.writes)

    async def end(self, conn: Connection, entry: Entry, outcome: Outcome) -> None:
        """Say how it ended, in the transaction that says it of the changes."""
        await conn.execute(
            "update apply_journal set ended_at = clock_timestamp(), outcome = %s where id = %s and ended_at is null",
            (outcome, entry.id),
        )

    async def take_back(self, entry: Entry) -> None:
        """Undo an entry, unless it was ended (a commit whose answer was lost)."""
        async with self._db.transaction() as conn:
            # Waits for a commit that may still be under way.
            ended = await conn.fetch_value(
                "select ended_at is not null from apply_journal where id = %s for update", (entry.id,)
            )
            if ended is not False:
                return
            for path in await to_thread.run_sync(self._undo, entry):
                log.warning("%s was written by somebody else since; it is left as it is", entry.root / path)
            await self.end(conn, entry, "undone")

    async def recover(self, project_id: UUID) -> int:
        """Take back what earlier processes did not finish in a project whose lock is held; how many entries."""
        found = await self._unfinished(project_id=project_id)
        for _, entry in found:
            await self.take_back(entry)
        return len(found)

    async def recover_all(self, host: str) -> int:
        """The same for every project of this host, at start. Entries that ended long ago are forgotten."""
        await self._db.execute("delete from apply_journal where ended_at < now() - interval '7 days'")
        count = 0
        for project_id in {project_id for project_id, _ in await self._unfinished(host=host)}:
            async with self._db.transaction() as conn:
                await store.lock_project(conn, project_id)
                count += await self.recover(project_id)
        return count

    async def _unfinished(self, *, project_id: UUID | None = None, host: str | None = None) -> list[tuple[UUID, Entry]]:
        async with self._db.connection() as conn:
            cursor = await conn.execute(
                "select j.id, j.project_id, p.path, j.entries from apply_journal j"
                " join projects p on p.id = j.project_id"
                " where j.ended_at is null and (j.project_id = %s or p.host = %s) order by j.id",
                (project_id, host),
            )
            rows = await cursor.fetchall()
        return [(row[1], await self._loaded(row[0], Path(row[2]), row[3])) for row in rows]

    async def _loaded(self, entry_id: UUID, root: Path, stored: dict[str, Any]) -> Entry:
        shas = {write[side] for write in stored["writes"] for side in ("pre", "post") if write[side]}
        contents = await self._blobs.get_many(shas)
        writes = [
            Write(
                write["path"],
                write["temporary"],
                FileState(contents[write["pre"]] if write["pre"] else None, write["pre_mode"]),
                FileState(contents[write["post"]] if write["post"] else None, write["post_mode"]),
                tuple(write["owner"]) if write["owner"] else None,
            )
            for write in stored["writes"]
        ]
        return Entry(entry_id, root, tuple(writes), tuple(stored["made"]))

    def _undo(self, entry: Entry) -> list[str]:
        if not entry.root.is_dir():
            return []
        moved = self._writer_of(PathGuard([entry.root])).undo(entry.writes)
        remove_empty(entry.root, entry.made)
        return moved


def _owners(root: Path, steps: Sequence[Step]) -> list[tuple[int, int] | None]:
    owners: list[tuple[int, int] | None] = []
    for step in steps:
        try:
            found = (root / (step.like or step.path)).lstat()
        except OSError:
            owners.append(None)
        else:
            owners.append((found.st_uid, found.st_gid))
    return owners


def _stored(write: Write) -> dict[str, object]:
    return {
        "path": write.path,
        "temporary": write.temporary,
        "pre": None if write.pre.content is None else sha256_of(write.pre.content),
        "pre_mode": write.pre.mode,
        "post": None if write.post.content is None else sha256_of(write.post.content),
        "post_mode": write.post.mode,
        "owner": write.owner,
    }


def _missing_directories(root: Path, writes: Sequence[Write]) -> list[str]:
    missing: dict[str, None] = {}
    for write in writes:
        parts = write.path.split("/")[:-1] if write.post.content is not None else []
        for depth in range(1, len(parts) + 1):
            directory = "/".join(parts[:depth])
            if directory not in missing and not (root / directory).is_dir():
                missing[directory] = None
    return list(missing)
