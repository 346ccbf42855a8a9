"""Models and endpoints that misbehave: each answer ends truthfully, and stop works at any time."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

import anyio
import pytest

from tests.support.person import Person, open_person
from tests.support.rows import git_repository
from tests.support.server import DEADLINE, Json, ModelProcess, Server


@dataclass(frozen=True, slots=True)
class Expected:
    """How a script ends: the task's state and reason, and what its error, or else its text, says."""

    state: str
    reason: str
    says: str


ENDINGS = {
    "garbage": Expected("failed", "bad_response", "answered something else: .*It works"),
    "notjson": Expected("failed", "bad_response", "not a chat completion"),
    "empty": Expected("failed", "empty_answer", "answered nothing, twice. Try again, or another model"),
    "huge": Expected("failed", "too_large", "more than 8 MB"),
    "err401": Expected("failed", "unauthorized", "scripted bad key"),
    "err500": Expected("failed", "server_error", "scripted 500"),
    "err503": Expected("completed", "stop", "after 503"),
    "err429": Expected("completed", "stop", "after 429"),
    "errctx": Expected("failed", "context_overflow", "try increasing it. Start a new chat"),
    "disconnect": Expected("failed", "stream_lost", "broke off its answer"),
    "broken": Expected("failed", "stream_lost", "broke off its answer"),
    "length": Expected("completed", "length", "cut off here"),
    "badjson": Expected("completed", "stop", "Recovered"),
    "alwaysbadjson": Expected("failed", "invalid_tool_calls", "3 times in a row"),
    "unknowntool": Expected("completed", "stop", "Recovered"),
    "wrongargs": Expected("completed", "stop", "Recovered"),
    "loop": Expected("completed", "doom_loop", ""),
    "parallel": Expected("completed", "stop", "All done"),
    "binary": Expected("completed", "stop", "Seen"),
    "missing": Expected("completed", "stop", "Seen"),
}


def viewing(path: str) -> list[Json]:
    return [{"tools": [{"kind": "raw", "name": "view_file", "args": {"path": path}}]}, {"say": "Seen."}]


@dataclass(frozen=True, slots=True)
class Ended:
    """A task that has ended, and its answer."""

    task: Json
    parts: list[Json]

    @property
    def text(self) -> str:
        return "".join(part["text"] for part in self.parts if part["type"] == "text")

    @property
    def calls(self) -> list[Json]:
        return [part for part in self.parts if part["type"] == "tool_call"]

    @property
    def results(self) -> list[str]:
        return [part["text"] for part in self.parts if part["type"] == "tool_result"]


@pytest.fixture(scope="module")
async def endings(survivor: Server, model: ModelProcess, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Ended]:
    """All scripts played at the same time, each in its own chat."""
    await model.put_script("binary", viewing("blob.bin"))
    await model.put_script("missing", viewing("gone.py"))
    files = {"README.md": "# Sample\n", "src/main.py": "def main(): ...\n"}
    project = git_repository(tmp_path_factory.mktemp("bad") / "project", files)
    (project / "blob.bin").write_bytes(bytes(range(256)) * 40)
    ended: dict[str, Ended] = {}

    async def play(script: str) -> None:
        person = await open_person(survivor, project)
        task = (await person.send(f"SCRIPT:{script}"))["task"]
        done = await person.ended(task["id"])
        ended[script] = Ended(done, (await person.answer_of(task["id"]))["parts"])

    async with anyio.create_task_group() as group:
        for script in ENDINGS:
            group.start_soon(play, script)
    return ended


@pytest.mark.parametrize("script", ENDINGS)
async def test_answer_ends_truthfully(script: str, endings: dict[str, Ended]) -> None:
    expected, ended = ENDINGS[script], endings[script]
    assert (ended.task["state"], ended.task["reason"]) == (expected.state, expected.reason), ended.task["error"]
    assert re.search(expected.says, ended.task["error"] or ended.text, re.DOTALL)
    assert all(part.get("state") in (None, "done", "completed", "failed") for part in ended.parts), "all is closed"


@pytest.mark.parametrize(
    ("script", "says"),
    [
        ("badjson", "JSON"),
        ("unknowntool", "launch_rockets"),
        ("wrongargs", "path"),
        ("binary", "binary"),
        ("missing", "gone.py"),
    ],
)
async def test_call_that_cannot_be_done_tells_the_model_why(script: str, says: str, endings: dict[str, Ended]) -> None:
    (call,) = endings[script].calls
    assert call["state"] == "failed"
    assert says in endings[script].results[0]


async def test_what_was_said_before_a_stream_broke_is_kept(endings: dict[str, Ended]) -> None:
    assert endings["disconnect"].text.startswith("this stream will ")


@pytest.mark.parametrize("script", ["hang", "forever", "slow", "err500"])
async def test_stop_ends_it_at_once_and_lets_go_of_the_model(script: str, person: Person, model: ModelProcess) -> None:
    task = (await person.send(f"SCRIPT:{script} {person.chat_id}"))["task"]
    await person.in_state(task["id"], "running")

    async def requests() -> list[Json]:
        asked = await model.asked()
        return [request for request in asked if request["headers"].get("x-session-id") == person.chat_id]

    with anyio.fail_after(DEADLINE):
        while not await requests():
            await anyio.sleep(0.02)
    stopped = await person.post(f"/chats/{person.chat_id}/stop")
    assert (stopped["task"]["state"], stopped["task"]["reason"]) == ("cancelled", "user")
    with anyio.fail_after(DEADLINE):
        while any(request["ended_at"] is None for request in await requests()):
            await anyio.sleep(0.02)


async def test_endpoint_that_is_down_is_told_with_what_to_do(
    server: Server, person: Person, model: ModelProcess
) -> None:
    model.kill()
    try:
        task = (await person.send("SCRIPT:say"))["task"]
        failed = await person.ended(task["id"])
    finally:
        await model.start()
    assert failed["state"] == "failed"
    assert f"127.0.0.1:{model.port}" in failed["error"]
    assert "Is it running" in failed["error"]
    again = await person.post(f"/tasks/{task['id']}/continue", client_id=str(uuid4()))
    assert (await person.ended(again["task"]["id"]))["state"] == "completed"


async def test_project_that_vanished_fails_the_task_with_its_path(person: Person, tmp_path: Path) -> None:
    person.project.rename(tmp_path / "elsewhere")
    failed = await person.ended((await person.send("SCRIPT:list"))["task"]["id"])
    assert failed["state"] == "failed"
    assert str(person.project) in failed["error"]
    (tmp_path / "elsewhere").rename(person.project)
    assert (await person.ended((await person.send("SCRIPT:list"))["task"]["id"]))["state"] == "completed"


async def test_repository_without_commits_is_read_like_any_other(server: Server, tmp_path: Path) -> None:
    await anyio.run_process(["git", "init", "-q", str(tmp_path / "empty")])
    (tmp_path / "empty/README.md").write_text("# Nothing yet\n")
    person = await open_person(server, tmp_path / "empty")
    done = await person.ended((await person.send("SCRIPT:read"))["task"]["id"])
    assert done["state"] == "completed"
    parts = (await person.answer_of(done["id"]))["parts"]
    assert "Nothing yet" in next(part["text"] for part in parts if part["type"] == "tool_result")
