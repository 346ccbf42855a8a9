"""Agents that ask while their turn stays open: answers, rules, restarts, and what is allowed once more."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from uuid import UUID, uuid4

import anyio
import pytest

from boocode.contracts.agents import (
    Completed,
    NewRequest,
    Outcome,
    Prompt,
    Sink,
    TextDelta,
    ToolCallUpsert,
    ToolOutput,
    ToolResult,
    permission_options,
    said_in,
)
from boocode.contracts.wire.chat import Answer, Question, Request
from boocode.db import Database
from boocode.tasks.errors import AlreadyAnswered
from tests.support.rows import Place, make_chat
from tests.tasks.stack import DEADLINE, EXTERNAL, Stack, TestAgent, Turn, open_stack
from tests.tasks.test_life import answer_parts

ALLOW, ALWAYS, REJECT = (
    Answer(option_id="allow_once"),
    Answer(option_id="allow_always"),
    Answer(option_id="reject_once", text="use yarn"),
)
ONE_ALLOWED = ["allow_once", "reject_once use yarn"]
"""What two calls that ran at once were told, in whatever order they heard it."""


def permission(command: str = "npm test", call_id: str = "c1") -> NewRequest:
    return NewRequest(
        "permission",
        call_id,
        f"Run {command}",
        options=permission_options(),
        fingerprint=f"exactly {command}",
        subject=f"shell:{command}",
        subject_label=f"Commands that begin with `{command}`",
    )


def running(*commands: str, told: list[str] | None = None) -> Turn:
    """A turn that asks for each command, all at once, and says what it was answered."""

    async def turn(prompt: Prompt, sink: Sink) -> Outcome:
        async def run(number: int, command: str) -> None:
            call_id = f"c{number}"
            await sink.emit(ToolCallUpsert(call_id, "bash", "shell", command, {}, "running"))
            answer = await sink.ask_now(permission(command, call_id))
            said = f"{answer.option_id} {answer.text or ''}".strip()
            if told is not None:
                told.append(said)
            await sink.emit(ToolResult(call_id, said))
            await sink.emit(ToolCallUpsert(call_id, "bash", "shell", command, {}, "completed"))

        async with anyio.create_task_group() as group:
            for number, command in enumerate(commands, 1):
                group.start_soon(run, number, command)
        return Completed()

    return turn


async def open_requests(stack: Stack, count: int = 1) -> Sequence[Request]:
    with anyio.fail_after(DEADLINE):
        while len(found := await stack.tasks.find_requests()) < count:
            await anyio.sleep(0.005)
    return found


async def ask(stack: Stack, chat_id: UUID) -> Request:
    """Send a prompt and wait for what its agent asks."""
    await stack.send(chat_id, provider=EXTERNAL)
    return (await open_requests(stack))[0]


@pytest.mark.parametrize(
    ("answer", "said"), [(ALLOW, "allow_once"), (ALWAYS, "allow_once"), (REJECT, "reject_once use yarn")]
)
async def test_the_agent_goes_on_with_the_answer_and_never_hears_always(
    stack: Stack, place: Place, db: Database, answer: Answer, said: str
) -> None:
    stack.agent.turn = running("npm test")
    request = await ask(stack, place.chat_id)
    assert [(state, kind) for kind, state, _ in await answer_parts(db, request.task_id)] == [("waiting", "tool_call")]
    assert (request.provider, request.orphaned) == (EXTERNAL, False)
    await stack.tasks.answer(request.id, uuid4(), answer)
    ended = await stack.until_state(await stack.tasks.get(request.task_id))
    assert ended.state == "completed"
    assert await answer_parts(db, request.task_id) == [
        ("tool_call", "completed", "bash"),
        ("tool_result", "done", said),
    ]
    assert [found.state for found in await stack.tasks.find_requests(state=None)] == ["delivered"]


async def test_of_two_answers_at_once_the_agent_hears_one(stack: Stack, place: Place) -> None:
    told: list[str] = []
    stack.agent.turn = running("npm test", told=told)
    request = await ask(stack, place.chat_id)
    outcomes: list[str] = []

    async def answer(answer: Answer) -> None:
        try:
            given = await stack.tasks.answer(request.id, uuid4(), answer)
            outcomes.append(given.answer.option_id if given.answer and given.answer.option_id else "")
        except AlreadyAnswered:
            outcomes.append("late")

    async with anyio.create_task_group() as group:
        group.start_soon(answer, ALLOW)
        group.start_soon(answer, REJECT)
    await stack.until_state(await stack.tasks.get(request.task_id))
    assert "late" in outcomes
    assert told[0].split()[0] in outcomes


async def test_an_answer_given_through_another_process_is_seen(
    db: Database, place: Place, agent: TestAgent, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("boocode.tasks.requests.LOOK_SECONDS", 0.05)
    agent.turn = running("npm test")
    async with open_stack(db, agent) as here, open_stack(db, TestAgent(), host="elsewhere") as elsewhere:
        request = await ask(here, place.chat_id)
        await elsewhere.tasks.answer(request.id, uuid4(), ALLOW)
        assert (await here.until_state(await here.tasks.get(request.task_id))).state == "completed"


async def test_an_always_answers_from_then_on_until_it_is_revoked(
    stack: Stack, place: Place, db: Database, tmp_path: Path
) -> None:
    stack.agent.turn = running("npm test")
    first = await ask(stack, place.chat_id)
    await stack.tasks.answer(first.id, uuid4(), ALWAYS)
    await stack.until_state(await stack.tasks.get(first.task_id))

    other = await make_chat(db, place.path, project_id=place.project_id)
    by_rule = await stack.until_state((await stack.send(other.chat_id, provider=EXTERNAL)).task)
    assert by_rule.state == "completed"
    (answered,) = await stack.tasks.find_requests(state=None, chat_id=other.chat_id)
    (rule,) = await stack.tasks.rules.find()
    assert (answered.rule_id, answered.answer) == (rule.id, Answer(option_id="allow_once"))
    assert (rule.used_count, rule.used_at is not None, rule.label) == (1, True, "Commands that begin with `npm test`")

    elsewhere = await make_chat(db, tmp_path / "another project")
    await stack.tasks.answer((await ask(stack, elsewhere.chat_id)).id, uuid4(), REJECT)
    await stack.tasks.rules.revoke(rule.id)
    again = await ask(stack, other.chat_id)
    await stack.tasks.answer(again.id, uuid4(), ALLOW)
    await stack.until_state(await stack.tasks.get(again.task_id))
    assert [found.used_count for found in await stack.tasks.rules.find()] == [1]


async def test_a_rule_revoked_while_a_request_waits_leaves_it_to_the_human(stack: Stack, place: Place) -> None:
    told: list[str] = []
    stack.agent.turn = running("npm test", "npm run build", told=told)
    await stack.send(place.chat_id, provider=EXTERNAL)
    first, second = sorted(await open_requests(stack, 2), key=lambda request: request.title, reverse=True)
    await stack.tasks.answer(first.id, uuid4(), ALWAYS)
    (rule,) = await stack.tasks.rules.find()
    await stack.tasks.rules.revoke(rule.id)
    assert [request.id for request in await stack.tasks.find_requests()] == [second.id]
    await stack.tasks.answer(second.id, uuid4(), REJECT)
    await stack.until_state(await stack.tasks.get(second.task_id))
    assert sorted(told) == ONE_ALLOWED


async def test_stopping_closes_the_request_and_a_late_answer_is_told_so(stack: Stack, place: Place) -> None:
    stack.agent.turn = running("npm test")
    request = await ask(stack, place.chat_id)
    assert (await stack.tasks.cancel(request.task_id)).state == "cancelled"
    assert [found.state for found in await stack.tasks.find_requests(state=None)] == ["cancelled"]
    with pytest.raises(AlreadyAnswered, match="Nobody waits"):
        await stack.tasks.answer(request.id, uuid4(), ALLOW)


async def test_an_answer_that_meets_a_stop_is_either_taken_or_refused(stack: Stack, place: Place, db: Database) -> None:
    for _ in range(8):
        stack.agent.turn = running("npm test")
        request = await ask(stack, place.chat_id)
        refused: list[bool] = []

        async def answer(request: Request = request, refused: list[bool] = refused) -> None:
            try:
                await stack.tasks.answer(request.id, uuid4(), ALLOW)
            except AlreadyAnswered:
                refused.append(True)

        async with anyio.create_task_group() as group:
            group.start_soon(answer)
            group.start_soon(stack.tasks.cancel, request.task_id)
        ended = await stack.until_state(await stack.tasks.get(request.task_id))
        (found,) = [each for each in await stack.tasks.find_requests(state=None) if each.id == request.id]
        assert (ended.state, found.state) in {
            ("cancelled", "cancelled"),
            ("cancelled", "delivered"),
            ("completed", "delivered"),
        }
        assert bool(refused) == (found.state == "cancelled")


async def test_an_agent_that_stops_waiting_withdraws_what_it_asked(stack: Stack, place: Place) -> None:
    async def impatient(prompt: Prompt, sink: Sink) -> Outcome:
        await sink.emit(ToolCallUpsert("c1", "bash", "shell", "x", {}, "running"))
        async with anyio.create_task_group() as waiting:
            waiting.start_soon(sink.ask_now, permission())
            while not await stack.tasks.find_requests(state=None):
                await anyio.sleep(0.01)
            waiting.cancel_scope.cancel()
        await sink.emit(TextDelta("never mind"))
        await sink.flush()
        await anyio.sleep_forever()
        raise AssertionError

    stack.agent.turn = impatient
    task = (await stack.send(place.chat_id, provider=EXTERNAL)).task
    await stack.until(place.chat_id, lambda seen: any(event["type"] == "part.delta" for event in seen))
    assert [found.state for found in await stack.tasks.find_requests(state=None)] == ["withdrawn"]
    await stack.tasks.cancel(task.id)


async def restart_while_asking(
    db: Database, place: Place, agent: TestAgent, data_key: UUID, *, killed: bool = False
) -> Request:
    """A request whose task was interrupted by a restart, or still looks as if it ran."""
    agent.turn = running("npm test")
    async with open_stack(db, agent, data_key=data_key) as before:
        request = await ask(before, place.chat_id)
    assert await db.fetch_value("select state from tasks where id = %s", (request.task_id,)) == "interrupted"
    if killed:
        await db.execute(
            "update tasks set state = 'running', reason = null, ended_at = null, lease_token = 99,"
            " lease_until = now() + interval '30 s'"
        )
    return request


@pytest.mark.parametrize("killed", [False, True])
async def test_an_allow_after_a_restart_begins_a_task_that_may_do_exactly_this_once(
    db: Database, place: Place, agent: TestAgent, *, killed: bool
) -> None:
    data_key = uuid4()
    request = await restart_while_asking(db, place, agent, data_key, killed=killed)
    told: list[str] = []
    agent.turn = running("npm test", "npm test", told=told)
    async with open_stack(db, agent, data_key=data_key) as after:
        (orphan,) = await after.tasks.find_requests()
        assert (orphan.id, orphan.orphaned) == (request.id, True)
        await after.tasks.answer(orphan.id, uuid4(), ALLOW)
        (asked,) = await open_requests(after)
        continuing = await after.tasks.get(asked.task_id)
        assert continuing.continues_id == request.task_id
        await after.tasks.answer(asked.id, uuid4(), REJECT)
        await after.until_state(continuing)
    assert sorted(told) == ONE_ALLOWED, "one of two identical calls was allowed without asking again"
    said = said_in(agent.prompts[-1].conversation[-1])[0]
    assert "Continue where you stopped." in said
    assert "Run npm test\n-> allowed." in said
    notices = [text for kind, _, text in await answer_parts(db, continuing.id) if kind == "notice"]
    assert any("this once: Run npm test" in text for text in notices)
    assert await db.fetch_value("select count(*) from rules where once and used_count = 1") == 1


async def test_what_was_allowed_right_before_the_server_died_is_not_asked_again(
    db: Database, place: Place, agent: TestAgent
) -> None:
    data_key = uuid4()

    async def never_done(prompt: Prompt, sink: Sink) -> Outcome:
        await sink.emit(ToolCallUpsert("c1", "bash", "shell", "npm test", {}, "running"))
        await sink.ask_now(permission("npm test", "c1"))
        await anyio.sleep_forever()
        raise AssertionError

    agent.turn = never_done
    async with open_stack(db, agent, data_key=data_key) as before:
        request = await ask(before, place.chat_id)
        await before.tasks.answer(request.id, uuid4(), ALLOW)
    told: list[str] = []
    agent.turn = running("npm test", "npm test", told=told)
    async with open_stack(db, agent, data_key=data_key) as after:
        await after.tasks.go_on(request.task_id, uuid4())
        (asked,) = await open_requests(after)
        await after.tasks.answer(asked.id, uuid4(), REJECT)
        await after.until_state(await after.tasks.get(asked.task_id))
    assert sorted(told) == ONE_ALLOWED


async def test_an_always_after_a_restart_is_a_rule(db: Database, place: Place, agent: TestAgent) -> None:
    data_key = uuid4()
    await restart_while_asking(db, place, agent, data_key)
    told: list[str] = []
    agent.turn = running("npm test", "npm test", told=told)
    async with open_stack(db, agent, data_key=data_key) as after:
        (orphan,) = await after.tasks.find_requests()
        await after.tasks.answer(orphan.id, uuid4(), ALWAYS)
        (continuing,) = [task for task in await after.tasks.find() if task.continues_id]
        assert (await after.until_state(continuing)).state == "completed"
        assert [rule.used_count for rule in await after.tasks.rules.find()] == [2]
    assert told == ["allow_once", "allow_once"]


async def test_a_reject_after_a_restart_is_told_to_the_task_that_goes_on(
    db: Database, place: Place, agent: TestAgent
) -> None:
    data_key = uuid4()
    await restart_while_asking(db, place, agent, data_key)
    agent.turn = running()
    async with open_stack(db, agent, data_key=data_key) as after:
        (orphan,) = await after.tasks.find_requests()
        await after.tasks.answer(orphan.id, uuid4(), REJECT)
        (continuing,) = [task for task in await after.tasks.find() if task.continues_id]
        await after.until_state(continuing)
        assert "-> not allowed. use yarn" in said_in(agent.prompts[-1].conversation[-1])[0]
        assert await db.fetch_value("select count(*) from rules") == 0
        assert await after.tasks.find_requests() == []


@pytest.mark.parametrize("way", ["continue", "cancel"])
async def test_continuing_or_dismissing_an_interrupted_task_closes_what_it_asked(
    db: Database, place: Place, agent: TestAgent, way: str
) -> None:
    data_key = uuid4()
    request = await restart_while_asking(db, place, agent, data_key)
    agent.turn = running()
    async with open_stack(db, agent, data_key=data_key) as after:
        if way == "continue":
            await after.until_state((await after.tasks.go_on(request.task_id, uuid4())).task)
        else:
            assert (await after.tasks.cancel(request.task_id)).state == "interrupted"
        assert await after.tasks.find_requests() == []
        with pytest.raises(AlreadyAnswered):
            await after.tasks.answer(request.id, uuid4(), ALLOW)


async def test_an_answer_that_was_never_used_is_kept_when_the_server_dies(
    db: Database, place: Place, agent: TestAgent
) -> None:
    """Killed between the answer and its result: the answer becomes the result."""
    data_key = uuid4()
    question = Question(id="q1", question="Which colour?")

    async def curious(prompt: Prompt, sink: Sink) -> Outcome:
        await sink.emit(ToolCallUpsert("c1", "ask", "ask", "Which?", {}, "running"))
        await sink.ask_now(NewRequest("question", "c1", "Which?", questions=[question]))
        await anyio.sleep_forever()
        raise AssertionError

    agent.turn = curious
    async with open_stack(db, agent, data_key=data_key) as before:
        request = await ask(before, place.chat_id)
        await before.tasks.answer(request.id, uuid4(), Answer(values={"q1": ["red"]}))
        await before.until(place.chat_id, lambda seen: [event["type"] for event in seen].count("part.updated") >= 2)
    assert await answer_parts(db, request.task_id) == [
        ("tool_call", "completed", "ask"),
        ("tool_result", "done", "Which colour?\n-> red"),
    ]
    assert await db.fetch_value("select state from requests") == "delivered"


async def test_what_a_call_prints_is_seen_at_once_and_replaced_by_its_result(
    stack: Stack, place: Place, db: Database
) -> None:
    go_on = anyio.Event()

    async def printing(prompt: Prompt, sink: Sink) -> Outcome:
        await sink.emit(ToolCallUpsert("c1", "bash", "shell", "make", {}, "running"))
        await sink.emit(ToolOutput("c1", "cc a.c\n"))
        await sink.emit(ToolOutput("c1", "cc b.c\n"))
        await sink.flush()
        await go_on.wait()
        await sink.emit(ToolResult("c1", "built"))
        await sink.emit(ToolCallUpsert("c1", "bash", "shell", "make", {}, "completed"))
        return Completed()

    stack.agent.turn = printing
    task = (await stack.send(place.chat_id, provider=EXTERNAL)).task
    events = await stack.until(place.chat_id, lambda seen: any(event["type"] == "part.delta" for event in seen))
    assert any("cc a.c" in str(event["data"]) for event in events if event["type"] == "part.delta")
    go_on.set()
    await stack.until_state(task)
    assert await answer_parts(db, task.id) == [("tool_call", "completed", "bash"), ("tool_result", "done", "built")]


@pytest.mark.parametrize("size", [1, 100_000])
async def test_what_a_call_had_printed_when_it_was_stopped_stays(
    stack: Stack, place: Place, db: Database, size: int
) -> None:
    async def printing(prompt: Prompt, sink: Sink) -> Outcome:
        await sink.emit(ToolCallUpsert("c1", "bash", "shell", "make", {}, "running"))
        await sink.emit(ToolOutput("c1", "cc a.c\n" * size))
        await sink.flush()
        await anyio.sleep_forever()
        raise AssertionError

    stack.agent.turn = printing
    task = (await stack.send(place.chat_id, provider=EXTERNAL)).task
    await stack.until(place.chat_id, lambda seen: any(event["type"] == "part.delta" for event in seen))
    await stack.tasks.cancel(task.id)
    call, output = await answer_parts(db, task.id)
    assert call == ("tool_call", "cancelled", "bash")
    assert output[:2] == ("tool_result", "interrupted")
    assert output[2].startswith("cc a.c\n")
    assert len(output[2]) < 50_000
