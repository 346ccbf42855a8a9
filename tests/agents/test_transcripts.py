"""What real agents once said, played again: how it is told. The recordings are cut, but in their own words."""

from __future__ import annotations

import sys
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path

from boocode.backends.quirks import quirks_of
from boocode.contracts.agents import CommandsReport, Completed, Failed, NewRequest, PlanReport, SessionLost, ToolResult
from boocode.contracts.launch import Launch
from boocode.contracts.wire.chat import Answer
from boocode.contracts.wire.parts import EditDetail, OtherDetail, ReadDetail, ShellDetail, ToolDetail, WriteDetail
from tests.agents.stage import Stage, staged
from tests.support.recording import RecordingSink

REPLAYING = Path(__file__).parents[1] / "support" / "replaying_agent.py"
TRANSCRIPTS = Path(__file__).parent / "transcripts"
HELLO = WriteDetail(path="hello.txt", content="hello world\n")


@asynccontextmanager
async def played(directory: Path, agent: str, transcript: str | None = None) -> AsyncGenerator[Stage]:
    """A stage with a recorded agent."""

    async def launch() -> Launch:
        return Launch((sys.executable, str(REPLAYING), str(TRANSCRIPTS / f"{transcript or agent}.jsonl")))

    async with staged(directory / "project", launch, quirks_of(agent)) as stage:
        yield stage


def answering(*options: str) -> Callable[[NewRequest], Awaitable[Answer]]:
    """Answers the requests of a turn, one after the other."""
    left = list(options)

    async def answer(request: NewRequest) -> Answer:
        return Answer(option_id=left.pop(0))

    return answer


async def reject(stage: Stage, text: str = "x") -> tuple[RecordingSink, object]:
    sink = RecordingSink()
    sink.answer = answering("reject_once")
    return await stage.say(text, sink=sink)


def details(sink: RecordingSink) -> list[ToolDetail | None]:
    return [event.detail for event in sink.events if isinstance(event, ToolResult)]


def shown(sink: RecordingSink) -> list[tuple[str, str, str, str]]:
    return [(call.tool, call.kind, call.title, call.state) for call in sink.calls]


async def test_claude(tmp_path: Path) -> None:
    async with played(tmp_path, "claude") as stage:
        first, outcome = await stage.say("plan")
        question = RecordingSink()

        async def red(request: NewRequest) -> Answer:
            assert [option.id for option in request.questions[0].options] == ["red", "blue"]
            return Answer(values={"question_0": ["red"]})

        question.answer = red
        await stage.say("question", sink=question)
        hello, _ = await stage.say("hello")
    assert outcome == Completed()
    assert shown(first) == [("plan", "other", "plan", "failed")] * 2
    assert (first.usage.prompt_tokens, first.usage.cached_tokens) == (32628 + 32627, 32627)
    assert [event for event in first.events if isinstance(event, CommandsReport)]
    assert question.requests[0].kind == "question"
    assert [(call.tool, call.kind) for call in question.calls] == [("AskUserQuestion", "ask")]
    assert shown(hello) == [("Write", "write", "hello.txt", "completed")]
    assert details(hello) == [HELLO]


async def test_codex(tmp_path: Path) -> None:
    async with played(tmp_path, "codex") as stage:
        hello, _ = await stage.say("hello")
        again, _ = await stage.say("again")
        asked, _ = await stage.say("hello")
        refused, outcome = await reject(stage)
        shell, _ = await stage.say("shell")
    assert hello.requests == []
    assert [part.text for part in hello.parts if part.type == "text"] == ["I will write hello.txt.", "done"]
    assert hello.reasoning.strip() == hello.reasoning
    assert shown(hello) == [("edit", "edit", "hello.txt", "completed")]
    assert details(hello) == [HELLO]
    assert shown(again)[0] == ("exec_command", "read", "hello.txt", "completed")
    read, edit = details(again)
    assert read == ReadDetail(path="hello.txt", content="hello world\n")
    assert edit == EditDetail(
        path="hello.txt", diff="--- a/hello.txt\n+++ b/hello.txt\n@@ -1,1 +1,1 @@\n-hello world\n+hello again\n"
    )
    assert [(r.kind, r.subject, r.title) for r in asked.requests] == [("permission", "edit", "hello.txt")]
    assert outcome == Completed()  # it ends its turn as cancelled
    assert shown(refused) == [("edit", "edit", "hello.txt", "cancelled")]
    assert shell.results[0].text == "scripted-output\nREADME.md\n"
    assert hello.usage.reasoning_tokens == 12


async def test_copilot(tmp_path: Path) -> None:
    async with played(tmp_path, "copilot") as stage:
        first, outcome = await reject(stage)
        second, _ = await reject(stage)
        third, fine = await stage.say("outside")
    assert (outcome, fine) == (Completed(), Completed())
    assert first.text.endswith("Info: Operation cancelled by user")
    assert shown(first) == [("edit", "edit", "hello.txt", "cancelled")]
    assert (first.usage.prompt_tokens, first.usage.cached_tokens) == (10361, 5180)
    assert second.usage.prompt_tokens == 20877 - 10361  # it counts since it was started
    assert third.usage.prompt_tokens == 42374 - 20877
    assert shown(third)[0][3] == "failed"
    assert third.results[0].text == "Path already exists"


async def test_gemini(tmp_path: Path) -> None:
    async with played(tmp_path, "gemini") as stage:
        hello, _ = await stage.say("hello")
        shell, _ = await stage.say("shell")
        refused, outcome = await reject(stage)
        _, key = await stage.say("err401")
        _, context = await stage.say("errctx")
        capped, stopped = await stage.say("slow")
        try:
            await stage.say("x")
            lost = False
        except SessionLost:
            lost = True
    assert shown(hello) == [("write_file", "write", "hello.txt", "completed")]  # announced by its permission only
    assert details(hello) == [HELLO]
    assert (hello.usage.prompt_tokens, hello.usage.completion_tokens) == (21227, 37)
    assert shown(shell) == [("run_shell_command", "shell", "echo scripted-output && ls -1 | head -5", "completed")]
    assert shell.requests[0].subject.startswith("shell=echo scripted-output")
    assert [type(detail) for detail in details(shell)] == [ShellDetail]
    assert outcome == Completed()
    assert [call.state for call in refused.calls] == ["cancelled"]  # it tells nothing about a rejected call
    assert isinstance(key, Failed)
    assert (key.code, "scripted bad key" in key.message) == ("needs_login", True)
    assert isinstance(context, Failed)
    assert (context.code, "exceeds the available context size" in context.message) == ("context_overflow", True)
    assert stopped == Completed("cap_hit")
    assert capped.notices("cap_hit")
    assert lost


async def test_goose(tmp_path: Path) -> None:
    async with played(tmp_path, "goose") as stage:
        hello, _ = await stage.say("hello")
        refused, outcome = await reject(stage)
        _, key = await stage.say("err401")
        _, context = await stage.say("errctx")
        _, failing = await stage.say("err500")
        cut, length = await stage.say("length")
    assert shown(hello) == [("write", "write", "hello.txt", "completed")]  # its kind is "other"
    assert (hello.requests[0].subject, details(hello)) == ("edit", [HELLO])
    assert (hello.usage.prompt_tokens, hello.usage.estimated) == (4793, True)
    assert (hello.usage.context_tokens, hello.usage.context_size) == (4798, 32768)
    assert outcome == Completed()
    assert shown(refused)[0][3] == "cancelled"
    assert isinstance(key, Failed)
    assert key.code == "needs_login"
    assert isinstance(context, Failed)
    assert context.code == "empty_answer"  # it ended its turn as done, without a word
    assert isinstance(failing, Failed)
    assert failing.code == "provider_error"
    assert "scripted 500" in failing.message
    assert length == Completed("length")
    assert cut.notices("cut")


async def test_opencode(tmp_path: Path) -> None:
    async with played(tmp_path, "opencode") as stage:
        hello, _ = await stage.say("hello")
        again, _ = await stage.say("again")
        plan, _ = await stage.say("plan")
        shell, _ = await stage.say("shell")
        _, key = await stage.say("err401")
    assert shown(hello) == [("write", "write", "hello.txt", "completed")]
    assert [part.text for part in hello.parts if part.type == "text"] == ["I will write hello.txt.", "done"]
    assert [call.arguments for call in hello.calls] == [
        {"filePath": f"{tmp_path}/project/hello.txt", "content": "hello world\n"}
    ]
    read, edit = details(again)
    assert isinstance(read, ReadDetail)
    assert isinstance(edit, EditDetail)
    assert "-hello world\n+hello again\n" in edit.diff
    plans = [event for event in plan.events if isinstance(event, PlanReport)]
    assert [(item.text, item.state) for item in plans[-1].items] == [("Write the file", "done"), ("Check it", "done")]
    assert isinstance(details(plan)[0], OtherDetail)
    [command] = details(shell)
    assert isinstance(command, ShellDetail)
    assert command.output == "scripted-output\nREADME.md\nhello.txt\n"
    assert isinstance(key, Failed)
    assert key.message == "opencode failed: scripted bad key"


async def test_replay_of_a_loaded_session_is_not_told_again(tmp_path: Path) -> None:
    async with played(tmp_path, "opencode", "opencode-load") as stage:
        stage.native_id = "ses_1"
        say, outcome = await stage.say("say")
        assert stage.session is not None
        assert stage.session.is_resumed
        hello, _ = await stage.say("hello")
    assert outcome == Completed()
    assert say.calls == []
    assert say.text == "Hello from the scripted model."
    assert shown(hello) == [("write", "write", "hello.txt", "completed")]
