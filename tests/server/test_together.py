"""Two people at once, and the way of a prompt through the whole server."""

from __future__ import annotations

from functools import partial
from uuid import uuid4

import anyio

from tests.support.person import Person, open_person, states_told, texts_told
from tests.support.server import Json, Server


def told(task_id: str, state: str, frames: list[Json]) -> bool:
    return state in states_told(frames, task_id)


async def test_prompt_is_answered_with_tools_and_two_browsers_see_the_same(server: Server, person: Person) -> None:
    other = await open_person(server, person.project, chat_of=person)
    task = (await person.send("SCRIPT:read"))["task"]["id"]
    async with anyio.create_task_group() as group:
        for client in (person, other):
            group.start_soon(client.follow, partial(told, task, "completed"))
    assert person.frames == other.frames
    answer = await person.answer_of(task)
    assert [part["type"] for part in answer["parts"]] == ["reasoning", "text", "tool_call", "tool_result", "text"]
    assert "# Sample" in answer["parts"][3]["text"]
    shown = texts_told(person.frames)
    assert all(shown[part["id"]] == part["text"] for part in answer["parts"] if part["type"] in ("text", "reasoning"))


async def test_prompts_of_two_browsers_run_one_after_the_other(server: Server, person: Person) -> None:
    other = await open_person(server, person.project, chat_of=person)
    receipts: list[Json] = []

    async def send(client: Person, number: int) -> None:
        receipts.append(await client.send(f"SCRIPT:say {number}"))

    async with anyio.create_task_group() as group:
        for number in range(6):
            group.start_soon(send, (person, other)[number % 2], number)
    for receipt in receipts:
        assert (await person.ended(receipt["task"]["id"]))["state"] == "completed"
    messages = await other.messages()
    assert [message["role"] for message in messages] == ["user", "assistant"] * 6
    assert [m["parent_id"] for m in messages] == [None, *(m["id"] for m in messages[:-1])]


async def test_first_answer_of_two_wins(server: Server, person: Person) -> None:
    task = (await person.send("SCRIPT:question"))["task"]["id"]
    request = await person.open_request()
    question = request["questions"][0]["id"]
    statuses: dict[str, int] = {}
    mine = str(uuid4())

    async def answer(colour: str, client_id: str) -> None:
        body = {"client_id": client_id, "values": {question: [colour]}}
        async with server.api() as api:
            statuses[colour] = (await api.post(f"/requests/{request['id']}/answer", json=body)).status_code

    async with anyio.create_task_group() as group:
        group.start_soon(answer, "red", mine)
        group.start_soon(answer, "blue", str(uuid4()))
    assert sorted(statuses.values()) == [200, 409]
    done = await person.ended(task)
    assert done["state"] == "completed"
    winner = next(colour for colour, status in statuses.items() if status == 200)
    results = [part for part in (await person.answer_of(task))["parts"] if part["type"] == "tool_result"]
    assert winner in results[0]["text"]


async def test_stop_by_one_browser_is_seen_by_the_other_and_the_queue_goes_on(server: Server, person: Person) -> None:
    other = await open_person(server, person.project, chat_of=person)
    first = (await person.send("SCRIPT:forever"))["task"]["id"]
    second = (await other.send("SCRIPT:say"))["task"]["id"]
    await person.follow(partial(told, first, "running"))
    await other.post(f"/chats/{person.chat_id}/stop")
    await person.follow(partial(told, second, "completed"))
    assert states_told(person.frames, first) == ["pending", "running", "cancelled"]
