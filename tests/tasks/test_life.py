"""The life of a task: stop, ask and answer, steer, crash, lapse."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from uuid import UUID, uuid4

import anyio
import pytest

from boocode.contracts.agents import (
    Completed,
    Failed,
    NewRequest,
    Outcome,
    Parked,
    Prompt,
    Sink,
    TextDelta,
    ToolCallUpsert,
    ToolResult,
)
from boocode.contracts.wire.chat import Answer, Question, RequestOption
from boocode.db import Database
from boocode.kernel.errors import NotFound
from boocode.kernel.ids import new_id
from boocode.tasks.errors import AlreadyAnswered, BadAnswer, NotQueued
from tests.support.rows import Place, make_chat
from tests.tasks.stack import DEADLINE, Stack, TestAgent, Turn, open_stack, states_of

COLOUR = Question(id="q1", question="Which colour?", options=[RequestOption(id="red", kind="choice", label="Red")])


def hanging(started: Callable[[], None] = lambda: None) -> Turn:
    async def turn(prompt: Prompt, sink: Sink) -> Outcome:
        await sink.emit(TextDelta("half an "))
        await sink.emit(ToolCallUpsert("c1", "view_file", "read", "a.py", {}, "running"))
        await sink.flush()
        started()
        await anyio.sleep_forever()
        raise AssertionError

    return turn


async def asking(prompt: Prompt, sink: Sink) -> Outcome:
    """Asks in its first turn, and repeats the answer in the second."""
    if prompt.answers:
        answer = prompt.answers["c1"]
        await sink.emit(ToolResult("c1", "red" if answer.values else "?"))
        await sink.emit(ToolCallUpsert("c1", "ask_user_input", "ask", "Which colour?", {}, "completed"))
        await sink.emit(TextDelta(f"you said {answer.values}", step=1))
        return Completed()
    await sink.emit(ToolCallUpsert("c1", "ask_user_input", "ask", "Which colour?", {}, "running"))
    await sink.ask(NewRequest("question", "c1", "Which colour?", questions=[COLOUR]))
    return Parked()


async def open_request(stack: Stack) -> UUID:
    (request,) = await stack.tasks.find_requests()
    return request.id


async def answer_parts(db: Database, task_id: UUID) -> list[tuple[str, str, str]]:
    async with db.connection() as conn:
        cursor = await conn.execute(
            "select p.type, p.state, coalesce(p.data ->> 'text', p.data ->> 'tool') from parts p"
            " join tasks t on t.assistant_message_id = p.message_id where t.id = %s order by p.index",
            (task_id,),
        )
        return await cursor.fetchall()


async def test_stop_ends_a_running_task_once_and_keeps_what_was_said(stack: Stack, place: Place, db: Database) -> None:
    stack.agent.turn = hanging()
    admitted = await stack.send(place.chat_id)
    await stack.until(place.chat_id, lambda seen: [e["type"] for e in seen].count("part.created") >= 2)
    stopped = await stack.tasks.stop_chat(place.chat_id)
    assert stopped is not None
    assert (stopped.state, stopped.reason) == ("cancelled", "user")
    assert await answer_parts(db, admitted.task.id) == [
        ("text", "done", "half an "),
        ("tool_call", "cancelled", "view_file"),
    ]
    assert (await stack.tasks.cancel(admitted.task.id)).state == "cancelled", "stopping again changes nothing"
    events = await stack.until(place.chat_id, lambda seen: "cancelled" in states_of(seen, admitted.task.id))
    assert states_of(events, admitted.task.id) == ["pending", "running", "cancelled"]


async def test_stopping_an_idle_chat_does_nothing(stack: Stack, place: Place) -> None:
    assert await stack.tasks.stop_chat(place.chat_id) is None
    with pytest.raises(NotFound):
        await stack.tasks.stop_chat(new_id())


async def test_the_queue_goes_on_after_a_stop(stack: Stack, place: Place) -> None:
    begun = anyio.Event()
    stack.agent.turn = hanging(begun.set)
    first = await stack.send(place.chat_id)
    with anyio.fail_after(DEADLINE):
        await begun.wait()
    second = await stack.send(place.chat_id)

    async def finish(prompt: Prompt, sink: Sink) -> Outcome:
        return Completed()

    stack.agent.turn = finish
    await stack.tasks.cancel(first.task.id)
    assert (await stack.until_state(second.task)).state == "completed"


async def test_a_waiting_prompt_can_be_cancelled_edited_and_moved(stack: Stack, place: Place) -> None:
    begun = anyio.Event()
    stack.agent.turn = hanging(begun.set)
    first = await stack.send(place.chat_id, "first")
    with anyio.fail_after(DEADLINE):
        await begun.wait()
    a, b, c = [await stack.send(place.chat_id, text) for text in "abc"]
    moved = await stack.tasks.queue.reorder(place.chat_id, [c.task.id, a.task.id])
    assert [item.text for item in moved] == ["c", "a", "b"]
    await stack.tasks.queue.edit(place.chat_id, a.task.id, text="a, better")
    assert (await stack.tasks.cancel(b.task.id)).state == "cancelled"
    assert [item.text for item in await stack.tasks.queue.read(place.chat_id)] == ["c", "a, better"]
    with pytest.raises(NotQueued):
        await stack.tasks.queue.edit(place.chat_id, b.task.id, text="too late")
    with pytest.raises(NotQueued):
        await stack.tasks.queue.reorder(place.chat_id, [first.task.id])

    async def finish(prompt: Prompt, sink: Sink) -> Outcome:
        return Completed()

    stack.agent.turn = finish
    await stack.tasks.cancel(first.task.id)
    await stack.until_state(a.task)
    texts = [prompt.conversation[-1].parts[0].text for prompt in stack.agent.prompts]  # type: ignore[union-attr]
    assert texts == ["first", "c", "a, better"]


async def test_a_question_parks_the_task_and_its_answer_resumes_it(stack: Stack, place: Place, db: Database) -> None:
    stack.agent.turn = asking
    admitted = await stack.send(place.chat_id)
    blocked = await stack.until_state(admitted.task, "blocked")
    assert blocked.assistant_message_id
    row = await db.fetch_value("select lease_token is null from tasks where id = %s", (admitted.task.id,))
    assert row is True, "a parked task holds no lease"
    request_id, client_id = await open_request(stack), uuid4()
    answered = await stack.tasks.answer(request_id, client_id, Answer(values={"q1": ["red"]}))
    assert answered.state == "answered"
    assert (await stack.until_state(admitted.task)).state == "completed"
    assert await answer_parts(db, admitted.task.id) == [
        ("tool_call", "completed", "ask_user_input"),
        ("tool_result", "done", "red"),
        ("text", "done", "you said {'q1': ['red']}"),
    ]
    again = await stack.tasks.answer(request_id, client_id, Answer(values={"q1": ["blue"]}))
    assert again.answer == Answer(values={"q1": ["red"]}), "the same client id gets the same answer"
    with pytest.raises(AlreadyAnswered):
        await stack.tasks.answer(request_id, uuid4(), Answer(values={"q1": ["red"]}))


async def test_answers_that_do_not_fit_are_refused_and_the_request_stays_open(stack: Stack, place: Place) -> None:
    stack.agent.turn = asking
    admitted = await stack.send(place.chat_id)
    await stack.until_state(admitted.task, "blocked")
    request_id = await open_request(stack)
    for wrong in (Answer(), Answer(values={}), Answer(values={"other": ["x"]}), Answer(values={"q1": []})):
        with pytest.raises(BadAnswer):
            await stack.tasks.answer(request_id, uuid4(), wrong)
    assert (await stack.tasks.find_requests())[0].state == "open"
    with pytest.raises(NotFound):
        await stack.tasks.answer(new_id(), uuid4(), Answer(text="x"))


async def test_of_two_answers_at_once_one_wins_and_the_other_is_told(stack: Stack, place: Place) -> None:
    stack.agent.turn = asking
    admitted = await stack.send(place.chat_id)
    await stack.until_state(admitted.task, "blocked")
    request_id = await open_request(stack)
    outcomes: list[str] = []

    async def answer(value: str) -> None:
        try:
            await stack.tasks.answer(request_id, uuid4(), Answer(values={"q1": [value]}))
            outcomes.append("won")
        except AlreadyAnswered:
            outcomes.append("told")

    async with anyio.create_task_group() as group:
        group.start_soon(answer, "red")
        group.start_soon(answer, "blue")
    assert sorted(outcomes) == ["told", "won"]
    await stack.until_state(admitted.task)
    assert len(stack.agent.prompts) == 2


async def test_a_question_survives_a_restart_and_its_answer_resumes_the_same_task(
    db: Database, place: Place, agent: TestAgent
) -> None:
    agent.turn = asking
    data_key = uuid4()
    async with open_stack(db, agent, data_key=data_key) as before:
        admitted = await before.send(place.chat_id)
        await before.until_state(admitted.task, "blocked")
    async with open_stack(db, agent, data_key=data_key) as after:
        assert (await after.tasks.get(admitted.task.id)).state == "blocked"
        await after.tasks.answer(await open_request(after), uuid4(), Answer(values={"q1": ["red"]}))
        assert (await after.until_state(admitted.task)).state == "completed"


async def test_an_answer_given_while_nothing_runs_is_delivered_at_the_next_start(
    db: Database, place: Place, agent: TestAgent
) -> None:
    agent.turn = asking
    data_key = uuid4()
    async with open_stack(db, agent, data_key=data_key) as before:
        admitted = await before.send(place.chat_id)
        await before.until_state(admitted.task, "blocked")
        request_id = await open_request(before)
    await db.execute(
        'update requests set state = \'answered\', answer = \'{"values": {"q1": ["red"]}}\' where id = %s',
        (request_id,),
    )
    async with open_stack(db, agent, data_key=data_key) as after:
        assert (await after.until_state(admitted.task)).state == "completed"


async def test_stopping_a_blocked_task_cancels_its_question(stack: Stack, place: Place, db: Database) -> None:
    stack.agent.turn = asking
    admitted = await stack.send(place.chat_id)
    await stack.until_state(admitted.task, "blocked")
    request_id = await open_request(stack)
    assert (await stack.tasks.cancel(admitted.task.id)).state == "cancelled"
    assert await stack.tasks.find_requests() == []
    assert (await answer_parts(db, admitted.task.id))[0][1] == "cancelled"
    with pytest.raises(AlreadyAnswered, match="Nobody waits"):
        await stack.tasks.answer(request_id, uuid4(), Answer(values={"q1": ["red"]}))


async def test_a_steering_message_joins_the_running_task_exactly_once(stack: Stack, place: Place, db: Database) -> None:
    gate = anyio.Event()
    taken: list[str] = []

    async def turn(prompt: Prompt, sink: Sink) -> Outcome:
        await sink.emit(TextDelta("working "))
        await gate.wait()
        taken.extend([steered.text for steered in await sink.take_steered()])
        taken.extend([steered.text for steered in await sink.take_steered()])
        await sink.emit(TextDelta("and done"))
        return Completed()

    stack.agent.turn = turn
    admitted = await stack.send(place.chat_id)
    await stack.until_state(admitted.task, "running")
    steered = await stack.send(place.chat_id, "also do this", delivery="steer")
    gate.set()
    await stack.until_state(admitted.task)
    assert taken == ["also do this"]
    assert (await stack.tasks.get(steered.task.id)).reason == "steered"
    assert await answer_parts(db, admitted.task.id) == [
        ("text", "done", "working "),
        ("notice", "done", "also do this"),
        ("text", "done", "and done"),
    ]
    assert len(stack.agent.prompts) == 1


async def test_a_steering_message_that_nobody_took_becomes_a_queued_task(stack: Stack, place: Place) -> None:
    gate = anyio.Event()

    async def turn(prompt: Prompt, sink: Sink) -> Outcome:
        if len(stack.agent.prompts) == 1:
            await gate.wait()
        return Completed()

    stack.agent.turn = turn
    first = await stack.send(place.chat_id)
    await stack.until_state(first.task, "running")
    late = await stack.send(place.chat_id, "too late", delivery="steer")
    gate.set()
    ended = await stack.until_state(late.task)
    assert (ended.state, ended.delivery, ended.reason) == ("completed", "queue", "stop")
    assert len(stack.agent.prompts) == 2


async def test_a_clean_stop_marks_what_it_interrupted(db: Database, place: Place, agent: TestAgent) -> None:
    started = anyio.Event()
    agent.turn = hanging(started.set)
    with anyio.fail_after(DEADLINE):
        async with open_stack(db, agent) as stack:
            admitted = await stack.send(place.chat_id)
            await started.wait()
    async with db.connection() as conn:
        cursor = await conn.execute("select state, reason, lease_token from tasks where id = %s", (admitted.task.id,))
        assert await cursor.fetchone() == ("interrupted", "shutdown", None)
    assert await answer_parts(db, admitted.task.id) == [
        ("text", "done", "half an "),
        ("tool_call", "interrupted", "view_file"),
    ]


async def leave_running(db: Database, chat_id: UUID, data_key: UUID) -> UUID:
    """What a killed server leaves: a running task with an open part and deltas, its lease still unlapsed."""
    async with open_stack(db, TestAgent(), data_key=data_key) as stack:
        admitted = await stack.send(chat_id, "question")
        ended = await stack.until_state(admitted.task)
        part_id = new_id()
        part = {
            "id": str(part_id),
            "message_id": str(ended.assistant_message_id),
            "index": 9,
            "step": 0,
            "type": "text",
            "state": "open",
            "text": "",
            "created_at": "2026-01-01T00:00:00Z",
            "ended_at": None,
        }
        delta = {"message_id": part["message_id"], "part_id": str(part_id), "offset": 0, "text": "cut o"}
        async with stack.events.transaction() as tx:
            tx.emit(chat_id, "part.created", {"part": part})
            tx.emit(chat_id, "part.delta", delta)
            tx.emit(chat_id, "part.delta", {**delta, "offset": 5, "text": "ff"})
    await db.execute(
        "update tasks set state = 'running', reason = null, ended_at = null, lease_token = 99,"
        " lease_until = now() + interval '30 s' where id = %s",
        (admitted.task.id,),
    )
    return admitted.task.id


async def test_a_task_of_a_killed_server_is_interrupted_at_the_next_start_with_all_its_text(
    db: Database, place: Place, agent: TestAgent
) -> None:
    data_key = uuid4()
    task_id = await leave_running(db, place.chat_id, data_key)
    async with open_stack(db, agent, data_key=data_key) as after:
        ended = await after.tasks.get(task_id)
        assert (ended.state, ended.reason) == ("interrupted", "server_died")
        assert ("text", "interrupted", "cut off") in await answer_parts(db, task_id)
        assert [task.id for task in await after.tasks.unseen()] == [task_id]
        assert (await after.tasks.mark_seen(task_id)).seen_at is not None
        assert await after.tasks.unseen() == []
    assert agent.prompts == [], "an interrupted task is never run again by itself"


async def test_the_lease_of_another_hosts_server_is_respected_until_it_lapses(
    db: Database, place: Place, agent: TestAgent
) -> None:
    task_id = await leave_running(db, place.chat_id, uuid4())
    async with open_stack(db, agent, data_key=uuid4()) as other:
        assert (await other.tasks.get(task_id)).state == "running"


async def test_what_waited_in_the_queue_of_a_killed_server_runs_right_after_the_next_start(
    db: Database, place: Place, agent: TestAgent, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("boocode.tasks.leases.REAP_SECONDS", 3600)  # nobody looks for what was forgotten
    data_key = uuid4()
    agent.turn = hanging()
    async with open_stack(db, agent, data_key=data_key) as before:
        first = await before.send(place.chat_id, "first")
        await before.until_state(first.task, "running")
        waiting = await before.send(place.chat_id, "waiting")
    await db.execute("delete from procrastinate_jobs")
    agent.turn = TestAgent().turn
    async with open_stack(db, agent, data_key=data_key) as after:
        assert (await after.until_state(waiting.task)).state == "completed"


async def test_a_failed_turn_tells_its_reason_and_the_queue_goes_on(stack: Stack, place: Place) -> None:
    async def turn(prompt: Prompt, sink: Sink) -> Outcome:
        return Failed("endpoint_down", "Nothing answers at http://127.0.0.1:1.")

    stack.agent.turn = turn
    first = await stack.send(place.chat_id)
    second = await stack.send(place.chat_id)
    failed = await stack.until_state(first.task)
    assert (failed.state, failed.reason, failed.error) == (
        "failed",
        "endpoint_down",
        "Nothing answers at http://127.0.0.1:1.",
    )
    assert (await stack.until_state(second.task)).state == "failed"


async def test_a_vanished_project_directory_fails_the_task_with_what_to_do(stack: Stack, place: Place) -> None:
    place.path.rmdir()
    ended = await stack.until_state((await stack.send(place.chat_id)).task)
    assert ended.state == "failed"
    assert str(place.path) in (ended.error or "")


async def test_two_sessions_run_side_by_side(stack: Stack, place: Place, db: Database) -> None:
    both = anyio.Event()

    async def turn(prompt: Prompt, sink: Sink) -> Outcome:
        if len(stack.agent.prompts) == 2:
            both.set()
        await both.wait()
        return Completed()

    stack.agent.turn = turn
    other = await make_chat(db, place.path, project_id=place.project_id)
    first, second = await stack.send(place.chat_id), await stack.send(other.chat_id)
    assert (await stack.until_state(first.task)).state == "completed"
    assert (await stack.until_state(second.task)).state == "completed"


async def test_text_larger_than_an_event_is_stored_whole(stack: Stack, place: Place, db: Database) -> None:
    async def turn(prompt: Prompt, sink: Sink) -> Outcome:
        for number in range(3_000):
            await sink.emit(TextDelta(f"{number} " + "é" * 200))
        return Completed()

    stack.agent.turn = turn
    admitted = await stack.send(place.chat_id)
    assert (await stack.until_state(admitted.task)).state == "completed"
    text = "".join(text for _, _, text in await answer_parts(db, admitted.task.id))
    assert text == "".join(f"{number} " + "é" * 200 for number in range(3_000))


async def test_regenerating_that_is_stopped_before_it_starts_shows_the_answer_before(
    db: Database, place: Place, agent: TestAgent
) -> None:
    async with open_stack(db, agent) as stack:
        answered = await stack.until_state((await stack.send(place.chat_id)).task)
        await db.execute("update projects set host = 'another, which is off'")
        again = await stack.tasks.regenerate(answered.message_id, stack.prompt(place.chat_id, ""))
        await stack.tasks.cancel(again.task.id)
        shown = {"leaf_id": str(answered.assistant_message_id)}
        await stack.until(place.chat_id, lambda seen: shown in [e["data"] for e in seen if e["type"] == "leaf.updated"])
    assert await db.fetch_value("select leaf_id from chats") == answered.assistant_message_id


async def test_a_task_stopped_between_its_question_and_its_parking_leaves_no_call_waiting(
    stack: Stack, place: Place, db: Database
) -> None:
    async def slow_to_park(prompt: Prompt, sink: Sink) -> Outcome:
        await asking(prompt, sink)
        await anyio.sleep_forever()
        raise AssertionError

    stack.agent.turn = slow_to_park
    task = (await stack.send(place.chat_id)).task
    await stack.until(place.chat_id, lambda seen: any(e["type"] == "request.created" for e in seen))
    assert (await stack.tasks.cancel(task.id)).state == "cancelled"
    assert await answer_parts(db, task.id) == [("tool_call", "cancelled", "ask_user_input")]
    assert await stack.tasks.find_requests() == []


async def test_a_task_stopped_before_it_goes_on_with_its_answer_leaves_no_call_waiting(
    stack: Stack, place: Place, db: Database
) -> None:
    stack.agent.turn = asking
    task = (await stack.send(place.chat_id)).task
    await stack.until_state(task, "blocked")
    with anyio.fail_after(DEADLINE):
        async with anyio.create_task_group() as group, db.transaction() as conn:
            await conn.execute("lock table parts in access exclusive mode")  # nothing can be read to go on from
            await stack.tasks.answer(await open_request(stack), uuid4(), Answer(option_id="red"))
            await stack.until(place.chat_id, lambda seen: states_of(seen, task.id).count("running") == 2)
            group.start_soon(stack.tasks.cancel, task.id)
            while await db.fetch_value("select cancel_asked_at from tasks") is None:
                await anyio.sleep(0.01)
    assert (await stack.tasks.get(task.id)).state == "cancelled"
    assert await answer_parts(db, task.id) == [("tool_call", "cancelled", "ask_user_input")]


async def test_a_stop_that_comes_while_the_task_parks_still_stops_it(stack: Stack, place: Place, db: Database) -> None:
    async def stopped_at_last(prompt: Prompt, sink: Sink) -> Outcome:
        outcome = await asking(prompt, sink)
        await db.execute("update tasks set cancel_asked_at = now()")
        return outcome

    stack.agent.turn = stopped_at_last
    task = await stack.until_state((await stack.send(place.chat_id)).task)
    assert (task.state, task.reason) == ("cancelled", "user")
    assert await stack.tasks.find_requests() == []
    assert await answer_parts(db, task.id) == [("tool_call", "cancelled", "ask_user_input")]


async def test_requests_are_found_by_state_and_chat_also_behind_many_others(
    stack: Stack, place: Place, db: Database, tmp_path: Path
) -> None:
    stack.agent.turn = asking
    first = (await stack.send(place.chat_id)).task
    await stack.until_state(first, "blocked")
    await stack.tasks.answer(await open_request(stack), uuid4(), Answer(option_id="red"))
    await stack.until_state(first)
    other = await make_chat(db, tmp_path / "other")
    await stack.until_state((await stack.send(other.chat_id)).task, "blocked")
    assert [r.chat_id for r in await stack.tasks.find_requests(state="delivered", limit=1)] == [place.chat_id]
    assert [r.state for r in await stack.tasks.find_requests(state=None, chat_id=place.chat_id, limit=1)] == [
        "delivered"
    ]
    assert [r.chat_id for r in await stack.tasks.find_requests()] == [other.chat_id]
    assert [r.state for r in await stack.tasks.find_requests(state=None)] == ["delivered", "open"]
