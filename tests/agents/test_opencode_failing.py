"""The opencode backend when a turn is stopped or fails, when opencode dies, and when its event stream breaks."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import AsyncIterator, Iterator

import aiohttp
import anyio
import psutil
import pytest

from boocode.backends.opencode import client, turn
from boocode.contracts.agents import (
    Cancelled,
    Completed,
    Failed,
    NewRequest,
    NoticeReport,
    Outcome,
    Resume,
    ToolOutput,
)
from boocode.contracts.wire.chat import Answer
from tests.support import cut_stream
from tests.support.opencode import DEADLINE, Bench, open_bench, prompt_of
from tests.support.recording import RecordingSink
from tests.support.server import command_of, until

# --- stopping -----------------------------------------------------------------------------------------------------


async def test_a_stopped_command_is_gone_and_the_next_prompt_is_answered(bench: Bench) -> None:
    bench.model.scripts["sleeps"] = [{"tools": [{"kind": "shell", "command": "echo begun; sleep 604"}]}]
    session = await bench.open(bench.directory())
    sink = RecordingSink()
    async with anyio.create_task_group() as group:
        group.start_soon(bench.backend.prompt, session, prompt_of("SCRIPT:sleeps"), sink)
        await until(lambda: any(isinstance(event, ToolOutput) for event in sink.events), "the command prints")
        group.cancel_scope.cancel()

    def sleeps() -> bool:
        below = psutil.Process(bench.pid).children(recursive=True)
        return any("sleep 604" in command_of(child) for child in below)

    await until(lambda: not sleeps(), "the command is gone")
    _, outcome = await bench.say(session, "SCRIPT:say")
    assert outcome == Completed()


async def test_stopping_while_it_asks_leaves_nothing_that_waits(bench: Bench) -> None:
    directory = bench.directory()
    session = await bench.open(directory)
    sink, asked = RecordingSink(), anyio.Event()

    async def never(request: NewRequest) -> Answer:
        asked.set()
        await anyio.sleep_forever()
        raise AssertionError

    sink.answer = never
    outcomes: list[Outcome] = []

    async def turn() -> None:
        outcomes.append(await bench.backend.prompt(session, prompt_of(f"SCRIPT:hello DIR:{directory}"), sink))

    async with anyio.create_task_group() as group:
        group.start_soon(turn)
        with anyio.fail_after(DEADLINE):
            await asked.wait()
        await bench.backend.cancel(session)

    assert outcomes == [Cancelled()]
    _, outcome = await bench.say(session, f"SCRIPT:hello DIR:{directory}")
    assert outcome == Completed()


async def test_stopping_closes_the_stream_of_the_model(bench: Bench) -> None:
    session = await bench.open(bench.directory())
    sink = RecordingSink()
    async with anyio.create_task_group() as group:
        group.start_soon(bench.backend.prompt, session, prompt_of("SCRIPT:slow"), sink)
        await until(lambda: "tick tick" in sink.text, "it streams")
        group.cancel_scope.cancel()

    (record,) = await bench.model.wait_for(lambda log: log[0].ended_at is not None)
    assert not record.completed


# --- failing ------------------------------------------------------------------------------------------------------


async def test_a_prompt_right_after_a_failed_one_is_answered_each_time(bench: Bench) -> None:
    session = await bench.open(bench.directory())
    for _ in range(3):
        _, failed = await bench.say(session, "SCRIPT:err401")
        sink, outcome = await bench.say(session, "SCRIPT:say")

        assert isinstance(failed, Failed)
        assert failed.code == "needs_login"
        assert "scripted bad key" in failed.message
        assert outcome == Completed()
        assert sink.text == "Hello from the scripted model."


async def test_retries_are_shown_and_can_be_stopped(bench: Bench) -> None:
    session = await bench.open(bench.directory())
    sink = RecordingSink()
    async with anyio.create_task_group() as group:
        group.start_soon(bench.backend.prompt, session, prompt_of("SCRIPT:err500"), sink)
        await until(lambda: bool(sink.notices("retry")), "a retry is told")
        group.cancel_scope.cancel()

    (notice, *_) = sink.notices("retry")
    assert notice.text == "scripted 500. opencode tries again (attempt 1)."
    assert notice.data["attempt"] == 1


async def test_an_overflowing_context_is_summarised_and_told(bench: Bench) -> None:
    sink, outcome = await bench.say(await bench.open(bench.directory()), "SCRIPT:errctx")

    assert outcome == Completed()
    assert any(event.data.get("code") == "compacted" for event in sink.events if isinstance(event, NoticeReport))


async def test_a_cut_answer_is_told_as_such(bench: Bench) -> None:
    sink, outcome = await bench.say(await bench.open(bench.directory()), "SCRIPT:length")

    assert (sink.text, outcome) == ("cut off here", Completed("length"))


async def test_an_empty_answer_is_a_failure(bench: Bench) -> None:
    _, outcome = await bench.say(await bench.open(bench.directory()), "SCRIPT:empty")

    assert isinstance(outcome, Failed)
    assert outcome.code == "empty_answer"


@pytest.mark.kill
async def test_a_killed_opencode_fails_the_turn_and_the_conversation_goes_on(bench: Bench) -> None:
    session = await bench.open(bench.directory())
    await bench.say(session, "SCRIPT:say and remember the word pineapple")
    sink, outcomes = RecordingSink(), list[Outcome]()

    async def turn() -> None:
        outcomes.append(await bench.backend.prompt(session, prompt_of("SCRIPT:slow"), sink))

    async with anyio.create_task_group() as group:
        group.start_soon(turn)
        await until(lambda: "tick" in sink.text, "it streams")
        os.kill(bench.pid, signal.SIGKILL)

    (failed,) = outcomes
    assert isinstance(failed, Failed)
    assert failed.code == "agent_died"
    assert "signal 9" in failed.message

    again = await bench.open(session.spec.directory, resume=Resume(session.native_id or ""))
    assert again.is_resumed
    _, outcome = await bench.say(again, "SCRIPT:say")
    assert outcome == Completed()
    assert "pineapple" in str(bench.model.chats()[-1].body["messages"])


async def test_a_hanging_opencode_is_ended_and_started_again(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    session = await bench.open(bench.directory())
    await bench.say(session, "SCRIPT:say")
    monkeypatch.setattr(turn, "SILENT_SECONDS", 0.5)
    monkeypatch.setattr(client, "_STREAM", aiohttp.ClientTimeout(total=None, sock_read=1))
    sink, outcomes = RecordingSink(), list[Outcome]()

    async def play() -> None:
        outcomes.append(await bench.backend.prompt(session, prompt_of("SCRIPT:forever"), sink))

    before = bench.pid
    async with anyio.create_task_group() as group:
        group.start_soon(play)
        await until(lambda: "on and on" in sink.text, "it streams")
        os.kill(before, signal.SIGSTOP)

    (failed,) = outcomes
    assert isinstance(failed, Failed)
    assert "It was ended" in failed.message
    monkeypatch.undo()
    _, outcome = await bench.say(session, "SCRIPT:say")
    assert outcome == Completed()
    assert bench.pid != before


# --- a broken event stream ----------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
async def behind_a_switch(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Bench]:
    """An opencode whose event stream can be broken by signals."""
    async with open_bench(tmp_path_factory.mktemp("cut"), sys.executable, cut_stream.__file__) as bench:
        yield bench


@pytest.fixture
def cuttable(behind_a_switch: Bench) -> Iterator[Bench]:
    """The same, whole again after each test."""
    behind_a_switch.model.log.clear()
    yield behind_a_switch
    os.kill(behind_a_switch.pid, signal.SIGUSR2)
    (behind_a_switch.root / "home/cut").unlink(missing_ok=True)


@pytest.mark.parametrize("comes_back", [True, False])
async def test_what_is_said_while_the_stream_is_cut_is_not_lost(cuttable: Bench, comes_back: bool) -> None:
    cuttable.model.scripts["long"] = [{"say": "".join(f"word{n} " for n in range(60)), "delay_ms": 30}]
    session = await cuttable.open(cuttable.directory())
    sink = RecordingSink()
    with anyio.fail_after(DEADLINE):
        async with anyio.create_task_group() as group:
            group.start_soon(cuttable.backend.prompt, session, prompt_of("SCRIPT:long"), sink)
            await until(lambda: "word3 " in sink.text, "it streams")
            os.kill(cuttable.pid, signal.SIGUSR1)
            await until((cuttable.root / "home/cut").exists, "the stream is cut")
            await cuttable.model.wait_for(lambda log: log[0].chunks > 40)
            if comes_back:
                os.kill(cuttable.pid, signal.SIGUSR2)

    assert sink.text.split() == [f"word{n}" for n in range(60)]


async def test_a_permission_that_is_asked_while_the_stream_is_cut_is_found(cuttable: Bench) -> None:
    directory = cuttable.directory()
    cuttable.model.scripts["late"] = [
        {
            "say": "one two three four five six seven eight nine ten",
            "delay_ms": 100,
            "tools": [{"kind": "write", "path": "{dir}/late.txt", "content": "late\n"}],
        },
        {"say": "written"},
    ]
    session, sink = await cuttable.open(directory), RecordingSink()
    with anyio.fail_after(DEADLINE):
        async with anyio.create_task_group() as group:
            group.start_soon(cuttable.backend.prompt, session, prompt_of(f"SCRIPT:late DIR:{directory}"), sink)
            await until(lambda: "two" in sink.text, "it streams")
            os.kill(cuttable.pid, signal.SIGUSR1)
            await until((cuttable.root / "home/cut").exists, "the stream is cut")
            await cuttable.model.wait_for(lambda log: log[0].completed)
            os.kill(cuttable.pid, signal.SIGUSR2)

    assert [request.title for request in sink.requests] == ["late.txt"]
    assert (directory / "late.txt").read_text() == "late\n"
    assert sink.text == "one two three four five six seven eight nine tenwritten"
