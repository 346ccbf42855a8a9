"""What goes wrong around a task ends that task, visibly and at once, and nothing else."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import uuid4

import anyio
import pytest

from boocode.contracts.agents import Completed, NoticeReport, Outcome, Prompt, Sink, TextDelta
from boocode.contracts.wire.chat import Message
from boocode.db import Database
from boocode.tasks import PromptAttachment
from boocode.tasks.admission import Admission
from boocode.tasks.delivery import Delivery
from tests.support.rows import HOST, Place
from tests.tasks.stack import DEADLINE, Stack, TestAgent, TestProviders, TestTitler, open_stack
from tests.tasks.test_life import answer_parts

HUGE = "é\x01" * 300_000


async def open_parts(db: Database) -> int:
    return await db.fetch_value(
        "select count(*) from parts p join tasks t on t.assistant_message_id = p.message_id"
        " where p.state = 'open' and t.ended_at is not null"
    )


@pytest.mark.parametrize("pieces", [1, 30, 100_000])
async def test_text_of_any_size_and_in_pieces_of_any_size_is_stored_whole(
    stack: Stack, place: Place, db: Database, pieces: int
) -> None:
    size = len(HUGE) // pieces

    async def shouting(prompt: Prompt, sink: Sink) -> Outcome:
        for start in range(0, len(HUGE), size):
            await sink.emit(TextDelta(HUGE[start : start + size]))
        return Completed()

    stack.agent.turn = shouting
    task = await stack.until_state((await stack.send(place.chat_id)).task)
    assert (task.state, task.error) == ("completed", None)
    assert await open_parts(db) == 0
    texts = [text for _, _, text in await answer_parts(db, task.id)]
    assert "".join(texts) == HUGE


async def test_an_unstorable_event_fails_its_task_at_once_and_with_its_reason(
    stack: Stack, place: Place, db: Database
) -> None:
    await db.execute("alter table events add constraint picky check (data::text not like '%poison%')")

    async def poisonous(prompt: Prompt, sink: Sink) -> Outcome:
        await sink.emit(TextDelta("before, "))
        await sink.flush()
        await sink.emit(NoticeReport("info", "poison"))
        await sink.flush()
        return Completed()

    stack.agent.turn = poisonous
    task = await stack.until_state((await stack.send(place.chat_id)).task)
    assert (task.state, task.reason) == ("failed", "event_refused")
    await db.execute("alter table events drop constraint picky")
    assert await open_parts(db) == 0
    assert ("text", "done", "before, ") in await answer_parts(db, task.id)


FULL = """
create function no_room() returns trigger language plpgsql as
$$ begin raise exception 'could not extend file' using errcode = 'disk_full'; end $$;
create trigger full_disk before update of lease_until on tasks for each row execute function no_room();
alter function head_task(uuid) rename to head_elsewhere;
alter table event_batches rename to batches_elsewhere;
"""
ROOM = """
drop trigger full_disk on tasks;
drop function no_room();
alter function head_elsewhere(uuid) rename to head_task;
alter table batches_elsewhere rename to event_batches;
"""


async def test_background_work_that_fails_is_logged_and_tried_again(
    db: Database, place: Place, agent: TestAgent, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("boocode.tasks.runner.LEASE_SECONDS", 0.05)
    monkeypatch.setattr("boocode.tasks.leases.REAP_SECONDS", 0.02)
    monkeypatch.setattr("boocode.tasks.housekeeping.INTERVAL_SECONDS", 0.02)
    going_on = anyio.Event()

    async def patient(prompt: Prompt, sink: Sink) -> Outcome:
        await going_on.wait()
        return Completed()

    agent.turn = patient
    async with open_stack(db, agent) as stack:
        task = (await stack.send(place.chat_id)).task
        await stack.until_state(task, "running")
        await db.execute(FULL)
        with anyio.fail_after(DEADLINE):
            while not all(words in caplog.text for words in ("cannot be renewed", "cannot be checked", "tidying")):
                await anyio.sleep(0.01)
        await db.execute(ROOM)
        going_on.set()
        assert (await stack.until_state(task)).state == "completed"


class RudeTitler(TestTitler):
    async def make_title(self, conversation: Sequence[Message], model: str | None) -> str | None:
        raise RuntimeError("no title today")


async def test_a_titler_that_breaks_breaks_nothing_else(
    db: Database, place: Place, agent: TestAgent, caplog: pytest.LogCaptureFixture
) -> None:
    async with open_stack(db, agent, titler=RudeTitler()) as stack:
        await stack.until_state((await stack.send(place.chat_id)).task)
        with anyio.fail_after(DEADLINE):
            while "no title today" not in caplog.text:
                await anyio.sleep(0.01)
        assert (await stack.until_state((await stack.send(place.chat_id)).task)).state == "completed"


async def test_a_steering_prompt_with_attachments_waits_for_its_own_turn(
    stack: Stack, place: Place, db: Database
) -> None:
    going_on, taken = anyio.Event(), list[int]()

    async def patient(prompt: Prompt, sink: Sink) -> Outcome:
        await going_on.wait()
        taken.append(len(await sink.take_steered()))
        return Completed()

    stack.agent.turn = patient
    first = (await stack.send(place.chat_id)).task
    await stack.until_state(first, "running")
    steering = await stack.send(
        place.chat_id, "look", delivery="steer", attachments=[PromptAttachment(path="picture.png")]
    )
    going_on.set()
    await stack.until_state(first)
    assert taken[0] == 0
    assert (await stack.until_state(steering.task)).reason == "stop"
    assert [part.type for part in stack.agent.prompts[-1].conversation[-1].parts] == ["attachment", "text"]


async def test_a_task_that_a_job_brought_outlives_the_worker_that_brought_it(
    db: Database, place: Place, agent: TestAgent, caplog: pytest.LogCaptureFixture
) -> None:
    data_key, going_on = uuid4(), anyio.Event()

    async def patient(prompt: Prompt, sink: Sink) -> Outcome:
        await going_on.wait()
        return Completed()

    agent.turn = patient
    async with open_stack(db, agent, data_key=data_key, shared=True) as stack:
        await stack.until_state((await stack.send(place.chat_id)).task, "running")
        waiting = (await stack.send(place.chat_id)).task
    async with open_stack(db, agent, data_key=data_key, shared=True) as stack:
        await stack.until_state(waiting, "running")
        await db.execute("alter table procrastinate_jobs rename to jobs_elsewhere")
        with anyio.fail_after(DEADLINE):
            while "starting it again" not in caplog.text:
                await anyio.sleep(0.01)
        await db.execute("alter table jobs_elsewhere rename to procrastinate_jobs")
        going_on.set()
        assert (await stack.until_state(waiting)).state == "completed"


async def test_a_prompt_admitted_on_another_machine_runs_where_its_project_is(
    db: Database, place: Place, agent: TestAgent
) -> None:
    async with (
        open_stack(db, agent, shared=True) as here,
        open_stack(db, agent, shared=True, host="elsewhere") as there,
    ):
        task = (await there.send(place.chat_id)).task
        assert (await here.until_state(task)).state == "completed"


async def test_a_prompt_that_was_never_handed_over_is_found_and_run(
    db: Database, place: Place, agent: TestAgent, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("boocode.tasks.leases.REAP_SECONDS", 0.02)
    monkeypatch.setattr("boocode.tasks.leases.LOST_SECONDS", 0.0)
    async with open_stack(db, agent) as stack:
        nobody = Delivery(db.dsn, HOST, shared=False)
        admission = Admission(stack.events, nobody, TestProviders(agent))
        admitted = await admission.admit(stack.prompt(place.chat_id, "lost"))
        assert (await stack.until_state(admitted.task)).state == "completed"
