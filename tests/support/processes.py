"""The real server and the scripted model, as processes, as fixtures."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from pathlib import Path

import pytest

from tests.support.person import Person, open_person
from tests.support.rows import git_repository
from tests.support.server import ModelProcess, Server, open_model, open_server


@pytest.fixture(scope="session")
async def model() -> AsyncGenerator[ModelProcess]:
    """A scripted model in a process of its own."""
    async with open_model() as running:
        yield running


@pytest.fixture(scope="session")
async def survivor(tmp_path_factory: pytest.TempPathFactory, model: ModelProcess) -> AsyncGenerator[Server]:
    """One server for all tests that need a whole one: whatever they do to it, its data goes on."""
    async with open_server(tmp_path_factory.mktemp("survivor") / "data", model.url) as server:
        yield server


@pytest.fixture
async def server(survivor: Server) -> Server:
    """The running server."""
    if not survivor.running:
        await survivor.start()
    return survivor


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A small repository."""
    return git_repository(tmp_path / "project", {"README.md": "# Sample\n", "src/main.py": "def main(): ...\n"})


@pytest.fixture
async def person(server: Server, project: Path) -> Person:
    """Somebody with a new chat."""
    return await open_person(server, project)
