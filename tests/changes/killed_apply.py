"""A process that applies everything pending in a session, and is killed on the way.

Usage: python -m tests.changes.killed_apply DSN PROJECT SESSION_ID STEP
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Sequence
from pathlib import Path
from uuid import UUID, uuid4

import anyio

from boocode.changes.assembly import open_changes
from boocode.changes.writing import TreeWriter, Write
from boocode.db import open_database
from boocode.events import open_event_log
from boocode.files.blobs import BlobStore
from tests.support.rows import HOST

CHANGING = ("os.rename", "os.link", "os.remove", "os.mkdir")


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def die_at_step(step: int, root: Path) -> None:
    """Die right before this process changes the directory tree for the `step`-th time, counted from 0."""
    count = 0

    def watch(event: str, arguments: tuple[object, ...]) -> None:
        nonlocal count
        made = event == "open" and isinstance(arguments[2], int) and bool(arguments[2] & os.O_CREAT)
        temporary = made and ".boocode-" in str(arguments[0])
        if event in CHANGING or temporary:
            if count == step:
                die()
            count += 1

    sys.addaudithook(watch)


class DyingBeforeCommit(TreeWriter):
    """Writes everything, and dies before anybody could say so."""

    def sync(self, writes: Sequence[Write]) -> None:
        super().sync(writes)
        die()


async def main(dsn: str, root: Path, session_id: UUID, step: int) -> None:
    writer_of = DyingBeforeCommit if step == -1 else TreeWriter
    async with open_database(dsn) as db, open_event_log(db) as events:
        blobs = BlobStore(db, root.parent / "data")
        data_dir = root.parent / "data"
        changes = await open_changes(db, events, blobs, host=HOST, data_dir=data_dir, writer_of=writer_of)
        if step >= 0:
            die_at_step(step, root)
        await changes.pending.apply(session_id, uuid4(), None)
        if step == -2:
            die()


if __name__ == "__main__":
    anyio.run(main, sys.argv[1], Path(sys.argv[2]), UUID(sys.argv[3]), int(sys.argv[4]))
