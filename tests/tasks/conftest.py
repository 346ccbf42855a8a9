"""Fixtures of the tests of tasks."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from boocode.db import Database
from tests.support.rows import Place, make_chat
from tests.tasks.stack import Stack, TestAgent, open_stack


@pytest.fixture
def agent() -> TestAgent:
    return TestAgent()


@pytest.fixture
async def stack(db: Database, agent: TestAgent) -> AsyncIterator[Stack]:
    async with open_stack(db, agent) as opened:
        yield opened


@pytest.fixture
async def place(db: Database, tmp_path: Path) -> Place:
    return await make_chat(db, tmp_path / "repo")
