"""Admission: one transaction, one receipt."""

from __future__ import annotations

from uuid import uuid4

import anyio
import pytest

from boocode.contracts.agents import Completed, Outcome, Prompt, Sink, TextDelta
from boocode.kernel.errors import NotFound
from boocode.kernel.ids import new_id
from boocode.tasks import Admitted, NewPrompt
from boocode.tasks.errors import ChatBusy, EmptyMessage, MessageTooLarge, NotContinuable, QueueFull
from tests.support.rows import Place
from tests.tasks.stack import DEADLINE, Stack, states_of
from tests.tasks.test_life import hanging


async def test_a_prompt_becomes_a_message_a_task_and_an_answer(stack: Stack, place: Place) -> None:
    admitted = await stack.send(place.chat_id, "hello")
    assert admitted.task.state == "pending"
    assert admitted.message.parts[0].type == "text"
    ended = await stack.until_state(admitted.task)
    assert (ended.state, ended.reason, ended.model) == ("completed", "stop", "test-model")
    events = await stack.until(place.chat_id, lambda seen: any(e["type"] == "title.updated" for e in seen))
    assert [event["seq"] for event in events] == list(range(1, len(events) + 1))
    assert states_of(events, admitted.task.id) == ["pending", "running", "completed"]


async def test_the_same_client_id_admits_once_also_when_sent_at_the_same_time(stack: Stack, place: Place) -> None:
    prompt = NewPrompt(chat_id=place.chat_id, client_id=uuid4(), text="once")
    receipts: list[Admitted] = []

    async def send() -> None:
        receipts.append(await stack.tasks.admit(prompt))

    async with anyio.create_task_group() as group:
        for _ in range(8):
            group.start_soon(send)
    assert len({receipt.task.id for receipt in receipts}) == 1
    assert len({receipt.message.id for receipt in receipts}) == 1
    await stack.until_state(receipts[0].task)
    assert len(stack.agent.prompts) == 1


async def test_prompts_sent_while_busy_wait_and_run_in_order(stack: Stack, place: Place) -> None:
    gate = anyio.Event()

    async def turn(prompt: Prompt, sink: Sink) -> Outcome:
        if len(stack.agent.prompts) == 1:
            await gate.wait()
        await sink.emit(TextDelta("answer"))
        return Completed()

    stack.agent.turn = turn
    first = await stack.send(place.chat_id, "first")
    await stack.until_state(first.task, "running")
    second = await stack.send(place.chat_id, "second")
    third = await stack.send(place.chat_id, "third")
    queue = await stack.tasks.queue.read(place.chat_id)
    assert [item.text for item in queue] == ["second", "third"]
    gate.set()
    await stack.until_state(third.task)
    texts = [prompt.conversation[-1].parts[0].text for prompt in stack.agent.prompts]  # type: ignore[union-attr]
    assert texts == ["first", "second", "third"]
    assert len(stack.agent.prompts[2].conversation) == 5, "the third prompt sees both exchanges before it"
    assert (await stack.tasks.get(second.task.id)).state == "completed"


async def test_many_chats_at_once_each_get_exactly_one_answer_per_prompt(stack: Stack, place: Place) -> None:
    async with anyio.create_task_group() as group:
        for number in range(12):
            group.start_soon(stack.send, place.chat_id, f"prompt {number}")
    tasks = await stack.tasks.find(chat_id=place.chat_id)
    assert len(tasks) == 12
    for task in tasks:
        assert (await stack.until_state(task)).state == "completed"
    assert len(stack.agent.prompts) == 12


async def test_empty_and_huge_messages_are_refused_and_nothing_is_stored(stack: Stack, place: Place) -> None:
    with pytest.raises(EmptyMessage):
        await stack.send(place.chat_id, "  \n ")
    with pytest.raises(MessageTooLarge):
        await stack.send(place.chat_id, "x" * 5_000_000)
    with pytest.raises(NotFound):
        await stack.send(new_id(), "hello")
    assert await stack.events.head(place.chat_id) == 0


async def test_the_largest_message_that_is_allowed_is_stored_whatever_it_is_made_of(stack: Stack, place: Place) -> None:
    admitted = await stack.send(place.chat_id, "\n" * 99_999 + "x")
    assert (await stack.until_state(admitted.task)).state == "completed"


async def test_editing_an_earlier_message_makes_a_sibling(stack: Stack, place: Place) -> None:
    first = await stack.send(place.chat_id, "first")
    await stack.until_state(first.task)
    edited = await stack.send(place.chat_id, "first, edited", as_root=True)
    await stack.until_state(edited.task)
    assert edited.message.parent_id is None
    assert edited.message.sibling_ids == [first.message.id, edited.message.id]
    assert len(stack.agent.prompts[1].conversation) == 1


async def test_a_message_below_a_parent_is_refused_while_a_task_runs(stack: Stack, place: Place) -> None:
    gate = anyio.Event()

    async def turn(prompt: Prompt, sink: Sink) -> Outcome:
        await gate.wait()
        return Completed()

    stack.agent.turn = turn
    running = await stack.send(place.chat_id, "first")
    with pytest.raises(ChatBusy):
        await stack.send(place.chat_id, "edited", as_root=True)
    gate.set()
    await stack.until_state(running.task)


async def test_regenerating_adds_a_sibling_answer(stack: Stack, place: Place) -> None:
    first = await stack.send(place.chat_id, "question")
    ended = await stack.until_state(first.task)
    assert ended.assistant_message_id
    again = await stack.tasks.regenerate(
        ended.assistant_message_id, NewPrompt(chat_id=place.chat_id, client_id=uuid4(), text="")
    )
    second = await stack.until_state(again.task)
    assert again.message.id == first.message.id
    events = await stack.until(place.chat_id, lambda seen: len(states_of(seen, second.id)) == 3)
    created = [e["data"]["message"] for e in events if e["type"] == "message.created"]  # type: ignore[index]
    assert created[-1]["sibling_ids"] == [str(ended.assistant_message_id), str(second.assistant_message_id)]


async def test_continuing_admits_a_task_that_names_the_one_before(stack: Stack, place: Place) -> None:
    async def fail(prompt: Prompt, sink: Sink) -> Outcome:
        raise RuntimeError("an adapter's mistake")

    stack.agent.turn = fail
    first = await stack.send(place.chat_id, "question")
    failed = await stack.until_state(first.task)
    assert (failed.state, failed.reason) == ("failed", "internal")
    assert [task.id for task in await stack.tasks.unseen()] == [failed.id]
    again = await stack.tasks.go_on(failed.id, uuid4())
    assert again.task.continues_id == failed.id
    assert await stack.tasks.unseen() == []
    await stack.until_state(again.task)


async def test_a_task_under_way_cannot_be_continued(stack: Stack, place: Place) -> None:
    gate = anyio.Event()

    async def turn(prompt: Prompt, sink: Sink) -> Outcome:
        await gate.wait()
        return Completed()

    stack.agent.turn = turn
    first = await stack.send(place.chat_id, "question")
    with pytest.raises(NotContinuable):
        await stack.tasks.go_on(first.task.id, uuid4())
    gate.set()
    await stack.until_state(first.task)


async def test_the_queue_has_an_end(stack: Stack, place: Place) -> None:
    gate = anyio.Event()

    async def turn(prompt: Prompt, sink: Sink) -> Outcome:
        await gate.wait()
        return Completed()

    stack.agent.turn = turn
    await stack.send(place.chat_id, "running")
    with pytest.raises(QueueFull), anyio.fail_after(DEADLINE):
        for number in range(100):
            await stack.send(place.chat_id, f"waiting {number}")
    gate.set()


async def test_a_prompt_that_was_taken_out_of_the_queue_cannot_be_answered_again(stack: Stack, place: Place) -> None:
    stack.agent.turn = hanging()
    await stack.until_state((await stack.send(place.chat_id)).task, "running")
    waiting = await stack.send(place.chat_id, "never mind")
    await stack.tasks.cancel(waiting.task.id)
    await stack.tasks.stop_chat(place.chat_id)
    with pytest.raises(NotFound):
        await stack.tasks.regenerate(waiting.message.id, stack.prompt(place.chat_id, ""))
