"""kill -9 of the server: nothing that was accepted or seen is lost, and every task ends once."""

from __future__ import annotations

import random
from contextlib import suppress
from pathlib import Path
from uuid import uuid4

import anyio
import httpx
import pytest

from tests.support.person import TERMINAL, Person, deltas_told, open_person, states_told, texts_told
from tests.support.server import Json, ModelProcess, Server, command_of, is_alive, until

pytestmark = pytest.mark.kill

LONG: list[Json] = [
    {
        "reason": "I think, therefore I look around. " * 4,
        "say": "Looking around. ",
        "rate": 300,
        "tools": [{"kind": "list", "path": "."}, {"kind": "read", "path": "README.md"}],
    },
    {"say": "wörd 🎉 ", "repeat": 300, "rate": 400},
]


def never(frames: list[Json]) -> bool:
    return False


def check_transcript(log: list[Json], seen: list[Json], task_id: str) -> None:
    """What was seen is still there, the numbers have no hole, and the task ended exactly once."""
    assert [frame["seq"] for frame in log] == list(range(1, len(log) + 1))
    assert log[: len(seen)] == seen, "history changed after it was told"
    told = states_told(log, task_id)
    assert [state for state in told if state in TERMINAL] == told[-1:], told


async def check_text(person: Person, seen: list[Json], task_id: str) -> None:
    """Every text that was shown is the beginning of what is stored now."""
    parts = {part["id"]: part for part in (await person.answer_of(task_id))["parts"]}
    for part_id, text in texts_told(seen).items():
        if part_id in parts:  # not one of the prompt
            assert parts[part_id]["text"].startswith(text)
    assert all(part.get("state") not in ("open", "running", "pending") for part in parts.values())


async def test_kill_at_any_moment_loses_nothing_and_ends_each_task_once(
    server: Server, project: Path, model: ModelProcess
) -> None:
    moments = random.Random(20261121)
    for frames in (1, moments.randint(2, 8), moments.randint(9, 60), moments.randint(61, 250)):
        people = [await open_person(server, project) for _ in range(3)]
        # Nobody is done before the kill, however slow it comes, and however much one frame holds.
        await model.put_script("long", [*LONG[:-1], {**LONG[-1], "repeat": 100_000}])
        await kill_while_streaming(server, model, people, frames)


async def kill_while_streaming(server: Server, model: ModelProcess, people: list[Person], frames: int) -> None:
    """Kill the server as soon as one of them was told so many frames; the others were told more or less by then."""
    first = {person.chat_id: (await person.send("SCRIPT:long"))["task"]["id"] for person in people}
    queued = {person.chat_id: (await person.send("SCRIPT:say"))["task"]["id"] for person in people}
    async with anyio.create_task_group() as group:
        for person in people:
            group.start_soon(person.follow, never)
        await until(lambda: any(len(person.frames) >= frames for person in people), f"{frames} frames")
        server.kill()
        group.cancel_scope.cancel()
    await model.put_script("long", LONG)
    await server.start()
    for person in people:
        await check_afterwards(person, first[person.chat_id], queued[person.chat_id])


async def check_afterwards(person: Person, task_id: str, queued_id: str) -> None:
    assert (await person.ended(queued_id))["state"] == "completed", "what waited still runs"
    told = await person.task(task_id)
    assert (told["state"], told["reason"]) == ("interrupted", "server_died")
    check_transcript(await person.replay(), person.frames, task_id)
    await check_text(person, person.frames, task_id)
    more = await person.post(f"/tasks/{task_id}/continue", client_id=str(uuid4()))
    assert more["task"]["continues_id"] == task_id
    assert (await person.ended(more["task"]["id"]))["state"] == "completed"


async def test_question_is_answered_after_a_kill_and_the_same_task_goes_on(server: Server, person: Person) -> None:
    task = (await person.send("SCRIPT:question"))["task"]
    request = await person.open_request()
    await person.in_state(task["id"], "blocked")
    await server.restart()
    assert (await person.task(task["id"]))["state"] == "blocked"
    answer = {"client_id": str(uuid4()), "values": {request["questions"][0]["id"]: ["red"]}}
    answered = await person.post(f"/requests/{request['id']}/answer", **answer)
    ended = await person.ended(task["id"])
    assert (ended["state"], ended["id"]) == ("completed", task["id"])
    texts = [part["text"] for part in (await person.answer_of(task["id"]))["parts"] if part["type"] == "text"]
    assert texts[-1] == "Thanks for answering."
    again = await person.post(f"/requests/{request['id']}/answer", **answer)
    assert again["answer"] == answered["answer"]


async def test_answer_acknowledged_just_before_a_kill_counts(server: Server, person: Person) -> None:
    task = (await person.send("SCRIPT:question"))["task"]
    request = await person.open_request()
    await person.in_state(task["id"], "blocked")
    values = {request["questions"][0]["id"]: ["blue"]}
    await person.post(f"/requests/{request['id']}/answer", client_id=str(uuid4()), values=values)
    await server.restart()
    assert (await person.ended(task["id"]))["state"] in ("completed", "interrupted")
    (kept,) = (await person.get("/requests", state="delivered", chat_id=person.chat_id))["requests"]
    assert kept["answer"]["values"] == values


async def test_prompt_sent_again_after_a_kill_is_the_same_prompt(server: Server, person: Person) -> None:
    """Killed before, while and after it was acknowledged: sending it again makes exactly one message of it."""
    moments = random.Random(7)
    for delay in (0.0, moments.uniform(0, 0.02), moments.uniform(0, 0.05)):
        body = {"client_id": str(uuid4()), "text": f"SCRIPT:say {delay}"}
        async with server.api() as api, anyio.create_task_group() as group:
            group.start_soon(_send_into_the_void, api, person.chat_id, body)
            await anyio.sleep(delay)
            server.kill()
        await server.start()
        first, second = [await person.send(**body) for _ in range(2)]
        assert first == second
        await person.ended(first["task"]["id"])
        assert [m["id"] for m in await person.messages() if f"say {delay}" in str(m["parts"])] == [
            first["message"]["id"]
        ]


async def _send_into_the_void(api: httpx.AsyncClient, chat_id: str, body: dict[str, str]) -> None:
    with suppress(httpx.TransportError):
        await api.post(f"/chats/{chat_id}/messages", json=body)


async def test_sigterm_ends_it_marks_what_ran_and_leaves_nobody(server: Server, person: Person) -> None:
    task = (await person.send("SCRIPT:forever"))["task"]
    hanging = await open_person(server, person.project)
    other = (await hanging.send("SCRIPT:hang"))["task"]
    await person.follow(lambda seen: deltas_told(seen) > 3)
    await hanging.in_state(other["id"], "running")
    family = server.family()
    assert any("postgres" in command_of(process) for process in family)
    await server.terminate()
    await until(lambda: not any(is_alive(process.pid) for process in family), "nobody is left")
    await server.start()
    for somebody, id_ in ((person, task["id"]), (hanging, other["id"])):
        told = await somebody.task(id_)
        assert (told["state"], told["reason"]) == ("interrupted", "shutdown")
    check_transcript(await person.replay(), person.frames, task["id"])


async def test_kill_leaves_no_process_behind(server: Server, person: Person) -> None:
    await person.send("SCRIPT:forever")
    await person.follow(lambda seen: deltas_told(seen) > 3)
    family = server.family()
    assert len(family) > 3
    server.kill()
    await until(lambda: not any(is_alive(process.pid) for process in family), "nobody is left")


async def test_second_server_on_the_same_data_prints_the_address_and_ends_well(server: Server) -> None:
    second = await anyio.run_process(server.argv, env=server.environment, check=False)
    assert second.returncode == 0
    said = second.stdout.decode()
    assert "already running" in said
    assert f"{server.url}/#login=" in said
    code = said.partition("#login=")[2].split()[0]
    async with httpx.AsyncClient(base_url=server.url, trust_env=False, headers={"origin": server.url}) as browser:
        assert (await browser.post("/api/auth/login", json={"code": code})).status_code == 204
        assert (await browser.get("/api/auth/me")).status_code == 200
