"""Everything at once, at random: whatever people do, each task ends once and the log tells it all."""

from __future__ import annotations

import random
from collections.abc import Awaitable, Callable
from contextlib import suppress
from pathlib import Path
from uuid import UUID, uuid4

import anyio
import orjson
import pytest

from boocode.chats.service import Chats
from boocode.contracts.agents import (
    Completed,
    Failed,
    NewRequest,
    Outcome,
    Parked,
    Prompt,
    ReasoningDelta,
    Sink,
    TextDelta,
    ToolCallUpsert,
    ToolOutput,
    ToolResult,
    permission_options,
)
from boocode.contracts.wire.chat import Answer, Delivery, Question, RequestOption
from boocode.db import Database
from boocode.kernel.errors import Conflict, Invalid, NotFound
from boocode.tasks import Admitted
from tests.support.rows import Place, make_chat
from tests.tasks.stack import EXTERNAL, TERMINAL, Stack, TestAgent, TestWorkplaces, open_stack
from tests.tasks.test_agents import make_worktree

STARTS, DEEDS, PEOPLE = 3, 30, 4
QUESTIONS = [
    Question(id="q", question="Which?", options=[RequestOption(id="a", kind="choice", label="A")], allow_text=True)
]


class Actor:
    """An agent that does anything an agent may do."""

    def __init__(self, chance: random.Random) -> None:
        self._chance = chance

    async def __call__(self, prompt: Prompt, sink: Sink) -> Outcome:
        step = len(prompt.conversation)
        for call_id in prompt.answers:
            await sink.emit(ToolResult(call_id, "answered"))
            await sink.emit(ToolCallUpsert(call_id, "ask_user_input", "ask", "Which?", {}, "completed"))
        for _ in range(self._chance.randrange(5)):
            await sink.emit(ReasoningDelta("hm ", step))
            await sink.emit(TextDelta("wörd 🎉 ", step))
            await anyio.sleep(self._chance.random() / 50)
            if steered := await sink.take_steered():
                await sink.emit(TextDelta(f"{len(steered)} steered ", step))
        match self._chance.randrange(8):
            case 0:
                return Failed("broken", "It broke.")
            case 1:
                raise RuntimeError("an adapter's mistake")
            case 2 | 3 if not prompt.answers:
                return await self._ask(sink)
            case 5 | 6:
                await self._ask_now(sink, step)
                return Completed()
            case 4:
                await sink.emit(ToolCallUpsert("t", "view_file", "read", "a.py", {}, "running", step))
                await anyio.sleep(self._chance.random() / 5)
                return Completed()
            case _:
                return Completed()

    async def _ask_now(self, sink: Sink, step: int) -> None:
        """Ask for several things at once and wait for all of them, or not so long."""

        async def ask(number: int) -> None:
            call_id = f"run{number}"
            await sink.emit(ToolCallUpsert(call_id, "bash", "shell", "make", {}, "running", step))
            await sink.emit(ToolOutput(call_id, "making ", step))
            with anyio.move_on_after(self._chance.choice([0.02, 60])):
                answer = await sink.ask_now(permission(f"make {number}", call_id, step))
                await sink.emit(ToolResult(call_id, answer.option_id or "", step=step))

        async with anyio.create_task_group() as group:
            for number in range(self._chance.randrange(1, 4)):
                group.start_soon(ask, number)

    async def _ask(self, sink: Sink) -> Outcome:
        calls = [f"ask{number}" for number in range(self._chance.randrange(1, 4))]
        for call_id in calls:
            await sink.emit(ToolCallUpsert(call_id, "ask_user_input", "ask", "Which?", {}, "running"))
        for call_id in calls:
            await sink.ask(NewRequest("question", call_id, "Which?", questions=QUESTIONS))
        return Parked()


def permission(command: str, call_id: str, step: int) -> NewRequest:
    options = [*permission_options(), RequestOption(id="a", kind="allow_once", label="A")]
    return NewRequest("permission", call_id, command, options=options, fingerprint=command, subject=command, step=step)


class Person:
    """Somebody who does anything the API allows, and much that it refuses."""

    def __init__(self, chance: random.Random, stack: Stack, chat_ids: list[UUID], admitted: dict[UUID, UUID]) -> None:
        self._chance = chance
        self._stack = stack
        self._chats = Chats(stack.db, stack.events)
        self._chat_ids = chat_ids
        self._admitted = admitted

    async def do_much(self) -> None:
        deeds: list[Callable[[UUID], Awaitable[object]]] = [
            self.send, self.send, self.send, self.steer, self.cancel, self.stop, self.answer, self.answer, self.reorder,
            self.reword, self.go_on, self.regenerate, self.branch, self.remove, self.show_other, self.fork,
        ]  # fmt: skip
        for _ in range(DEEDS):
            with suppress(NotFound, Conflict, Invalid):  # refused with a reason: nothing may have come of it
                await self._chance.choice(deeds)(self._chance.choice(self._chat_ids))
            await anyio.sleep(self._chance.random() / 100)

    async def send(self, chat_id: UUID) -> None:
        provider = self._chance.choice(["boocode", EXTERNAL])
        self._note(await self._stack.send(chat_id, "hello", provider=provider))

    async def steer(self, chat_id: UUID) -> None:
        self._note(await self._stack.send(chat_id, "rather this", delivery="steer"))

    async def cancel(self, chat_id: UUID) -> None:
        if tasks := await self._stack.tasks.find(chat_id=chat_id, limit=5):
            await self._stack.tasks.cancel(self._chance.choice(tasks).id)

    async def stop(self, chat_id: UUID) -> None:
        await self._stack.tasks.stop_chat(chat_id)

    async def answer(self, chat_id: UUID) -> None:
        if requests := await self._stack.tasks.find_requests():
            request = self._chance.choice(requests)
            always = request.kind == "permission" and self._chance.random() < 0.2
            await self._stack.tasks.answer(request.id, uuid4(), Answer(option_id="allow_always" if always else "a"))

    async def reorder(self, chat_id: UUID) -> None:
        ids = [item.task_id for item in await self._stack.tasks.queue.read(chat_id)]
        self._chance.shuffle(ids)
        await self._stack.tasks.queue.reorder(chat_id, ids)

    async def reword(self, chat_id: UUID) -> None:
        if queue := await self._stack.tasks.queue.read(chat_id):
            delivery: Delivery = self._chance.choice(["queue", "steer"])
            item = self._chance.choice(queue)
            await self._stack.tasks.queue.edit(chat_id, item.task_id, text="other", delivery=delivery)

    async def go_on(self, chat_id: UUID) -> None:
        if tasks := await self._stack.tasks.find(chat_id=chat_id, limit=5):
            self._note(await self._stack.tasks.go_on(self._chance.choice(tasks).id, uuid4()))

    async def regenerate(self, chat_id: UUID) -> None:
        if message_id := await self._some_message(chat_id):
            prompt = self._stack.prompt(chat_id, "")
            self._note(await self._stack.tasks.regenerate(message_id, prompt))

    async def branch(self, chat_id: UUID) -> None:
        parent_id = await self._some_message(chat_id)
        self._note(await self._stack.send(chat_id, "edited", parent_id=parent_id, as_root=parent_id is None))

    async def remove(self, chat_id: UUID) -> None:
        if message_id := await self._some_message(chat_id):
            await self._chats.delete_message(message_id)

    async def show_other(self, chat_id: UUID) -> None:
        await self._chats.change(chat_id, {"leaf_id": await self._some_message(chat_id)})

    async def fork(self, chat_id: UUID) -> None:
        if message_id := await self._some_message(chat_id):
            await self._chats.fork(chat_id, message_id)

    def _note(self, admitted: Admitted) -> None:
        self._admitted[admitted.task.id] = admitted.message.id

    async def _some_message(self, chat_id: UUID) -> UUID | None:
        return await self._stack.db.fetch_value(
            "select id from messages where chat_id = %s order by md5(id::text || %s) limit 1",
            (chat_id, str(self._chance.random())),
        )


@pytest.mark.parametrize("seed", [1, 2])
async def test_whatever_people_do_every_task_ends_once_and_the_log_tells_it_all(
    db: Database, place: Place, tmp_path: Path, seed: int
) -> None:
    chance = random.Random(seed)
    chat_ids = [place.chat_id]
    for _ in range(3):
        session_id = chance.choice([place.session_id, None])
        more = await make_chat(db, tmp_path / "repo", project_id=place.project_id, session_id=session_id)
        chat_ids.append(more.chat_id)
    await make_worktree(db, place, place.path)
    agent, data_key, admitted = TestAgent(Actor(chance)), uuid4(), dict[UUID, UUID]()
    for _ in range(STARTS):
        workplaces = TestWorkplaces(tmp_path)
        async with open_stack(db, agent, data_key=data_key, workplaces=workplaces, max_agents=2) as stack:
            with anyio.fail_after(180):
                async with anyio.create_task_group() as people:
                    for _ in range(PEOPLE):
                        people.start_soon(Person(chance, stack, chat_ids, admitted).do_much)
        assert workplaces.crowded == 0
    async with open_stack(db, agent, data_key=data_key, workplaces=TestWorkplaces(tmp_path), max_agents=2) as stack:
        await until_all_ended(stack)
    await check_tasks(db, admitted)
    await check_log(db)
    await check_messages(db)


async def until_all_ended(stack: Stack) -> None:
    """Answer everything until nothing waits any more."""
    with anyio.fail_after(180):
        while await stack.db.fetch_value(
            "select (select count(*) from tasks where ended_at is null) + count(*) from requests where state = 'open'"
        ):
            for request in await stack.tasks.find_requests():
                with suppress(NotFound, Conflict):  # its task ended meanwhile
                    await stack.tasks.answer(request.id, uuid4(), Answer(option_id="a"))
            await anyio.sleep(0.02)


async def check_tasks(db: Database, admitted: dict[UUID, UUID]) -> None:
    kept = {row["id"] for row in await db.fetch_all(dict[str, UUID], "select id from tasks")}
    removed = await db.fetch_all(
        dict[str, UUID],
        "select jsonb_array_elements_text(data -> 'message_ids')::uuid as id from events"
        " where type = 'message.removed'",
    )
    gone = {row["id"] for row in removed}
    lost = [task_id for task_id, message_id in admitted.items() if task_id not in kept and message_id not in gone]
    assert lost == [], "acknowledged and gone, though nobody removed it"
    assert await db.fetch_value("select count(*) from requests where state = 'open'") == 0
    assert await db.fetch_value("select count(*) from tasks where state = 'completed' and started_at is null"
                                " and reason <> 'steered'") == 0  # fmt: skip


async def check_log(db: Database) -> None:
    holes = await db.fetch_value(
        "select count(*) from chats c where head_seq <> (select count(*) from events e where e.chat_id = c.id)"
        " or head_seq <> (select coalesce(max(seq), 0) from events e where e.chat_id = c.id)"
    )
    assert holes == 0
    async with db.connection() as conn:
        rows = await (
            await conn.execute("select chat_id, data::text from events where type = 'task.state' order by chat_id, seq")
        ).fetchall()
    ends: dict[str, str] = {}
    running: dict[UUID, str] = {}
    for chat_id, data in rows:
        task = orjson.loads(data)["task"]
        assert task["id"] not in ends, f"{task['state']} after {ends[task['id']]}"
        if task["state"] in TERMINAL:
            ends[task["id"]] = task["state"]
            if running.get(chat_id) == task["id"]:
                del running[chat_id]
        elif task["state"] == "running":
            assert running.setdefault(chat_id, task["id"]) == task["id"], "two at once in one chat"
    stored = await db.fetch_all(dict[str, object], "select id::text, state from tasks")
    assert all(ends[str(row["id"])] == row["state"] for row in stored)


async def check_messages(db: Database) -> None:
    unreachable = await db.fetch_value(
        "with recursive seen as (select id from messages where parent_id is null and placed"
        "  union all select m.id from seen join messages m on m.parent_id = seen.id and m.placed)"
        " select count(*) from messages where placed and id not in (select id from seen)"
    )
    assert unreachable == 0
    assert await db.fetch_value(
        "select count(*) from chats c where exists (select from messages m where m.chat_id = c.id and m.placed)"
        " and not exists (select from messages m where m.id = c.leaf_id and m.placed and m.chat_id = c.id)"
    ) == 0, "a chat shows nothing of what it has"  # fmt: skip
    assert await db.fetch_value(
        "select count(*) from messages a join messages b on b.parent_id = a.id where b.placed and not a.placed"
        " or a.chat_id <> b.chat_id or a.role = 'assistant' and b.role = 'assistant'"
    ) == 0, "an answer to an answer, or below what is not there"  # fmt: skip
    assert await db.fetch_value(
        "select count(*) from parts p join tasks t on t.assistant_message_id = p.message_id"
        " where t.ended_at is not null and p.state in ('open', 'pending', 'running', 'waiting')"
    ) == 0  # fmt: skip
