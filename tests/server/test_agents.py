"""Real agents through the whole of BooCode: in a worktree, asked, killed in between, reviewed hunk by hunk."""

from __future__ import annotations

import subprocess
from collections.abc import AsyncIterator
from pathlib import Path
from uuid import uuid4

import anyio
import psutil
import pytest

from tests.support.agents import Agent, installed
from tests.support.person import Person, open_person
from tests.support.server import DEADLINE, Json, open_model, open_server

LINES = [f"line {number}\n" for number in range(1, 31)]
FIRST = [
    {"tools": [{"kind": "edit", "path": "{dir}/story.txt", "old": "line 3\n", "new": "line three\n"}]},
    {"say": "one"},
]
SECOND = [
    {"tools": [{"kind": "edit", "path": "{dir}/story.txt", "old": "line 27\n", "new": "line 27 and more\n"}]},
    {"say": "two"},
]


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    root = tmp_path / "story"
    root.mkdir()
    (root / "story.txt").write_text("".join(LINES))
    git(root, "init", "-q", "-b", "main")
    git(root, "add", "-A")
    git(root, "-c", "user.name=t", "-c", "user.email=t@example.org", "commit", "-qm", "first")
    return root


@pytest.fixture(params=["opencode", "goose"])
async def place(
    request: pytest.FixtureRequest, tmp_path: Path, repository: Path
) -> AsyncIterator[tuple[Agent, Person]]:
    """A person whose chat is with a real agent, on a server of its own."""
    agent: Agent = request.param
    bins = tmp_path / "bin"
    bins.mkdir()
    (bins / agent).symlink_to(installed(agent))
    async with open_model() as model:
        await model.put_script("first", FIRST)
        await model.put_script("second", SECOND)
        async with open_server(tmp_path / "data", model.url, programs=bins) as server:
            yield agent, await open_person(server, repository)
    left = [process for process in psutil.process_iter() if str(bins) in name_of(process)]
    assert not left, f"left running: {left}"


async def test_two_turns_around_a_kill_become_changes_that_are_applied_hunk_by_hunk(
    place: tuple[Agent, Person], repository: Path
) -> None:
    agent, person = place
    before = git(repository, "status", "--porcelain"), git(repository, "rev-parse", "HEAD")
    await turn(person, agent, "SCRIPT:first")
    assert (repository / "story.txt").read_text() == "".join(LINES), "nothing touches the project until it is applied"

    person.server.kill()
    await person.server.start()
    await turn(person, agent, "SCRIPT:second")
    assert (git(repository, "status", "--porcelain"), git(repository, "rev-parse", "HEAD")) == before

    (change,) = (await person.get(f"/sessions/{person.session_id}/changes"))["changes"]
    assert [change["path"], change["state"], len(change["hunks"])] == ["story.txt", "pending", 2]
    assert {by["provider"] for hunk in change["hunks"] for by in hunk["by"]} == {agent}
    await person.post(f"/changes/{change['id']}/apply", client_id=str(uuid4()), hunks=[change["hunks"][1]["id"]])
    expected = "".join(LINES).replace("line 27\n", "line 27 and more\n")
    assert (repository / "story.txt").read_text() == expected
    (rest,) = (await person.get(f"/sessions/{person.session_id}/changes", state="pending"))["changes"]
    await person.post(f"/changes/{rest['id']}/reject", client_id=str(uuid4()))
    assert (repository / "story.txt").read_text() == expected
    assert not (await person.get(f"/sessions/{person.session_id}/changes", state="pending"))["changes"]


async def test_killed_server_leaves_no_agent_running(place: tuple[Agent, Person]) -> None:
    agent, person = place
    task = await person.send("SCRIPT:first", provider=agent)
    await person.open_request()
    family = person.server.family()
    assert any(agent in " ".join(process.cmdline()) for process in family)
    person.server.kill()
    await gone([process for process in family if agent in name_of(process)])
    await person.server.start()
    ended = await person.ended(task["task"]["id"])
    assert ended["state"] == "interrupted"
    request = await person.open_request()
    assert request["orphaned"]


async def turn(person: Person, agent: Agent, text: str) -> Json:
    """A prompt to its end, allowing whatever is asked."""
    worktree = await person.post(f"/sessions/{person.session_id}/worktree")
    task = (await person.send(f"{text} DIR:{worktree['path']}", provider=agent))["task"]
    async with anyio.create_task_group() as group:
        group.start_soon(allow_everything, person)
        await person.ended(task["id"], seconds=2 * DEADLINE)
        group.cancel_scope.cancel()
    ended = await person.task(task["id"])
    assert ended["state"] == "completed", ended
    return ended


async def allow_everything(person: Person) -> None:
    while True:
        for request in (await person.get("/requests", state="open"))["requests"]:
            await person.post(f"/requests/{request['id']}/answer", client_id=str(uuid4()), option_id="allow_once")
        await anyio.sleep(0.05)


async def gone(processes: list[psutil.Process]) -> None:
    with anyio.fail_after(DEADLINE):
        while any(process.is_running() and process.status() != psutil.STATUS_ZOMBIE for process in processes):
            await anyio.sleep(0.05)


def name_of(process: psutil.Process) -> str:
    try:
        return " ".join(process.cmdline())
    except psutil.Error:
        return ""


def git(root: Path, *arguments: str) -> str:
    return subprocess.run(["git", *arguments], cwd=root, check=True, capture_output=True, text=True).stdout
