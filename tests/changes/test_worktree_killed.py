"""Killed between git, files and rows: the next turn in the worktree finds everything in step."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from boocode.db import Database
from tests.changes.desk import numbered
from tests.changes.turns import open_bench
from tests.support.rows import Place, git_repository, make_chat

STRIDES = {"apply": 6, "reject": 3, "native": 1, "turn": 12}  # of the steps, as many as there is time for
EDITED = numbered(40).replace("line 3\n", "line three\n")


def killed(db: Database, place: Place, what: str, step: int) -> bool:
    """Whether there was such a step to be killed before."""
    given = (db.dsn, place.path, place.session_id, place.chat_id, place.project_id, what, step)
    argv = [sys.executable, "-m", "tests.changes.killed_worktree", *map(str, given)]
    done = subprocess.run(argv, cwd=Path(__file__).parents[2], capture_output=True, check=False)
    assert done.returncode in (0, -signal.SIGKILL), done.stderr.decode()
    return done.returncode != 0


@pytest.mark.kill
@pytest.mark.parametrize("what", STRIDES)
async def test_killed_at_any_step_the_next_turn_finds_all_in_step(
    db: Database, fast_directory: Path, what: str
) -> None:
    place = await make_chat(
        db, git_repository(fast_directory / "project", {"app.py": numbered(40), "old.txt": "old\n"})
    )
    step = rounds = 0
    while True:
        async with open_bench(db, place) as bench:
            async with bench.turn() as turn:
                turn.write("app.py", EDITED)
                turn.write(f"new{rounds}.txt", "new\n")
            if what == "turn":
                turn.write("late.txt", f"{rounds}\n")
        was_killed = killed(db, place, what, step)
        await db.execute("update tasks set lease_until = now() - interval '1 second' where state = 'running'")
        async with open_bench(db, place) as bench:
            desk = bench.desk
            await db.execute("delete from tasks")
            async with bench.turn() as turn:
                pass
            open_now = {change.path for change in await desk.open()}
            assert await bench.differing() == open_now
            assert desk.leftovers() == []
            assert not list(turn.root.rglob(".boocode-*"))
            states = {change.path: change.state for change in reversed(await desk.list(limit=500))}
            new = f"new{rounds}.txt"
            assert states["app.py"] == states[new]
            assert (desk.read(new) is not None) == (states[new] == "applied")
            assert (turn.read(new) is not None) == (states[new] in ("applied", "pending"))
            assert (desk.read("app.py") == EDITED.encode()) == (states["app.py"] == "applied")
            assert (turn.read("app.py") == EDITED) == (states["app.py"] in ("applied", "pending"))
            for change in await desk.open():
                await desk.reject(change)
            for change in await desk.list(limit=500):
                if change.state == "applied":
                    await desk.rewind(change)
            assert await bench.differing() == set()
            assert turn.read("app.py") == numbered(40)
        if not was_killed:
            break
        rounds += 1
        step += STRIDES[what]
    assert rounds > 2
