"""Fixtures of the tests of changes."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from boocode.db import Database
from tests.changes.desk import Desk, numbered, open_desk
from tests.support.rows import git_repository, make_chat


@pytest.fixture
async def desk(db: Database, tmp_path: Path) -> AsyncIterator[Desk]:
    """A repository with two files of forty lines and an executable one."""
    files = {"src/app.py": numbered(40), "src/util.py": numbered(40, "util"), "README.md": "# Sample\n"}
    root = git_repository(tmp_path / "project", files)
    place = await make_chat(db, root)
    async with open_desk(db, place) as opened:
        yield opened
