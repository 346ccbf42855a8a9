"""The opencode backend with the real opencode and the scripted model."""

from __future__ import annotations

import os
import signal
from collections.abc import AsyncIterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from uuid import UUID

import anyio
import psutil
import pytest

from boocode.backends.opencode.backend import OpencodeBackend
from boocode.backends.pool import AgentPool, open_pool
from boocode.contracts.agents import (
    AgentSession,
    Cancelled,
    Completed,
    Failed,
    NewRequest,
    NoticeReport,
    Outcome,
    PlanReport,
    Prompt,
    Resume,
    SessionKey,
    SessionSpec,
    ToolOutput,
    ToolResult,
)
from boocode.contracts.launch import Launch
from boocode.contracts.ports import AttachmentContent
from boocode.contracts.wire.chat import Answer, Message
from boocode.contracts.wire.parts import EditDetail, ShellDetail, TextPart, WriteDetail
from boocode.kernel.clock import now
from boocode.kernel.errors import NotFound
from boocode.kernel.ids import new_id
from boocode.llm.scripted.server import ScriptedModel
from tests.support.agents import opencode_launch
from tests.support.recording import RecordingSink
from tests.support.rows import git_repository
from tests.support.server import until

DEADLINE = 60.0


class NoAttachments:
    """Implements `contracts.ports.AttachmentReader`."""

    async def read_attachment(self, attachment_id: UUID) -> AttachmentContent:
        raise NotFound("There are none.")


@dataclass
class Bench:
    """opencode, warm or not, and the scripted model."""

    root: Path
    model: ScriptedModel
    pool: AgentPool
    backend: OpencodeBackend
    launches: list[Launch] = field(default_factory=list[Launch])

    def directory(self, name: str = "shop") -> Path:
        """A repository."""
        return git_repository(self.root / name, {"README.md": "# Shop\n"})

    async def open(self, directory: Path, *, resume: Resume | None = None, mode: str | None = None) -> AgentSession:
        key = SessionKey(new_id(), "opencode")
        spec = SessionSpec(new_id(), new_id(), directory, mode=mode, in_worktree=True, resume=resume)
        return await self.backend.open_session(key, spec)

    async def say(
        self, session: AgentSession, text: str, *, sink: RecordingSink | None = None, **more: str
    ) -> tuple[RecordingSink, Outcome]:
        """One turn."""
        sink = sink or RecordingSink()
        with anyio.fail_after(DEADLINE):
            return sink, await self.backend.prompt(session, prompt_of(text, **more), sink)

    @property
    def pid(self) -> int:
        """Of the running opencode."""
        (seat,) = self.pool.seats
        assert seat.process is not None
        return seat.process.pid


def prompt_of(text: str, **more: str) -> Prompt:
    message_id = new_id()
    said = TextPart(id=new_id(), message_id=message_id, index=0, step=0, created_at=now(), text=text)
    message = Message(
        id=message_id,
        chat_id=new_id(),
        parent_id=None,
        role="user",
        task_id=None,
        created_at=now(),
        sibling_ids=[message_id],
        parts=[said],
    )
    return replace(Prompt(new_id(), message_id, new_id(), [message]), **more)


@pytest.fixture
async def bench(tmp_path: Path, scripted_llm: ScriptedModel) -> AsyncIterator[Bench]:
    home = tmp_path / "home"
    launches = [opencode_launch(home, scripted_llm.url)]

    async def launch() -> Launch:
        return launches[-1]

    async with open_pool(None, instance_key=new_id(), host="here") as pool:
        backend = OpencodeBackend("opencode", launch, pool, NoAttachments())
        try:
            yield Bench(tmp_path, scripted_llm, pool, backend, launches)
        finally:
            await backend.aclose()
    left = [p.info["cmdline"] for p in psutil.process_iter(["cmdline"]) if _is_below(p, home)]
    assert not left, left


def _is_below(process: psutil.Process, home: Path) -> bool:
    try:
        return process.environ().get("HOME") == str(home)
    except psutil.Error:
        return False


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
    assert (request.kind, request.title) == ("permission", "Change hello.txt")
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
    assert sink.calls[0].state == "failed"
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


# --- stopping -----------------------------------------------------------------------------------------------------


async def test_a_stopped_command_is_gone_and_the_next_prompt_is_answered(bench: Bench) -> None:
    session = await bench.open(bench.directory())
    sink = RecordingSink()
    async with anyio.create_task_group() as group:
        group.start_soon(bench.backend.prompt, session, prompt_of("SCRIPT:shellslow"), sink)
        await until(lambda: any(isinstance(event, ToolOutput) for event in sink.events), "the command prints")
        group.cancel_scope.cancel()

    shells = [child.name() for child in psutil.Process(bench.pid).children(recursive=True)]
    assert "sleep" not in shells
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
    for _ in range(5):
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


# --- sessions -----------------------------------------------------------------------------------------------------


async def test_two_directories_at_once_do_not_mix(bench: Bench) -> None:
    bench.model.scripts["left"] = [{"say": "left ", "repeat": 40, "delay_ms": 20}]
    bench.model.scripts["right"] = [{"say": "right ", "repeat": 40, "delay_ms": 20}]
    left, right = await bench.open(bench.directory("left")), await bench.open(bench.directory("right"))
    sinks = {"left": RecordingSink(), "right": RecordingSink()}

    async with anyio.create_task_group() as group:
        group.start_soon(bench.backend.prompt, left, prompt_of("SCRIPT:left"), sinks["left"])
        group.start_soon(bench.backend.prompt, right, prompt_of("SCRIPT:right"), sinks["right"])

    assert {name: set(sink.text.split()) for name, sink in sinks.items()} == {"left": {"left"}, "right": {"right"}}
    assert [len(sink.text.split()) for sink in sinks.values()] == [40, 40]
    assert len(bench.pool.seats) == 1
    first, second = bench.model.chats()
    assert second.at < (first.ended_at or 0)


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
    bench.launches.append(replace(bench.launches[0], fingerprint="another"))
    again = await bench.open(session.spec.directory, resume=Resume(session.native_id or ""))

    assert again.is_resumed
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


async def test_a_program_that_ends_at_once_says_why(bench: Bench) -> None:
    script = bench.root / "broken"
    script.write_text("#!/bin/sh\necho 'no such config' >&2\nexit 3\n")
    script.chmod(0o755)
    bench.launches.append(Launch(argv=(str(script),), fingerprint="broken"))

    with pytest.raises(Exception, match="no such config"):
        await bench.open(bench.directory())
    assert bench.backend.health().state == "unavailable"
