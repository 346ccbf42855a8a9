"""Fixtures of the tests of changes."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from boocode.db import Database
from tests.changes.desk import Desk, numbered, open_desk
from tests.changes.turns import Bench, open_bench
from tests.support.rows import git_repository, make_chat


@pytest.fixture
def fast_directory(tmp_path: Path) -> Iterator[Path]:
    """In memory where there is such a place: what is tested is the order of things, not the disk."""
    shared = Path("/dev/shm")
    place = Path(tempfile.mkdtemp(dir=shared if shared.is_dir() else tmp_path, prefix="boocode-test-"))
    yield place
    shutil.rmtree(place)


@pytest.fixture
async def desk(db: Database, tmp_path: Path) -> AsyncIterator[Desk]:
    """A repository with two files of forty lines and an executable one."""
    files = {"src/app.py": numbered(40), "src/util.py": numbered(40, "util"), "README.md": "# Sample\n"}
    root = git_repository(tmp_path / "project", files)
    place = await make_chat(db, root)
    async with open_desk(db, place) as opened:
        yield opened


@pytest.fixture
async def bench(db: Database, tmp_path: Path) -> AsyncIterator[Bench]:
    """The same repository, with agents that work in worktrees."""
    files = {"src/app.py": numbered(40), "src/util.py": numbered(40, "util"), "README.md": "# Sample\n"}
    place = await make_chat(db, git_repository(tmp_path / "project", files))
    async with open_bench(db, place) as opened:
        yield opened
