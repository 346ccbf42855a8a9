"""How long applying takes: for the benchmarks."""

from __future__ import annotations

import time
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

from boocode.contracts.changes import FileState
from boocode.db import Database
from tests.changes.desk import numbered, open_desk
from tests.support.rows import git_repository, make_chat


@dataclass(frozen=True)
class Timing:
    """Seconds for so many files, each with one changed line of two hundred."""

    files: int
    propose_seconds: float
    list_seconds: float
    apply_seconds: float
    rewind_one_seconds: float


async def time_apply(db: Database, directory: Path, files: int) -> Timing:
    """Propose, list, apply and (one of them) take back changes of `files` files of a new repository in `directory`."""
    root = git_repository(
        directory / f"repo-{uuid4().hex[:6]}", {f"d{n % 20}/f{n}.txt": numbered(200) for n in range(files)}
    )
    place = await make_chat(db, root)
    async with open_desk(db, place) as desk:
        author = desk.scope.author()

        def rewrite(now: FileState) -> FileState:
            return FileState((now.content or b"").replace(b"line 77\n", b"changed\n"), now.mode)

        begun = time.perf_counter()
        for number in range(files):
            await desk.changes.queue.propose(author, f"d{number % 20}/f{number}.txt", rewrite)
        proposed = time.perf_counter()
        await desk.list()
        listed = time.perf_counter()
        decision = await desk.pending.apply(place.session_id, uuid4(), None)
        applied = time.perf_counter()
        assert len(decision.changes) == files
        await desk.rewind(decision.changes[0])
        rewound = time.perf_counter()
    return Timing(files, proposed - begun, listed - proposed, applied - listed, rewound - applied)
