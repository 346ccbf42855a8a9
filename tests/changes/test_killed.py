"""Killed while writing fifty files: afterwards it is all of them, or none."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from boocode.changes.planning import Step
from boocode.changes.writing import TreeWriter, Write, remove_empty
from boocode.contracts.changes import ABSENT, FileState
from boocode.db import Database
from boocode.files.guard import PathGuard
from tests.changes.desk import open_desk
from tests.changes.killed_apply import die_at_step
from tests.support.rows import git_repository, make_chat

FILES = 50
Tree = dict[str, tuple[bytes, int]]


def tree_of(root: Path) -> Tree:
    """Contents and modes of all files, git's own aside."""
    files = [path for path in root.rglob("*") if path.is_file() and ".git" not in path.relative_to(root).parts]
    return {str(path.relative_to(root)): (path.read_bytes(), path.stat().st_mode) for path in files}


def steps() -> list[Step]:
    """Forty edits, five new files in new directories, five deletions."""
    edits = [
        Step(f"d{n % 4}/f{n}.txt", FileState(b"old %d\n" % n, _mode(n)), FileState(b"new %d\n" % n, _mode(n)))
        for n in range(40)
    ]
    created = [Step(f"new/{n}/f{n}.txt", ABSENT, FileState(b"created\n")) for n in range(40, 45)]
    deleted = [Step(f"d0/f{n}.txt", FileState(b"old %d\n" % n, _mode(n)), ABSENT) for n in range(45, 50)]
    return [*edits, *created, *deleted]


def _mode(number: int) -> int:
    return (0o644, 0o755, 0o600)[number % 3]


def make_tree(root: Path) -> None:
    for step in steps():
        if step.pre.content is not None and step.pre.mode is not None:
            path = root / step.path
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(step.pre.content)
            path.chmod(step.pre.mode)


@pytest.mark.kill
def test_killed_before_any_step_everything_is_as_it_was(fast_directory: Path) -> None:
    root = fast_directory / "project"
    make_tree(root)
    before = tree_of(root)
    writes = [Write(s.path, f".boocode-test-{n}", s.pre, s.post) for n, s in enumerate(steps())]
    writer = TreeWriter(PathGuard([root]))
    killed = 0
    while True:
        child = os.fork()
        if child == 0:
            die_at_step(killed, root)
            writer.write(writes)
            os._exit(0)
        _, status = os.waitpid(child, 0)
        if os.WIFEXITED(status):
            break
        assert os.WTERMSIG(status) == signal.SIGKILL
        assert writer.undo(writes) == []
        remove_empty(root, ["new", *(f"new/{n}" for n in range(40, 45))])
        assert tree_of(root) == before, f"killed before step {killed}"
        assert not (root / "new").exists()
        killed += 1
    assert os.WEXITSTATUS(status) == 0
    assert killed > 2 * FILES
    after = tree_of(root)
    assert after.keys() == {step.path for step in steps() if step.post.content is not None}
    assert all(after[s.path][0] == s.post.content for s in steps() if s.post.content is not None)
    assert all(after[step.path][1] & 0o777 == _mode(n) for n, step in enumerate(steps()[:40]))


@pytest.mark.kill
@pytest.mark.parametrize(("step", "applied"), [(0, 0), (30, 0), (51, 0), (75, 0), (104, 0), (-1, 0), (-2, FILES)])
async def test_a_killed_server_comes_back_to_all_or_nothing(
    db: Database, fast_directory: Path, step: int, applied: int
) -> None:
    files = {f"d{n % 4}/f{n}.txt": f"old {n}\n" for n in range(FILES - 5)}
    root = git_repository(fast_directory / "project", files)
    for number, path in enumerate(files):
        (root / path).chmod(_mode(number))
    place = await make_chat(db, root)
    async with open_desk(db, place) as desk:
        for number, path in enumerate(files):
            if number < 40:
                await desk.do("edit_file", path=path, old="old", new="new")
            else:
                await desk.do("delete_file", path=path)
        for number in range(5):
            await desk.do("create_file", path=f"new/{number}/x.txt", content="x\n")
        before = tree_of(root)
    argv = [sys.executable, "-m", "tests.changes.killed_apply", db.dsn, str(root), str(place.session_id), str(step)]
    done = subprocess.run(argv, cwd=Path(__file__).parents[2], capture_output=True, check=False)
    assert done.returncode == -signal.SIGKILL, done.stderr.decode()
    async with open_desk(db, place) as desk:  # what comes up after the crash
        states = [change.state for change in await desk.list(limit=500)]
        assert (states.count("applied"), states.count("pending")) == (applied, FILES - applied)
        assert desk.leftovers() == []
        if not applied:
            assert tree_of(root) == before
            assert not (root / "new").exists()
            await desk.apply()
        assert len(tree_of(root)) == 45
        assert all(content in (b"x\n",) or content.startswith(b"new") for content, _ in tree_of(root).values())
        for number, path in enumerate(list(files)[:40]):
            assert (root / path).stat().st_mode & 0o777 == _mode(number)


async def test_recovery_leaves_alone_what_was_edited_since(db: Database, tmp_path: Path) -> None:
    root = git_repository(tmp_path / "project", {"a.txt": "a\n", "b.txt": "b\n"})
    place = await make_chat(db, root)
    async with open_desk(db, place) as desk:
        for name in "ab":
            await desk.do("edit_file", path=f"{name}.txt", old=name, new=name * 2)
    argv = [sys.executable, "-m", "tests.changes.killed_apply", db.dsn, str(root), str(place.session_id), "-1"]
    subprocess.run(argv, cwd=Path(__file__).parents[2], capture_output=True, check=False)
    assert (root / "a.txt").read_text() == "aa\n"
    (root / "a.txt").write_text("aa and mine\n")
    async with open_desk(db, place) as desk:
        assert (desk.read("a.txt"), desk.read("b.txt")) == (b"aa and mine\n", b"b\n")
        decision = await desk.apply()
        assert [found.code for found in decision.refused] == ["conflict"]
        assert desk.read("a.txt") == b"aa and mine\n"
        assert desk.read("b.txt") == b"bb\n"
