"""A real agent through the whole of BooCode: killed with the server while it asks. For the rest: `tests/e2e`."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.support.agents import installed
from tests.support.person import Person, open_person
from tests.support.rows import git_repository
from tests.support.server import command_of, is_alive, open_model, open_server, processes_of, until

SCRIPT = [
    {"tools": [{"kind": "edit", "path": "{dir}/README.md", "old": "# Story", "new": "# Stories"}]},
    {"say": "one"},
]


@pytest.fixture
async def person(tmp_path: Path) -> AsyncIterator[Person]:
    """Somebody whose chat is with Goose, on a server of its own."""
    bins = tmp_path / "bin"
    bins.mkdir()
    (bins / "goose").symlink_to(installed("goose"))
    async with open_model() as model:
        await model.put_script("first", SCRIPT)
        async with open_server(tmp_path / "data", model.url, programs=bins) as server:
            yield await open_person(server, git_repository(tmp_path / "story", {"README.md": "# Story\n"}))
    await until(lambda: not processes_of(str(bins)), "nothing is left running")


async def test_killed_server_leaves_no_agent_running(person: Person) -> None:
    task = await person.send("SCRIPT:first", provider="goose")
    await person.open_request()
    family = person.server.family()
    geese = [process.pid for process in family if "goose" in command_of(process)]
    assert geese
    person.server.kill()
    await until(lambda: not any(map(is_alive, geese)), "the agent is gone")
    await person.server.start()
    ended = await person.ended(task["task"]["id"])
    assert ended["state"] == "interrupted"
    request = await person.open_request()
    assert request["orphaned"]
