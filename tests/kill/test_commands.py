"""Commands of the native agent on a real server: asked, answered after a kill -9, and killed while they run."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from uuid import uuid4

import pytest

from tests.support.person import Person
from tests.support.server import Json, ModelProcess, Server, is_alive, until

pytestmark = pytest.mark.kill

RUN = (
    "import os, pathlib, time; pathlib.Path('made.txt').write_text('by the command\\n');"
    " print('pid', os.getpid(), flush=True); time.sleep({seconds})"
)


async def put_command(model: ModelProcess, seconds: float) -> None:
    args = {"argv": [sys.executable, "-c", RUN.format(seconds=seconds)]}
    await model.put_script(
        "command", [{"tools": [{"kind": "raw", "name": "run_command", "args": args}]}, {"say": "Ran it."}]
    )


async def ask(person: Person) -> tuple[Json, Json]:
    """The task that asks to run the command, and what it asks."""
    await person.post(f"/sessions/{person.session_id}/worktree")
    task = (await person.send("SCRIPT:command"))["task"]
    request = await person.open_request()
    assert (request["kind"], request["provider"]) == ("permission", "boocode")
    return task, request


async def allow(person: Person, request: Json) -> None:
    await person.post(f"/requests/{request['id']}/answer", client_id=str(uuid4()), option_id="allow_once")


async def test_a_command_allowed_after_a_kill_runs_once_and_what_it_wrote_waits_for_review(
    server: Server, person: Person, model: ModelProcess
) -> None:
    await put_command(model, 0)
    task, request = await ask(person)
    await person.in_state(task["id"], "blocked")
    server.kill()
    await server.start()
    await allow(person, request)
    assert (await person.ended(task["id"]))["state"] == "completed"
    parts = (await person.answer_of(task["id"]))["parts"]
    (result,) = [part for part in parts if part["type"] == "tool_result"]
    assert result["detail"]["exit_code"] == 0
    changes = (await person.get(f"/sessions/{person.session_id}/changes"))["changes"]
    assert [change["path"] for change in changes] == ["made.txt"]
    assert not Path(person.project, "made.txt").exists(), "nothing touches the project until it is applied"


async def test_a_command_dies_with_the_server_and_is_never_run_again(
    server: Server, person: Person, model: ModelProcess
) -> None:
    await put_command(model, 600)
    task, request = await ask(person)
    await allow(person, request)

    def pid_in(frames: list[Json]) -> re.Match[str] | None:
        """What was printed comes in as many pieces as it was written in."""
        deltas = [frame["data"]["text"] for frame in frames if frame["type"] == "part.delta"]
        return re.search(r"pid (\d+)\n", "".join(deltas))

    await person.follow(lambda frames: pid_in(frames) is not None)
    printed = pid_in(person.frames)
    assert printed
    pid = int(printed[1])
    server.kill()
    await until(lambda: not is_alive(pid), "the command is gone")
    await server.start()
    assert (await person.ended(task["id"]))["state"] == "interrupted"
    parts = (await person.answer_of(task["id"]))["parts"]
    states = {part["type"]: part["state"] for part in parts if part["type"].startswith("tool")}
    assert states == {"tool_call": "interrupted", "tool_result": "interrupted"}
    assert f"pid {pid}" in next(part["text"] for part in parts if part["type"] == "tool_result")
