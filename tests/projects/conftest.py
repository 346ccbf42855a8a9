"""Fixtures of the tests of projects: worktrees of real repositories."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from boocode.db import Database
from tests.projects.land import Land, open_land


@pytest.fixture
async def land(db: Database, tmp_path: Path) -> AsyncIterator[Land]:
    """A repository that is a project with a session, and the worktrees of this host."""
    async with open_land(db, tmp_path) as opened:
        yield opened
