"""Other people's agents: where they work, what they know, and who may run when."""

from __future__ import annotations

from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from uuid import UUID, uuid4

import anyio
import pytest

from boocode.chats.store import get_chat
from boocode.contracts.agents import (
    Completed,
    Failed,
    NewRequest,
    OptionsReport,
    Outcome,
    Parked,
    PlanReport,
    Prompt,
    Sink,
    TextDelta,
    ToolCallUpsert,
    permission_options,
)
from boocode.contracts.wire.chat import Answer, Task
from boocode.contracts.wire.events import PlanItem
from boocode.contracts.wire.options import ConfigChoice, ConfigOption
from boocode.contracts.wire.parts import TextPart
from boocode.db import Database
from boocode.kernel.errors import Unavailable
from boocode.kernel.ids import new_id
from boocode.tasks.service import last_plan
from tests.support.rows import Place, make_chat
from tests.tasks.stack import DEADLINE, EXTERNAL, Stack, TestAgent, TestWorkplaces, open_stack, say_done, states_of
from tests.tasks.test_life import answer_parts, hanging


@pytest.fixture
def workplaces(tmp_path: Path) -> TestWorkplaces:
    directory = tmp_path / "worktree"
    directory.mkdir()
    return TestWorkplaces(directory)


@pytest.fixture
async def stack(db: Database, agent: TestAgent, workplaces: TestWorkplaces) -> AsyncIterator[Stack]:
    async with open_stack(db, agent, workplaces=workplaces) as opened:
        yield opened


async def writing(prompt: Prompt, sink: Sink) -> Outcome:
    await sink.emit(ToolCallUpsert("look", "read", "read", "a.py", {}, "completed"))
    await sink.emit(ToolCallUpsert("change", "edit", "edit", "a.py", {}, "running"))
    await sink.emit(ToolCallUpsert("change", "edit", "edit", "a.py", {}, "completed"))
    await sink.emit(ToolCallUpsert("run", "bash", "shell", "make", {}, "running"))
    await sink.emit(TextDelta("done"))
    return Completed()


async def make_worktree(db: Database, place: Place, directory: Path) -> None:
    await db.execute(
        "insert into worktrees (id, session_id, session_name, project_id, host, kind, path, git_dir, base_commit,"
        " accepted_tree, state) values (%s, %s, 's', %s, 'testhost', 'worktree', %s, '', '', '', 'ready')",
        (new_id(), place.session_id, place.project_id, str(directory)),
    )


async def notices(db: Database, task: Task) -> list[str]:
    return [text for kind, _, text in await answer_parts(db, task.id) if kind == "notice"]


@asynccontextmanager
async def gated(stack: Stack) -> AsyncGenerator[list[UUID]]:
    """Turns that wait until the block ends; gives the chats whose turn has begun."""
    gate, begun = anyio.Event(), list[UUID]()

    async def turn(prompt: Prompt, sink: Sink) -> Outcome:
        begun.append(prompt.conversation[-1].chat_id)
        await gate.wait()
        return Completed()

    stack.agent.turn = turn
    yield begun
    gate.set()


# --- what is chosen of it -----------------------------------------------------------------------------------------


async def test_options_are_kept_with_the_chat_and_what_the_agent_changed_of_them_is_told(
    stack: Stack, place: Place, db: Database
) -> None:
    switch = ConfigOption(
        id="web",
        label="Web",
        kind="boolean",
        value="false",
        choices=[ConfigChoice(id=x, label=x) for x in ("true", "false")],
    )

    both_sent = anyio.Event()

    async def turn(prompt: Prompt, sink: Sink) -> Outcome:
        await both_sent.wait()
        await sink.emit(OptionsReport([switch], {"web": "false"}))
        return await say_done(prompt, sink)

    stack.agent.turn = turn
    chosen = {"web": "true", "style": "b"}
    first = await stack.send(place.chat_id, provider=EXTERNAL, options=chosen)
    waiting = await stack.send(place.chat_id, provider=EXTERNAL)
    both_sent.set()
    await stack.until_state(first.task)
    await stack.until_state(waiting.task)
    last = await stack.until_state((await stack.send(place.chat_id, provider=EXTERNAL)).task)
    assert [spec.options["web"] for spec in stack.agent.specs] == ["true", "true", "false"]
    assert last.options == {"web": "false", "style": "b"}
    async with db.connection() as conn:
        chat = await get_chat(conn, place.chat_id)
    assert (chat.options, chat.offered) == (last.options, [switch])
    events = await stack.until(place.chat_id, lambda seen: states_of(seen, last.id)[-1:] == ["completed"])
    told = [event["data"] for event in events if event["type"] == "options.updated"]
    assert told == [{"offered": [switch.model_dump()], "options": last.options}]
    stack.agent.turn = say_done
    other = await stack.until_state((await stack.send(place.chat_id, provider="boocode")).task)
    async with db.connection() as conn:
        chat = await get_chat(conn, place.chat_id)
    assert (other.options, chat.options, chat.offered) == ({}, {}, None)


# --- where it works -----------------------------------------------------------------------------------------------


async def test_an_agent_works_in_its_workplace_and_leaves_it_with_what_it_wrote(
    stack: Stack, place: Place, db: Database, workplaces: TestWorkplaces
) -> None:
    workplaces.notes = ["The change of a.py was rejected."]
    stack.agent.turn = writing
    task = await stack.until_state((await stack.send(place.chat_id, provider=EXTERNAL)).task)
    assert task.state == "completed"
    assert workplaces.told == [("enter", EXTERNAL), ("observe", "change"), ("leave", "change,run")]
    (spec,) = stack.agent.specs
    assert (spec.directory, spec.in_worktree) == (workplaces.directory, True)
    assert stack.agent.prompts[0].notes == ["The change of a.py was rejected."]
    assert await notices(db, task) == ["Worktree made.", "Left."]


async def test_the_native_agent_enters_only_where_there_is_a_worktree(
    stack: Stack, place: Place, db: Database, workplaces: TestWorkplaces
) -> None:
    await stack.until_state((await stack.send(place.chat_id)).task)
    assert (workplaces.told, stack.agent.specs[-1].directory) == ([], place.path)
    await make_worktree(db, place, workplaces.directory)
    await stack.until_state((await stack.send(place.chat_id)).task)
    assert (stack.agent.specs[-1].directory, stack.agent.specs[-1].in_worktree) == (workplaces.directory, True)
    assert [what for what, _ in workplaces.told] == ["enter", "leave"]


async def test_a_workplace_is_left_however_the_turn_ends(
    stack: Stack, place: Place, workplaces: TestWorkplaces
) -> None:
    async def failing(prompt: Prompt, sink: Sink) -> Outcome:
        return Failed("broken", "It broke.")

    async def raising(prompt: Prompt, sink: Sink) -> Outcome:
        raise RuntimeError("an adapter's mistake")

    for turn in (failing, raising):
        stack.agent.turn = turn
        assert (await stack.until_state((await stack.send(place.chat_id, provider=EXTERNAL)).task)).state == "failed"
    stack.agent.turn = hanging()
    task = (await stack.send(place.chat_id, provider=EXTERNAL)).task
    await stack.until(place.chat_id, lambda seen: any(event["type"] == "part.delta" for event in seen))
    assert (await stack.tasks.cancel(task.id)).state == "cancelled"
    assert [what for what, _ in workplaces.told] == ["enter", "leave"] * 3
    assert workplaces.inside == set()


async def test_a_workplace_that_cannot_be_made_fails_the_task_with_what_to_do(
    stack: Stack, place: Place, workplaces: TestWorkplaces
) -> None:
    workplaces.trouble = Unavailable("The repository is gone. Bring it back.")
    task = await stack.until_state((await stack.send(place.chat_id, provider=EXTERNAL)).task)
    assert (task.state, task.error) == ("failed", "The repository is gone. Bring it back.")
    assert stack.agent.prompts == []


async def test_a_workplace_that_cannot_be_read_is_said_and_the_task_still_ends(
    stack: Stack, place: Place, db: Database, workplaces: TestWorkplaces
) -> None:
    async def broken() -> None:
        raise Unavailable("git does not answer.")

    workplaces.leaving = broken
    task = await stack.until_state((await stack.send(place.chat_id, provider=EXTERNAL)).task)
    assert task.state == "completed"
    assert "git does not answer." in (await notices(db, task))[-1]


async def test_a_workplace_that_takes_for_ever_to_leave_holds_nobody_up(
    db: Database, place: Place, agent: TestAgent, workplaces: TestWorkplaces, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("boocode.tasks.runner.LEAVE_SECONDS_AT_STOP", 0.05)
    leaving = anyio.Event()

    async def leave() -> None:
        leaving.set()
        await anyio.sleep_forever()

    workplaces.leaving = leave
    with anyio.fail_after(DEADLINE):
        async with open_stack(db, agent, workplaces=workplaces) as stack:
            task = (await stack.send(place.chat_id, provider=EXTERNAL)).task
            await leaving.wait()
    assert await db.fetch_value("select state from tasks where id = %s", (task.id,)) == "completed"


# --- what it knows ------------------------------------------------------------------------------------------------


async def said_to(stack: Stack, place: Place, text: str, provider: str = EXTERNAL) -> Task:
    return await stack.until_state((await stack.send(place.chat_id, text, provider=provider)).task)


def handed_over(stack: Stack) -> list[str]:
    """The texts that the agent was told with its last prompt."""
    parts = [part for message in stack.agent.prompts[-1].handover for part in message.parts]
    return [part.text for part in parts if isinstance(part, TextPart)]


async def handover_notices(db: Database) -> list[str]:
    rows = await db.fetch_all(
        dict[str, str],
        "select data -> 'data' ->> 'how' as how from parts where type = 'notice' and data ->> 'kind' = 'handover'"
        " order by created_at",
    )
    return [row["how"] for row in rows]


async def test_an_agent_goes_on_with_its_own_conversation(stack: Stack, place: Place, db: Database) -> None:
    await said_to(stack, place, "one")
    assert (stack.agent.specs[-1].resume, handed_over(stack)) == (None, [])
    await said_to(stack, place, "two")
    resume = stack.agent.specs[-1].resume
    assert resume is not None
    assert (resume.native_id, resume.data) == ("conversation 1", {"opened": 1})
    assert handed_over(stack) == []
    assert await handover_notices(db) == []


async def test_a_session_taken_up_after_a_restart_is_told_once(
    db: Database, place: Place, agent: TestAgent, workplaces: TestWorkplaces
) -> None:
    async with open_stack(db, agent, workplaces=workplaces) as stack:
        await said_to(stack, place, "one")
    async with open_stack(db, agent, workplaces=workplaces) as stack:
        await said_to(stack, place, "two")
        await said_to(stack, place, "three")
        assert handed_over(stack) == []
    assert await handover_notices(db) == ["resumed"]


async def test_an_agent_that_comes_back_is_told_what_was_said_since(stack: Stack, place: Place, db: Database) -> None:
    await said_to(stack, place, "one")
    await said_to(stack, place, "two", provider="boocode")
    await said_to(stack, place, "three")
    assert stack.agent.specs[-1].resume is not None
    assert handed_over(stack) == ["two", "done"]
    assert await handover_notices(db) == ["caught_up"]


async def test_an_agent_new_to_a_chat_is_told_all_of_it(stack: Stack, place: Place, db: Database) -> None:
    await said_to(stack, place, "one", provider="boocode")
    task = await said_to(stack, place, "two")
    assert handed_over(stack) == ["one", "done"]
    assert "A fresh session of External; the conversation so far was handed over." in await notices(db, task)


@pytest.mark.parametrize("why", ["set up differently", "another branch", "forgotten"])
async def test_a_conversation_that_is_no_use_any_more_begins_afresh(
    stack: Stack, place: Place, db: Database, why: str
) -> None:
    first = await said_to(stack, place, "one")
    await said_to(stack, place, "two")
    parent_id = None
    if why == "set up differently":
        stack.agent.setup = "another model"
    elif why == "another branch":
        parent_id = first.assistant_message_id
    else:
        stack.agent.forgets = True
    sent = await stack.send(place.chat_id, "three", provider=EXTERNAL, parent_id=parent_id)
    ended = await stack.until_state(sent.task)
    assert ended.state == "completed"
    if why == "another branch":
        assert handed_over(stack) == ["one", "done"]
    else:
        assert handed_over(stack) == ["one", "done", "two", "done"]
    assert stack.agent.specs[-1].resume is None
    assert await handover_notices(db) == ["fresh"]
    row = await db.fetch_one(dict[str, object], "select state, native_id, head_message_id from agent_sessions")
    assert row == {"state": "idle", "native_id": "conversation 3" if why != "forgotten" else "conversation 4",
                   "head_message_id": ended.assistant_message_id}  # fmt: skip


async def test_a_turn_that_failed_is_told_again_and_one_that_broke_begins_afresh(stack: Stack, place: Place) -> None:
    async def failing(prompt: Prompt, sink: Sink) -> Outcome:
        return Failed("rate_limited", "Too much.")

    async def breaking(prompt: Prompt, sink: Sink) -> Outcome:
        raise Unavailable("The agent died.")

    await said_to(stack, place, "one")
    stack.agent.turn = failing
    await said_to(stack, place, "two")
    stack.agent.turn = breaking
    await said_to(stack, place, "three")
    assert (stack.agent.specs[-1].resume is not None, handed_over(stack)) == (True, ["two"])
    stack.agent.turn = say_done
    await said_to(stack, place, "four")
    assert (stack.agent.specs[-1].resume, handed_over(stack)) == (None, ["one", "done", "two", "three"])


async def test_last_plan_of_a_task_is_kept_with_it(stack: Stack, place: Place, db: Database) -> None:
    async def planning(prompt: Prompt, sink: Sink) -> Outcome:
        await sink.emit(PlanReport([PlanItem(text="Look", state="pending")]))
        await sink.emit(PlanReport([PlanItem(text="Look", state="done")]))
        return Completed()

    stack.agent.turn = planning
    planned = await said_to(stack, place, "one")
    stack.agent.turn = say_done
    without = await said_to(stack, place, "two")
    async with db.connection() as conn:
        assert await last_plan(conn, planned) == [PlanItem(text="Look", state="done")]
        assert await last_plan(conn, without) == []


# --- who may run when ---------------------------------------------------------------------------------------------


async def test_three_chats_of_a_view_run_one_at_a_time_in_their_order(
    stack: Stack, place: Place, db: Database, workplaces: TestWorkplaces, caplog: pytest.LogCaptureFixture
) -> None:
    more = [await make_chat(db, place.path, session_id=place.session_id, project_id=place.project_id) for _ in "ab"]
    chats = [place.chat_id, *(each.chat_id for each in more)]
    async with gated(stack) as begun:
        sent = [(await stack.send(chat_id, provider=EXTERNAL)).task for chat_id in chats for _ in range(2)]
        await stack.until_state(sent[0], "running")
        with anyio.fail_after(DEADLINE):
            while not begun:
                await anyio.sleep(0.005)
        assert len(begun) == 1
    assert {(await stack.until_state(task)).state for task in sent} == {"completed"}
    assert workplaces.crowded == 0
    assert "failed unexpectedly" not in caplog.text
    assert begun[:2] == [chats[0]] * 2, "what has waited longest goes first"
    assert [what for what, _ in workplaces.told] == ["enter", "leave"] * 6


async def test_a_chat_without_writers_is_not_held_up_by_the_view(stack: Stack, place: Place, db: Database) -> None:
    other = await make_chat(db, place.path, session_id=place.session_id, project_id=place.project_id)
    async with gated(stack) as begun:
        await stack.send(place.chat_id, provider=EXTERNAL)
        with anyio.fail_after(DEADLINE):
            while not begun:
                await anyio.sleep(0.005)
        await stack.until_state((await stack.send(other.chat_id)).task, "running")


async def test_the_number_of_agents_at_once_is_kept_and_the_others_wait_their_turn(
    db: Database, tmp_path: Path, agent: TestAgent, workplaces: TestWorkplaces
) -> None:
    places = [await make_chat(db, tmp_path / f"repo{number}") for number in range(5)]
    admitted, two_at_once = anyio.Event(), anyio.Event()
    order: list[UUID] = []
    running, most = set[UUID](), 0

    async def counting(prompt: Prompt, sink: Sink) -> Outcome:
        nonlocal most
        order.append(prompt.conversation[-1].chat_id)
        running.add(prompt.task_id)
        most = max(most, len(running))
        if len(running) == 2:
            two_at_once.set()
        await admitted.wait()
        await two_at_once.wait()
        await sink.emit(TextDelta("done"))
        await sink.flush()
        running.remove(prompt.task_id)
        return Completed()

    agent.turn = counting
    async with open_stack(db, agent, workplaces=workplaces, max_agents=2) as stack:
        sent = [(await stack.send(each.chat_id, provider=EXTERNAL)).task for each in places for _ in range(3)]
        admitted.set()
        for task in sent:
            assert (await stack.until_state(task)).state == "completed"
    assert most == 2
    assert len(order) == len(sent)
    third = min([at for at, id_ in enumerate(order) if id_ == each.chat_id][2] for each in places)
    assert all(order.index(each.chat_id) < third for each in places), "nobody keeps the others out"


async def test_what_waits_for_an_agent_can_be_stopped_at_once(
    db: Database, place: Place, tmp_path: Path, agent: TestAgent
) -> None:
    other = await make_chat(db, tmp_path / "other")
    async with open_stack(db, agent, max_agents=1) as stack, gated(stack):
        first = (await stack.send(place.chat_id, provider=EXTERNAL)).task
        await stack.until_state(first, "running")
        waiting = (await stack.send(other.chat_id, provider=EXTERNAL)).task
        native = (await stack.send(other.chat_id, provider="boocode")).task
        assert (await stack.tasks.cancel(waiting.id)).state == "cancelled"
        await stack.until_state(native, "running")
        assert (await stack.tasks.get(first.id)).state == "running"


async def test_a_parked_native_task_holds_no_view_and_goes_on_when_it_is_free(
    stack: Stack, place: Place, db: Database, workplaces: TestWorkplaces
) -> None:
    await make_worktree(db, place, workplaces.directory)
    other = await make_chat(db, place.path, session_id=place.session_id, project_id=place.project_id)

    async def asking(prompt: Prompt, sink: Sink) -> Outcome:
        if prompt.answers:
            return Completed()
        await sink.emit(ToolCallUpsert("c1", "run_command", "shell", "make", {}, "running"))
        await sink.ask(NewRequest("permission", "c1", "Run make", options=permission_options()))
        return Parked()

    stack.agent.turn = asking
    parked = (await stack.send(place.chat_id)).task
    await stack.until_state(parked, "blocked")
    async with gated(stack) as begun:
        task = (await stack.send(other.chat_id, provider=EXTERNAL)).task
        await stack.until_state(task, "running")
        (request,) = await stack.tasks.find_requests()
        await stack.tasks.answer(request.id, uuid4(), Answer(option_id="allow_once"))
        assert (await stack.tasks.get(parked.id)).state == "blocked", "the view is taken"
        with anyio.fail_after(DEADLINE):
            while not begun:
                await anyio.sleep(0.005)
    assert (await stack.until_state(task)).state == "completed"
    assert (await stack.until_state(parked)).state == "completed"


async def test_a_stop_that_comes_while_a_task_starts_is_noticed_at_once(
    stack: Stack, place: Place, db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Committed as running, but not known to the runner yet."""
    started, go_on = anyio.Event(), anyio.Event()
    stack.agent.turn = hanging()
    start = stack.tasks._transitions.start  # pyright: ignore[reportPrivateUsage]

    async def slow_start(chat_id: UUID) -> object:
        found = await start(chat_id)
        if found:
            started.set()
            await go_on.wait()
        return found

    monkeypatch.setattr(stack.tasks._transitions, "start", slow_start)  # pyright: ignore[reportPrivateUsage]
    task = (await stack.send(place.chat_id)).task
    with anyio.fail_after(DEADLINE):
        await started.wait()
        async with anyio.create_task_group() as group:
            group.start_soon(stack.tasks.cancel, task.id)
            while await db.fetch_value("select cancel_asked_at from tasks") is None:
                await anyio.sleep(0.005)
            go_on.set()
    assert (await stack.tasks.get(task.id)).state == "cancelled"


async def test_a_completed_answer_is_not_interrupted_by_a_database_that_is_away(
    stack: Stack, place: Place, db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("boocode.tasks.runner.FINISH_SECONDS", 0.05)
    monkeypatch.setattr("boocode.tasks.runner.RETRY_SECONDS", 0.01)
    await db.execute(
        "create function no_end() returns trigger language plpgsql as"
        " $$ begin raise exception 'no room' using errcode = 'disk_full'; end $$;"
        "create trigger no_end before update of ended_at on tasks for each row when (new.ended_at is not null)"
        " execute function no_end()"
    )
    task = (await stack.send(place.chat_id)).task
    await stack.until(place.chat_id, lambda seen: any(event["type"] == "part.completed" for event in seen))
    with anyio.move_on_after(0.3):
        await anyio.sleep_forever()
    await db.execute("drop trigger no_end on tasks; drop function no_end()")
    assert (await stack.until_state(task)).state == "completed"
