"""A process that decides on, or looks at, what is in a session's worktree, and is killed on the way.

Usage: python -m tests.changes.killed_worktree DSN PROJECT SESSION_ID CHAT_ID PROJECT_ID WHAT STEP
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from uuid import UUID, uuid4

import anyio

from boocode.db import open_database
from tests.changes.killed_apply import CHANGING, die
from tests.changes.turns import Bench, in_worktree, open_bench
from tests.support.rows import Place


def die_at_step(step: int, *roots: Path) -> None:
    """Die right before this process starts a program, or changes a directory tree, for the `step`-th time."""
    count = 0

    def watch(event: str, arguments: tuple[object, ...]) -> None:
        nonlocal count
        made = event == "open" and isinstance(arguments[2], int) and bool(arguments[2] & os.O_CREAT)
        if event == "subprocess.Popen" or event in CHANGING or (made and ".boocode-" in str(arguments[0])):
            if count == step:
                die()
            count += 1

    sys.addaudithook(watch)


async def act(bench: Bench, what: str) -> None:
    """What is cut off."""
    desk = bench.desk
    match what:
        case "apply":
            await desk.pending.apply(desk.place.session_id, uuid4(), None)
        case "reject":
            await desk.pending.reject(desk.place.session_id, uuid4(), None)
        case "native":
            row = await bench.service.find(desk.place.session_id)
            assert row is not None
            await in_worktree(desk, row.directory).do("create_file", path="native.txt", content="native\n")
        case _:
            await (await bench.begin()).leave()


async def main(dsn: str, place: Place, what: str, step: int) -> None:
    async with open_database(dsn) as db, open_bench(db, place) as bench:
        die_at_step(step)
        await act(bench, what)


if __name__ == "__main__":
    arguments = sys.argv[2:]
    there = Place(UUID(arguments[3]), UUID(arguments[1]), UUID(arguments[2]), Path(arguments[0]))
    anyio.run(main, sys.argv[1], there, arguments[4], int(arguments[5]))
