"""The opencode backend with the real opencode and the scripted model: turns, what it asks, its sessions."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import anyio
import pytest

from boocode.backends.opencode import server
from boocode.backends.opencode.offer import UnknownMode, UnknownModel
from boocode.contracts.agents import Completed, NewRequest, PlanReport, Resume, ToolOutput, ToolResult
from boocode.contracts.launch import Launch
from boocode.contracts.wire.chat import Answer
from boocode.contracts.wire.parts import EditDetail, ShellDetail, WriteDetail
from tests.support.opencode import Bench, open_bench, prompt_of
from tests.support.recording import RecordingSink
from tests.support.server import until


def answering(option: str, text: str | None = None) -> RecordingSink:
    """A sink whose human gives this answer to everything."""

    async def answer(request: NewRequest) -> Answer:
        return Answer(option_id=option, text=text)

    sink = RecordingSink()
    sink.answer = answer
    return sink


# --- a turn -------------------------------------------------------------------------------------------------------


async def test_a_file_is_written_after_it_was_allowed(bench: Bench) -> None:
    directory = bench.directory()
    session = await bench.open(directory)
    sink, outcome = await bench.say(session, f"SCRIPT:hello DIR:{directory}")

    assert outcome == Completed()
    assert (directory / "hello.txt").read_text() == "hello world\n"
    assert sink.text == "I will write hello.txt.done"
    assert sink.reasoning == "The user wants hello.txt. I will write it.The file is there."
    (request,) = sink.requests
    assert (request.kind, request.title) == ("permission", "hello.txt")
    assert "+hello world" in request.detail
    assert (request.subject, [option.kind for option in request.options][1]) == ("edit", "allow_always")
    (call,) = sink.calls
    assert (call.tool, call.kind, call.title, call.state) == ("write", "write", "hello.txt", "completed")
    (detail,) = [event.detail for event in sink.events if isinstance(event, ToolResult)]
    assert detail == WriteDetail(path="hello.txt", content="hello world\n")
    assert call.step == 0
    assert sink.parts[-1].step == 1


async def test_an_edit_is_shown_as_a_diff(bench: Bench) -> None:
    directory = bench.directory()
    (directory / "hello.txt").write_text("hello world\n")
    sink, outcome = await bench.say(await bench.open(directory), f"SCRIPT:again DIR:{directory}")

    assert outcome == Completed()
    details = [event.detail for event in sink.events if isinstance(event, ToolResult)]
    edit = details[-1]
    assert isinstance(edit, EditDetail)
    assert edit.path == "hello.txt"
    assert edit.diff.startswith("--- ")
    assert "-hello world\n+hello again" in edit.diff


async def test_usage_counts_cached_tokens_as_prompt(bench: Bench) -> None:
    sink, _ = await bench.say(await bench.open(bench.directory()), "SCRIPT:say")

    usage = sink.usage
    assert usage.cached_tokens > 1000
    assert usage.prompt_tokens > usage.cached_tokens
    assert usage.context_tokens == usage.prompt_tokens + usage.completion_tokens
    assert usage.context_size == 32768
    assert usage.cost is None


async def test_a_running_command_shows_what_it_prints(bench: Bench) -> None:
    bench.model.scripts["ticks"] = [
        {"tools": [{"kind": "shell", "command": "echo one; sleep 1; echo two; exit 3"}]},
        {"say": "ran"},
    ]
    sink, outcome = await bench.say(await bench.open(bench.directory()), "SCRIPT:ticks")

    assert outcome == Completed()
    printed = "".join(event.text for event in sink.events if isinstance(event, ToolOutput))
    assert "one\n".startswith(printed[:4])
    (result,) = [event for event in sink.events if isinstance(event, ToolResult)]
    assert isinstance(result.detail, ShellDetail)
    assert result.detail.exit_code == 3
    assert "one\ntwo\n" in result.detail.output


async def test_a_plan_is_told(bench: Bench) -> None:
    sink, _ = await bench.say(await bench.open(bench.directory()), "SCRIPT:plan")

    plans = [[(item.text, item.state) for item in e.items] for e in sink.events if isinstance(e, PlanReport)]
    assert plans[0] == [("Write the file", "running"), ("Check it", "pending")]
    assert plans[-1] == [("Write the file", "done"), ("Check it", "done")]


async def test_model_mode_and_thinking_are_sent_each_time(bench: Bench) -> None:
    session = await bench.open(bench.directory())
    await bench.say(session, "SCRIPT:say", model="scripted-small", mode="plan")
    await bench.say(session, "SCRIPT:say", model="llama-swap/scripted", thinking="high")

    first, second = bench.model.chats()
    assert (first.model, second.model) == ("scripted-small", "scripted")
    assert second.body["reasoning_effort"] == "high"
    assert "edit" not in first.tools
    assert "edit" in second.tools


async def test_a_command_of_opencode_is_run_as_one(bench: Bench) -> None:
    sink, outcome = await bench.say(await bench.open(bench.directory()), "/init SCRIPT:say")

    assert outcome == Completed()
    assert sink.text == "Hello from the scripted model."
    assert "AGENTS.md" in str(bench.model.chats()[0].body["messages"][-1])


# --- asking -------------------------------------------------------------------------------------------------------


async def test_a_rejection_ends_the_turn_and_nothing_is_written(bench: Bench) -> None:
    directory = bench.directory()
    sink, outcome = await bench.say(
        await bench.open(directory), f"SCRIPT:hello DIR:{directory}", sink=answering("reject_once")
    )

    assert outcome == Completed()
    assert not (directory / "hello.txt").exists()
    assert sink.calls[0].state == "cancelled"
    assert len(bench.model.chats()) == 1


async def test_a_rejection_with_feedback_lets_it_go_on(bench: Bench) -> None:
    directory = bench.directory()
    sink = answering("reject_once", "Call it greeting.txt instead.")
    sink, outcome = await bench.say(await bench.open(directory), f"SCRIPT:hello DIR:{directory}", sink=sink)

    assert outcome == Completed()
    assert not (directory / "hello.txt").exists()
    assert sink.text.endswith("done")
    assert "Call it greeting.txt instead." in str(bench.model.chats()[1].body["messages"])


async def test_a_path_outside_is_asked_for_by_itself(bench: Bench) -> None:
    directory = bench.directory()
    sink, outcome = await bench.say(await bench.open(directory), f"SCRIPT:outside DIR:{directory}")

    assert outcome == Completed()
    first, second = sink.requests
    assert "outside of the directory" in first.title
    assert first.subject.startswith("tool:external_directory=")
    assert second.subject.startswith("edit=")


async def test_a_question_is_answered(bench: Bench) -> None:
    sink = RecordingSink()

    async def answer(request: NewRequest) -> Answer:
        (question,) = request.questions
        assert [option.label for option in question.options] == ["red", "blue"]
        return Answer(values={question.id: ["blue"]})

    sink.answer = answer
    sink, outcome = await bench.say(await bench.open(bench.directory()), "SCRIPT:question", sink=sink)

    assert outcome == Completed()
    assert sink.text.endswith("Thanks for answering.")
    assert '"Which colour?"="blue"' in sink.results[0].text


# --- sessions -----------------------------------------------------------------------------------------------------


async def test_two_directories_at_once_do_not_mix(bench: Bench) -> None:
    bench.model.scripts["left"] = [{"say": "left ", "repeat": 100_000, "delay_ms": 10}]
    bench.model.scripts["right"] = [{"say": "right ", "repeat": 40, "delay_ms": 10}]
    left, right = await bench.open(bench.directory("left")), await bench.open(bench.directory("right"))
    endless, sink = RecordingSink(), RecordingSink()

    async with anyio.create_task_group() as group:
        group.start_soon(bench.backend.prompt, left, prompt_of("SCRIPT:left"), endless)
        await until(lambda: "left left" in endless.text, "the first one streams")
        await bench.say(right, "SCRIPT:right", sink=sink)
        group.cancel_scope.cancel()

    assert sink.text.split() == ["right"] * 40
    assert set(endless.text.split()) == {"left"}
    assert len(bench.pool.seats) == 1


async def test_a_conversation_that_is_gone_begins_anew(bench: Bench) -> None:
    directory = bench.directory()
    session = await bench.open(directory, resume=Resume("ses_doesnotexist"))

    assert not session.is_resumed
    _, outcome = await bench.say(session, "SCRIPT:say")
    assert outcome == Completed()


async def test_a_session_of_another_directory_is_not_resumed(bench: Bench) -> None:
    session = await bench.open(bench.directory("one"))
    other = await bench.open(bench.directory("two"), resume=Resume(session.native_id or ""))

    assert not other.is_resumed
    assert other.native_id != session.native_id


async def test_another_launch_starts_another_server(bench: Bench) -> None:
    session = await bench.open(bench.directory())
    before = bench.pid
    bench.launches.append(replace(bench.launches[-1], fingerprint="another"))
    again = await bench.open(session.spec.directory, resume=Resume(session.native_id or ""))

    assert again.is_resumed
    await until(lambda: len(bench.pool.seats) == 1, "the old one has ended")
    assert bench.pid != before


async def test_a_server_of_many_directories_is_replaced_while_it_is_in_use(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    bench.model.scripts["held"] = [{"say": "still here ", "repeat": 100_000, "delay_ms": 10}]
    session, sink = await bench.open(bench.directory()), RecordingSink()
    before = bench.pid
    async with anyio.create_task_group() as group:
        group.start_soon(bench.backend.prompt, session, prompt_of("SCRIPT:held"), sink)
        await until(lambda: "still here" in sink.text, "it streams")
        monkeypatch.setattr(server, "_MOST_DIRECTORIES", 0)
        await bench.open(bench.directory())
        monkeypatch.undo()
        assert len(bench.pool.seats) == 2
        seen = len(sink.text)
        await until(lambda: len(sink.text) > seen, "the turn goes on")
        group.cancel_scope.cancel()
    await until(lambda: len(bench.pool.seats) == 1, "the old one ends after its last turn")
    assert bench.pid != before


async def test_a_probe_tells_models_modes_and_commands(bench: Bench) -> None:
    empty = bench.root / "empty"
    empty.mkdir()
    probe = await bench.backend.probe(empty)

    assert probe.version == "1.18.33"
    assert [model.id for model in probe.models] == ["llama-swap/scripted", "llama-swap/scripted-small"]
    assert probe.models[0].context_size == 32768
    assert probe.default_model == "llama-swap/scripted"
    assert {"build", "plan"} <= {mode.id for mode in probe.modes}
    assert probe.default_mode == "build"
    assert "init" in {command.name for command in probe.commands}
    assert "high" in {option.id for option in probe.thinking}
    assert not probe.needs_login


async def test_an_idle_opencode_is_ended_and_started_again_on_need(tmp_path: Path) -> None:
    async with open_bench(tmp_path, idle_seconds=0.2) as bench:
        session = await bench.open(bench.directory())
        await bench.say(session, "SCRIPT:say")
        await until(lambda: not bench.pool.seats, "it is ended")

        again = await bench.open(session.spec.directory, resume=Resume(session.native_id or ""))
        _, outcome = await bench.say(again, "SCRIPT:say")
        assert again.is_resumed
        assert outcome == Completed()


async def test_a_subagent_asks_for_permission_too(bench: Bench) -> None:
    directory = bench.directory()
    task = {"description": "Write it", "prompt": f"SCRIPT:hello DIR:{directory}", "subagent_type": "general"}
    bench.model.scripts["delegate"] = [
        {"tools": [{"kind": "raw", "name": "task", "args": task}]},
        {"say": "delegated"},
    ]
    sink, outcome = await bench.say(await bench.open(directory), "SCRIPT:delegate")

    assert outcome == Completed()
    (request,) = sink.requests
    (call,) = sink.calls
    assert (request.title, request.call_id) == ("hello.txt", call.call_id)
    assert (call.kind, call.title, call.state) == ("delegate", "Write it", "completed")
    assert (directory / "hello.txt").exists()
    assert sink.text == "delegated"
    assert sink.usage.prompt_tokens > sink.usage.context_tokens


async def test_an_unknown_model_and_mode_are_refused_with_what_there_is(bench: Bench) -> None:
    session = await bench.open(bench.directory())
    with pytest.raises(UnknownModel, match="does not have the model nope/none"):
        await bench.say(session, "SCRIPT:say", model="nope/none")
    with pytest.raises(UnknownMode, match="It has build"):
        await bench.say(session, "SCRIPT:say", mode="yolo")


async def test_a_program_that_ends_at_once_says_why(cold: Bench) -> None:
    script = cold.root / "broken"
    script.write_text("#!/bin/sh\necho 'no such config' >&2\nexit 3\n")
    script.chmod(0o755)
    cold.launches.append(Launch(argv=(str(script),), fingerprint="broken"))

    with pytest.raises(Exception, match="no such config"):
        await cold.open(cold.directory())
    assert cold.backend.health().state == "unavailable"
