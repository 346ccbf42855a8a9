"""The ACP backend and an agent that does what agents do, and what they should not."""

from __future__ import annotations

import json
import os
import signal
from collections.abc import Callable
from pathlib import Path
from typing import Any

import anyio
import pytest

from boocode.backends.acp import inbox
from boocode.backends.acp.calls import Call
from boocode.backends.acp.errors import AgentDied, BadAgent, NeedsLogin
from boocode.backends.acp.results import diff_of
from boocode.backends.acp.session import AcpSession
from boocode.backends.probing import ProbeFailed
from boocode.backends.quirks import Quirks
from boocode.contracts.agents import (
    CommandsReport,
    Completed,
    Failed,
    NewRequest,
    OptionsReport,
    PlanReport,
    SessionLost,
    TextDelta,
    ToolOutput,
)
from boocode.contracts.ports import AttachmentContent
from boocode.contracts.wire.chat import Answer
from boocode.contracts.wire.events import PlanItem
from boocode.contracts.wire.parts import AttachmentPart, ShellDetail, WriteDetail
from boocode.kernel.clock import now
from boocode.kernel.ids import new_id
from tests.agents.conftest import Open
from tests.agents.stage import until, when
from tests.support.recording import RecordingSink
from tests.support.server import is_alive

Sent = Callable[[str], list[dict[str, Any]]]


async def reject(request: NewRequest) -> Answer:
    return Answer(option_id="reject_once")


async def test_text_reasoning_and_usage_come_as_they_are_said(fake: Open) -> None:
    async with fake() as stage:
        sink, outcome = await stage.say("think Hm.\nsay Hello\nsay , you.")
    assert outcome == Completed()
    assert (sink.reasoning, sink.text) == ("Hm.", "Hello, you.")
    assert (sink.usage.prompt_tokens, sink.usage.cached_tokens, sink.usage.completion_tokens) == (150, 50, 7)


async def test_chunks_keep_their_order_under_back_pressure(fake: Open) -> None:
    async with fake() as stage:
        sink, _ = await stage.say("count 5000")
    assert sink.text == "".join(f"{number} " for number in range(5000))


@pytest.mark.parametrize("mode", ["banner", "stderr"])
async def test_noise_on_stdout_and_stderr_disturbs_nothing(fake: Open, mode: str) -> None:
    async with fake(mode) as stage:
        sink, outcome = await stage.say("flood\nsay here")
    assert (sink.text, outcome) == ("here", Completed())


async def test_agent_waits_with_what_is_too_much_to_be_kept_and_nothing_is_lost(
    fake: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(inbox, "MOST_BYTES", 100_000)
    waiting: list[int] = []

    class Slow(RecordingSink):
        async def emit(self, event: Any) -> None:
            if isinstance(event, TextDelta) and not waiting:
                assert isinstance(stage.session, AcpSession)
                turn = stage.session._turn
                assert turn is not None
                await until(lambda: turn.is_full)
                waiting.append(turn.bytes)
            await super().emit(event)

    async with fake() as stage:
        sink, outcome = await stage.say("\n".join(["big 30000"] * 40), sink=Slow())
    assert (len(sink.text), outcome) == (1_200_000, Completed())
    assert 100_000 <= waiting[0] < 140_000


async def test_five_megabytes_in_one_line_are_one_chunk(fake: Open) -> None:
    async with fake() as stage:
        sink, _ = await stage.say("big 5000000")
    assert len(sink.text) == 5_000_000


async def test_unknown_updates_kinds_and_contents_are_skipped(fake: Open) -> None:
    def raw(update: object) -> str:
        params = {"sessionId": "SESSION", "update": update}
        return "raw " + json.dumps({"jsonrpc": "2.0", "method": "session/update", "params": params})

    orders = [
        raw({"sessionUpdate": "hologram_update", "x": 1}),
        raw({"sessionUpdate": "tool_call", "toolCallId": "1", "title": "t", "kind": "teleport", "status": "pending"}),
        raw({"sessionUpdate": "tool_call", "toolCallId": "2", "title": "t", "kind": "edit", "status": "brand_new"}),
        raw({"sessionUpdate": "tool_call", "toolCallId": "3", "content": [{"type": "hologram"}], "rawInput": [1]}),
        raw({"sessionUpdate": "agent_message_chunk", "content": {"type": "video", "x": 1}}),
        raw({"sessionUpdate": "usage_update", "used": "many"}),
        raw({"sessionUpdate": "plan", "entries": "none"}),
        raw("nothing"),
        'raw {"jsonrpc": "2.0", "method": 7}',
        'raw {"jsonrpc": "2.0", "id": 5, "method": "no/such/method", "params": null}',
        "say after",
        "stop exploded",
    ]
    async with fake() as stage:
        sink, outcome = await stage.say("\n".join(orders))
    assert (sink.text, outcome) == ("after", Completed())
    assert [call.state for call in sink.calls] == ["completed"] * 3  # dangling calls are closed


async def test_updates_after_the_end_of_a_turn_are_nobodys(fake: Open) -> None:
    async with fake() as stage:
        await stage.say("call c1 execute sleep\nsay one\nlate")
        sink, _ = await stage.say("end c1 completed\nsay two")
    assert (sink.text, sink.calls) == ("two", [])


async def test_session_is_set_to_the_asking_mode_each_time(fake: Open, sent: Sent) -> None:
    async with fake("load") as stage:
        await stage.say("say one")
        await stage.say("say two", mode="auto")
        assert stage.session
        await stage.backend.close_session(stage.session)
        await stage.say("say three")
    assert [params["modeId"] for params in sent("session/set_mode")] == ["ask", "ask", "auto", "ask", "ask"]


async def test_mode_that_is_not_offered_is_told(fake: Open) -> None:
    async with fake() as stage:
        chosen, _ = await stage.say("say one", mode="plan")
    async with fake(quirks=Quirks(mode="careful")) as stage:
        usual, _ = await stage.say("say one")
    notices = [part.text for sink in (chosen, usual) for part in sink.parts if part.type == "notice"]
    assert notices[0].endswith("does not offer the permission mode plan; it uses ask.")
    assert "permission mode careful; it uses auto. In that it may act without asking." in notices[1]


async def test_refused_mode_sends_nothing(fake: Open, sent: Sent) -> None:
    async with fake("stubborn") as stage:
        with pytest.raises(Exception, match="refused the mode ask") as caught:
            await stage.say("say one")
    assert type(caught.value).__name__ == "ModeRefused"
    assert sent("session/prompt") == []


async def test_model_thinking_and_options_are_set_as_the_agent_offers_them(fake: Open, sent: Sent) -> None:
    async with fake() as stage:
        session = await stage.open(options={"style": "b", "z": "1", "nothing": "x"})
        sink = RecordingSink()
        prompt = stage.prompt("say hi", sink, model="large", thinking="high")
        await stage.backend.prompt(session, prompt, sink)
        sink, _ = await stage.say("say hi", model="gigantic")
    chosen = {params["configId"]: params["value"] for params in sent("session/set_config_option")}
    assert chosen == {"model": "x/large", "effort": "high", "style": "b"}
    assert "does not offer the model gigantic; it uses x/large" in sink.notices("info")[0].text


async def test_further_options_are_told_with_what_the_agent_changed_itself(fake: Open, sent: Sent) -> None:
    async with fake() as stage:
        chosen = {"style": "b", "web": "true"}

        async def say(text: str) -> list[tuple[dict[str, str | None], dict[str, str]]]:
            session, sink = await stage.open(options=chosen), RecordingSink()
            await stage.backend.prompt(session, stage.prompt(text, sink), sink)
            reports = [event for event in sink.events if isinstance(event, OptionsReport)]
            return [({one.id: one.value for one in report.options}, dict(report.changed)) for report in reports]

        assert await say("say one") == [({"style": "b", "web": "true"}, {})]
        assert await say("say two") == []
        assert await say("option web false\nsay three") == [({"style": "b", "web": "false"}, {"web": "false"})]
        chosen["web"] = "false"  # as the chat keeps it
        assert await say("say four") == []
        assert (await say('option style "a"'))[0][1] == {"style": "a"}
        assert await say("say five") == [({"style": "b", "web": "false"}, {})]  # the user wants it so
    sets = [(params["configId"], params["value"], params.get("type")) for params in sent("session/set_config_option")]
    assert sets == [("style", "b", None), ("web", True, "boolean"), ("style", "b", None)]
    assert sent("initialize")[0]["clientCapabilities"]["session"] == {"configOptions": {"boolean": {}}}


async def test_option_that_is_refused_or_gone_is_told(fake: Open) -> None:
    async with fake("rigid") as stage:
        session, sink = await stage.open(options={"style": "b", "web": "perhaps"}), RecordingSink()
        await stage.backend.prompt(session, stage.prompt("say hi", sink), sink)
    assert [notice.text.rpartition("could not be ")[2] for notice in sink.notices("info")] == [
        "set to Style: b. It goes on without.",
        "set to Web search: perhaps. It goes on without.",
    ]


async def test_models_outside_of_the_options_are_set_by_their_own_method(fake: Open, sent: Sent) -> None:
    async with fake("models") as stage:
        await stage.say("say hi", model="n")
    assert [params["modelId"] for params in sent("session/set_model")] == ["n"]


async def test_allowed_write_is_a_card_with_the_file(fake: Open) -> None:
    async with fake() as stage:
        sink, outcome = await stage.say("write hello.txt hi there\nsay done")
        assert (stage.directory / "hello.txt").read_text() == "hi there"
    assert outcome == Completed()
    [request], [call] = sink.requests, sink.calls
    assert (request.kind, request.subject, request.title) == ("permission", "edit", "hello.txt")
    assert [option.kind for option in request.options] == ["allow_once", "allow_always", "reject_once"]
    assert "+hi there" in request.detail
    assert (call.kind, call.state, call.arguments["path"]) == ("edit", "completed", "hello.txt")
    [result] = [event for event in sink.events if type(event).__name__ == "ToolResult"]
    assert getattr(result, "detail", None) == WriteDetail(path="hello.txt", content="hi there")


async def test_rejection_with_feedback_is_told_as_the_next_prompt_of_the_turn(fake: Open, sent: Sent) -> None:
    sink = RecordingSink()

    async def not_so(request: NewRequest) -> Answer:
        return Answer(option_id="reject_once", text="say Not that file.")

    sink.answer = not_so
    async with fake("stops") as stage:
        _, outcome = await stage.say("write hello.txt hi", sink=sink)
        assert not (stage.directory / "hello.txt").exists()
    assert outcome == Completed()
    assert [call.state for call in sink.calls] == ["cancelled"]
    last = sent("session/prompt")[-1]["prompt"][0]["text"]
    assert last == "The user rejected `hello.txt` and says: say Not that file."
    assert sink.usage.prompt_tokens == 300


async def test_rejected_call_without_any_update_is_closed(fake: Open) -> None:
    sink = RecordingSink()
    sink.answer = reject
    async with fake() as stage:
        _, outcome = await stage.say("run touch made", sink=sink)
        assert not (stage.directory / "made").exists()
    assert outcome == Completed()
    assert [(call.kind, call.title, call.state) for call in sink.calls] == [("shell", "touch made", "cancelled")]
    assert sink.requests[0].subject == "shell:touch made"
    assert sink.results[0].text == "The user rejected this call."


async def test_output_of_a_command_comes_while_it_runs_and_ends_as_a_card(fake: Open) -> None:
    async with fake() as stage:
        sink, _ = await stage.say("run echo one; echo two; exit 3")
    printed = "".join(event.text for event in sink.events if isinstance(event, ToolOutput))
    [result] = [event for event in sink.events if type(event).__name__ == "ToolResult"]
    assert printed == "one\ntwo\n"
    assert getattr(result, "detail", None) == ShellDetail(
        command="echo one; echo two; exit 3", exit_code=3, output="one\ntwo\n"
    )
    assert sink.calls[0].state == "failed"


async def test_long_output_is_cut_and_kept_whole_in_a_blob(fake: Open) -> None:
    async with fake() as stage:
        sink, _ = await stage.say("run seq 1 20000")
        [result] = [event for event in sink.events if type(event).__name__ == "ToolResult"]
        whole = stage.kept.blobs[getattr(result, "output_blob", "")]
    assert whole.decode().splitlines() == [str(number) for number in range(1, 20001)]
    assert len(sink.results[0].text) < 31_000


def test_diff_of_lines_that_repeat_is_made_without_comparing_all_with_all(tmp_path: Path) -> None:
    old = ["}\n" if n % 2 else f"x{n % 199}\n" for n in range(60_000)]
    new = [f"y{n}\n" if n % 10 == 0 else line for n, line in enumerate(old)]
    diff: dict[str, object] = {
        "type": "diff",
        "path": f"{tmp_path}/big.json",
        "oldText": "".join(old),
        "newText": "".join(new),
    }
    call = Call("c1", 0, kind="edit", content=[diff])
    shown = diff_of(call, tmp_path)
    assert shown.startswith("--- a/big.json\n+++ b/big.json\n@@ ")
    assert len(shown) < 31_000


async def test_form_is_a_question_whose_answer_goes_back(fake: Open) -> None:
    sink = RecordingSink()

    async def red(request: NewRequest) -> Answer:
        assert request.kind == "question"
        assert [option.label for option in request.questions[0].options] == ["Red", "Blue"]
        return Answer(values={request.questions[0].id: ["red", "but dark"]})

    sink.answer = red
    async with fake() as stage:
        await stage.say("ask", sink=sink)
    assert json.loads(sink.text) == {
        "action": "accept",
        "content": {"question_0": "red", "question_0_custom": "but dark"},
    }
    assert sink.requests[0].questions[0].question == "Which colour?"


async def test_form_that_cannot_be_asked_is_declined_with_a_notice(fake: Open) -> None:
    async with fake() as stage:
        sink, _ = await stage.say("url")
    assert json.loads(sink.text) == {"action": "decline"}
    assert "Go to https://x" in sink.notices("info")[0].text


async def test_questions_in_a_permission_are_answered_with_the_next_prompt(fake: Open, sent: Sent) -> None:
    sink = RecordingSink()

    async def green(request: NewRequest) -> Answer:
        return Answer(values={request.questions[0].id: ["green"]})

    sink.answer = green
    async with fake() as stage:
        _, outcome = await stage.say("qwen", sink=sink)
    assert outcome == Completed()
    assert "Which colour? → green" in sent("session/prompt")[-1]["prompt"][0]["text"]


async def test_plan_to_agree_to_keeps_the_agents_own_choices(fake: Open) -> None:
    sink = RecordingSink()

    async def accept(request: NewRequest) -> Answer:
        assert (request.kind, request.detail, request.subject) == ("plan", "# P", "")
        return Answer(option_id=next(o.id for o in request.options if o.label == "Yes, accept edits"))

    sink.answer = accept
    async with fake() as stage:
        await stage.say("mode", sink=sink)
    assert json.loads(sink.text) == {"outcome": {"outcome": "selected", "optionId": "acceptEdits"}}


async def test_plan_and_commands_are_reported(fake: Open) -> None:
    async with fake() as stage:
        sink, _ = await stage.say("plan\nsay x")
    assert PlanReport([PlanItem(text="One", state="running")]) in sink.events
    [commands] = [event for event in sink.events if isinstance(event, CommandsReport)]
    assert [command.name for command in commands.commands] == ["review"]


async def test_files_of_the_client_are_not_offered_and_refused(fake: Open, sent: Sent) -> None:
    async with fake() as stage:
        sink, _ = await stage.say("foreign")
    assert sink.text == "-32601"
    capabilities = sent("initialize")[0]["clientCapabilities"]
    assert capabilities["fs"] == {"readTextFile": False, "writeTextFile": False}
    assert capabilities["terminal"] is False


async def test_attachments_go_along_as_pictures_texts_and_links(fake: Open, sent: Sent) -> None:
    async with fake("sees") as stage:
        (stage.directory / "a.py").write_text("x = 1\n")
        picture, note = new_id(), new_id()
        stage.kept.attachments[picture] = AttachmentContent("p.png", "image/png", b"\x89PNG\r\n\x1a\n1234")
        stage.kept.attachments[note] = AttachmentContent("n.txt", "text/plain", b"Note.")

        def part(kind: str, **more: object) -> AttachmentPart:
            base = {"id": new_id(), "message_id": new_id(), "index": 1, "step": 0, "created_at": now(), "kind": kind}
            return AttachmentPart.model_validate({**base, "media_type": "x/y", "size": 1, "name": "n.txt", **more})

        parts = [
            part("image", attachment_id=picture, name="p.png"),
            part("file", attachment_id=note),
            part("reference", path="a.py", name="a.py"),
            part("reference", path="../../etc/passwd", name="passwd"),
        ]
        await stage.say("say ok", parts=parts, notes=["The user rejected x."])
        text, *blocks = sent("session/prompt")[0]["prompt"]
        assert [block["type"] for block in blocks] == ["image", "resource_link"]
        assert blocks[1]["uri"] == (stage.directory / "a.py").as_uri()
    assert '<attachment name="n.txt">\nNote.' in text["text"]
    assert text["text"].startswith("<notes>\n- The user rejected x.")


# --- failures -----------------------------------------------------------------------------------------------------


async def test_silent_end_is_a_failure_with_the_last_words(fake: Open) -> None:
    async with fake() as stage:
        sink, outcome = await stage.say("stderr the disk is on fire")
    assert outcome == Failed(
        "empty_answer", "Fake ended its turn without saying anything. Its last words: the disk is on fire"
    )
    assert sink.text == ""


async def test_failure_in_the_words_of_the_model_is_a_failure(fake: Open) -> None:
    import re

    async with fake(quirks=Quirks(label="Fake", failure=re.compile("Error: "))) as stage:
        _, outcome = await stage.say("say Error: 500 scripted")
        _, fine = await stage.say("say About Error: 500")
    assert outcome == Failed("provider_error", "Fake could not use its model: Error: 500 scripted")
    assert fine == Completed()


@pytest.mark.parametrize(
    ("order", "code", "words"),
    [
        ("error -32603 scripted bad key", "agent_error", "Fake failed: scripted bad key"),
        ('error 400 {"error":{"message":"exceeds the available context size"}}', "context_overflow", "available"),
        ("error 401 bad key", "needs_login", "its key was refused"),
        ("error -32000 Authentication required", "needs_login", "Fake is not logged in"),
        ("stop refusal", "refused", "refused to go on"),
        ("say x\nstop cancelled", "agent_stopped", "stopped by itself"),
    ],
)
async def test_errors_are_told_in_the_agents_words(fake: Open, order: str, code: str, words: str) -> None:
    async with fake() as stage:
        _, outcome = await stage.say(order)
    assert isinstance(outcome, Failed)
    assert outcome.code == code
    assert words in outcome.message


async def test_agent_that_dies_says_how_and_the_next_prompt_takes_the_session_up(fake: Open) -> None:
    async with fake("resume") as stage:
        await stage.say("say one")
        first = stage.native_id
        sink, outcome = await stage.say("call c execute make\nstderr out of memory\ndie")
        assert isinstance(outcome, Failed)
        assert outcome.code == "agent_died"
        assert outcome.message == "The process of Fake exited (9). Its last words: out of memory"
        assert [call.state for call in sink.calls] == ["failed"]
        sink, outcome = await stage.say("say two")
        assert stage.session is not None
        assert (sink.text, outcome, stage.session.is_resumed, stage.native_id) == ("two", Completed(), True, first)


async def test_killed_agent_ends_the_turn_at_once(fake: Open) -> None:
    async with fake("load") as stage:
        sink = RecordingSink()
        async with when(lambda: sink.text, lambda: os.kill(stage.pid, signal.SIGKILL)):
            _, outcome = await stage.say("say begun\nhang", sink=sink)
        assert isinstance(outcome, Failed)
        assert "was killed by signal 9" in outcome.message
        sink, _ = await stage.say("say two")
        assert sink.text == "two"  # and nothing of the replay


async def test_session_that_is_not_known_any_more_begins_anew(fake: Open) -> None:
    async with fake("load") as stage:
        stage.native_id = "s0"
        sink, _ = await stage.say("say fresh")
        assert stage.session is not None
        assert not stage.session.is_resumed
    assert sink.text == "fresh"


@pytest.mark.parametrize(
    ("mode", "error", "words"),
    [
        ("v2", BadAgent, "speaks version 2 of the Agent Client Protocol"),
        ("login", NeedsLogin, "Fake is not logged in"),
        ("dies", AgentDied, r"exited \(3\). Its last words: cannot find my brain"),
        ("leaves", AgentDied, r"exited \(0\) without speaking the Agent Client Protocol: look at its command"),
    ],
)
async def test_agent_that_cannot_begin_says_why(fake: Open, mode: str, error: type[Exception], words: str) -> None:
    async with fake(mode) as stage:
        with pytest.raises(error, match=words):
            await stage.open()
        assert stage.pool.seats == ()


async def test_silence_is_told_in_one_notice(fake: Open) -> None:
    sink = RecordingSink()
    async with fake(stall=0.05) as stage, anyio.create_task_group() as group:

        async def stop() -> None:
            await until(lambda: len(sink.notices("retry")) > 2)
            assert stage.session
            await stage.backend.cancel(stage.session)

        group.start_soon(stop)
        await stage.say("say hm\nhang", sink=sink)
    assert len({notice.key for notice in sink.notices("retry")}) <= 2
    assert "Fake has said nothing for" in sink.notices("retry")[0].text


# --- cancelling ---------------------------------------------------------------------------------------------------


async def cancelled(fake: Open, order: str, *modes: str, began: Callable[[RecordingSink], object]) -> RecordingSink:
    """A turn that is cancelled once it began, and a next one that works."""
    sink = RecordingSink()

    async def never(request: NewRequest) -> Answer:
        await anyio.sleep_forever()
        raise AssertionError

    async with fake(*modes) as stage:
        with anyio.fail_after(60), anyio.CancelScope() as scope:
            if "ask" in order or "write" in order:
                sink.answer = never

            async with anyio.create_task_group() as group:

                async def stop() -> None:
                    await until(lambda: began(sink))
                    scope.cancel()

                group.start_soon(stop)
                await stage.say(order, sink=sink)
        assert scope.cancelled_caught
        after, outcome = await stage.say("say next")
        assert (after.text, outcome) == ("next", Completed())
    return sink


@pytest.fixture
def patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """However slow the machine is, the agent has time to hear that it is cancelled."""
    monkeypatch.setattr("boocode.backends.acp.turn.CANCEL_SECONDS", 60)


@pytest.mark.usefixtures("patient")
async def test_cancelled_turn_leaves_the_agent_ready(fake: Open, sent: Sent) -> None:
    await cancelled(fake, "say begun\nhang", began=lambda sink: sink.text)
    assert len(sent("initialize")) == 1  # the same process


@pytest.mark.usefixtures("patient")
async def test_open_permission_is_answered_when_the_turn_is_cancelled(fake: Open, sent: Sent) -> None:
    await cancelled(fake, "write a b", began=lambda sink: sink.requests)
    assert len(sent("initialize")) == 1


async def test_cancelled_command_is_killed(fake: Open, tmp_path: Path) -> None:
    note = tmp_path / "pid"
    order = f"run echo $$ > {note}; echo x; while echo y; do sleep 0.1; done"
    await cancelled(fake, order, began=lambda sink: note.exists() and note.read_text())
    await until(lambda: not is_alive(int(note.read_text())))


async def test_agent_deaf_to_a_cancel_is_killed_and_started_anew(fake: Open, sent: Sent) -> None:
    await cancelled(fake, "say begun\nhang", "deaf", "load", began=lambda sink: sink.text)
    assert len(sent("initialize")) == 2
    assert len(sent("session/load")) == 1


# --- processes ----------------------------------------------------------------------------------------------------


async def test_two_chats_in_two_directories_work_at_once(fake: Open, tmp_path: Path) -> None:
    async with fake() as stage:
        other = stage.other(tmp_path / "elsewhere")
        other.directory.mkdir()
        results: list[str] = []
        async with anyio.create_task_group() as group:

            async def play(on: Any) -> None:
                sink, _ = await on.say(f"count 200\nwrite here.txt {on.directory.name}\nsay done")
                results.append(sink.text)

            group.start_soon(play, stage)
            group.start_soon(play, other)
        assert results == ["".join(f"{n} " for n in range(200)) + "done"] * 2 or len(set(results)) == 1
        assert (stage.directory / "here.txt").read_text() == "project"
        assert (other.directory / "here.txt").read_text() == "elsewhere"


async def test_call_named_as_one_of_an_earlier_turn_is_a_new_one(fake: Open) -> None:
    async with fake() as stage:
        for title in ("first", "second"):
            sink, _ = await stage.say(f"call c1 read {title}\nend c1 completed\nsay done")
            assert [(call.title, call.state) for call in sink.calls] == [(title, "completed")]


async def test_daemons_of_an_agent_go_with_it(fake: Open, tmp_path: Path) -> None:
    note = tmp_path / "daemon"
    async with fake("stays") as stage:
        await stage.say(f"spawn {note}\nsay x")
        await until(lambda: note.exists() and note.read_text())
        daemon = int(note.read_text())
        assert is_alive(daemon)
    await until(lambda: not is_alive(daemon))


async def test_probe_tells_what_is_offered(fake: Open, tmp_path: Path) -> None:
    async with fake() as stage:
        (empty := tmp_path / "empty").mkdir()
        probe = await stage.backend.probe(empty)
    assert (probe.version, probe.default_mode, [mode.id for mode in probe.modes]) == ("1.2.3", "ask", ["auto", "ask"])
    assert [model.id for model in probe.models] == ["small", "x/large"]
    assert [(option.id, option.kind) for option in probe.options] == [("style", "select"), ("web", "boolean")]
    assert [option.id for option in probe.thinking] == ["low", "high"]
    assert [command.name for command in probe.commands] == ["review"]


async def test_probe_of_an_agent_without_an_account_says_so(fake: Open, tmp_path: Path) -> None:
    async with fake("login") as stage:
        probe = await stage.backend.probe(tmp_path)
    assert probe.needs_login
    assert "not logged in" in probe.login_hint


async def test_probe_of_a_dying_agent_holds_its_last_words(fake: Open, tmp_path: Path) -> None:
    async with fake("dies") as stage:
        with pytest.raises(ProbeFailed, match="cannot find my brain"):
            await stage.backend.probe(tmp_path)


async def test_cancelled_opening_leaves_no_process(fake: Open, sent: Sent, tmp_path: Path) -> None:
    async with fake("mute") as stage:
        with anyio.CancelScope() as scope:
            async with when(lambda: (tmp_path / "sent.jsonl").exists() and sent("session/new"), scope.cancel):
                await stage.open()
        assert scope.cancelled_caught
        assert stage.pool.seats == ()


async def test_agent_ended_as_idle_is_taken_up_with_the_next_prompt(fake: Open) -> None:
    async with fake("resume") as stage:
        await stage.say("say one")
        first = stage.native_id
        await stage.pool.seats[0].end()
        sink, outcome = await stage.say("say two")
        assert (sink.text, outcome, stage.native_id) == ("two", Completed(), first)


async def test_lost_session_is_told_before_anything_is_emitted(fake: Open) -> None:
    sink = RecordingSink()
    async with fake() as stage:
        with pytest.raises(SessionLost):
            await stage.say("error -32602 session not found: s1", sink=sink)
    assert sink.events == []


async def test_probe_of_a_silent_agent_is_bounded(fake: Open, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("boocode.backends.acp.backend.PROBE_SECONDS", 1.0)
    async with fake("mute", "stays") as stage:
        with pytest.raises(ProbeFailed, match="Fake did not answer within 1 s"):
            await stage.backend.probe(tmp_path)
