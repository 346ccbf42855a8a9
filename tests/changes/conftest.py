"""Fixtures of the tests of changes."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from boocode.db import Database
from tests.changes.desk import Desk, numbered, open_desk
from tests.changes.turns import Bench, open_bench
from tests.support.rows import git_repository, make_chat


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
