"""Fixtures of the tests of the web edge."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from boocode.db import Database
from tests.support.rows import Place, make_chat
from tests.web.site import Site, open_site


@pytest.fixture
async def site(db: Database, tmp_path: Path) -> AsyncIterator[Site]:
    async with open_site(db, tmp_path) as opened:
        yield opened


@pytest.fixture
async def place(db: Database, tmp_path: Path) -> Place:
    return await make_chat(db, tmp_path / "repo")
