"""What is around the server dies: its database, the model, the connection to a browser."""

from __future__ import annotations

import os
import random
import signal
from contextlib import suppress
from functools import partial

import anyio
import pytest

from tests.support.cutting import cutting
from tests.support.person import Person, chars_told, open_person, states_told, texts_told
from tests.support.server import Json, ModelProcess, Server, is_alive, until

pytestmark = pytest.mark.kill

STEADY: list[Json] = [{"say": "wörd 🎉 ", "repeat": 250, "rate": 100}]


def ended(task_id: str, frames: list[Json]) -> bool:
    return bool({"completed", "failed", "cancelled"} & set(states_told(frames, task_id)))


def is_there_again(server: Server, killed: int) -> bool:
    with suppress(ValueError, IndexError, OSError):  # it is being written
        return server.postmaster != killed and is_alive(server.postmaster)
    return False


async def test_database_killed_while_streaming_comes_back_and_the_answer_completes(
    server: Server, person: Person, model: ModelProcess
) -> None:
    await model.put_script("steady", [{**STEADY[0], "gate": "twice-killed"}])
    task = (await person.send("SCRIPT:steady"))["task"]
    for chars in (80, 800):
        await person.follow(lambda seen, wanted=chars: chars_told(seen) >= wanted)
        killed = server.postmaster
        os.kill(killed, signal.SIGKILL)
        await until(partial(is_there_again, server, killed), "the database is there again")
    await model.open("twice-killed")
    await person.follow(lambda seen: ended(task["id"], seen))
    assert states_told(person.frames, task["id"]) == ["pending", "running", "completed"]
    assert (await person.replay())[: person.cursor] == person.frames, "what was told is what is stored"
    (text,) = [part["text"] for part in (await person.answer_of(task["id"]))["parts"] if part["type"] == "text"]
    assert text == "wörd 🎉 " * 250
    assert (await person.ended((await person.send("SCRIPT:say"))["task"]["id"]))["state"] == "completed"


async def test_model_killed_while_streaming_fails_the_task_with_the_reason(person: Person, model: ModelProcess) -> None:
    await model.put_script("steady", [{**STEADY[0], "gate": "never"}])
    task = (await person.send("SCRIPT:steady"))["task"]
    await person.follow(lambda seen: chars_told(seen) >= 40)
    model.kill()
    try:
        failed = await person.ended(task["id"])
        assert failed["state"] == "failed"
        assert f"127.0.0.1:{model.port} broke off its answer" in failed["error"]
        (text,) = [part["text"] for part in (await person.answer_of(task["id"]))["parts"] if part["type"] == "text"]
        assert text.startswith("wörd 🎉 wörd 🎉 "), "what was said until then is kept"
        unreachable = await person.ended((await person.send("SCRIPT:say"))["task"]["id"])
        assert unreachable["state"] == "failed"
        assert "Cannot reach the model endpoint" in unreachable["error"]
    finally:
        await model.start()
    assert (await person.ended((await person.send("SCRIPT:say"))["task"]["id"]))["state"] == "completed"


async def test_browser_that_is_cut_off_at_any_byte_sees_what_everybody_sees(
    server: Server, person: Person, model: ModelProcess
) -> None:
    await model.put_script("endless", [{**STEADY[0], "repeat": 100_000, "rate": 200}])
    moments = random.Random(4)
    lengths = [moments.randint(150, 6000) for _ in range(14)]
    steady = await open_person(server, person.project, chat_of=person)
    task = (await person.send("SCRIPT:endless"))["task"]["id"]
    with cutting(server.port, lengths) as (port, used):
        async with anyio.create_task_group() as group:
            group.start_soon(steady.follow, partial(ended, task))
            group.start_soon(partial(person.follow, partial(ended, task), port=port))
            await until(lambda: len(used) >= 8, "it was cut often")
            await person.post(f"/chats/{person.chat_id}/stop")
    both = min(person.cursor, steady.cursor)
    assert person.frames[:both] == steady.frames[:both]
    assert texts_told(person.frames) == texts_told(await person.replay())
