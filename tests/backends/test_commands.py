"""The native agent runs commands: asked for, parked, allowed by rule, rejected with words."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from dataclasses import replace
from uuid import UUID

import pytest

from boocode.backends.native.backend import NativeBackend
from boocode.contracts.agents import (
    Completed,
    NewRequest,
    Parked,
    Prompt,
    SessionKey,
    SessionSpec,
    ToolCallUpsert,
    ToolOutput,
)
from boocode.contracts.wire.chat import Answer
from boocode.tools.model import ToolScope
from tests.backends.conftest import Bench
from tests.support.recording import RecordingSink

SAY_HI = [sys.executable, "-c", "print('hi'); open('made', 'w').close()"]
ALLOW = Answer(option_id="allow_once")


class RuledSink(RecordingSink):
    """A sink whose rules allow what is asked."""

    async def ask(self, request: NewRequest) -> UUID | Answer:
        self.requests.append(request)
        return ALLOW


@pytest.fixture
def running(bench: Bench) -> Bench:
    """The agent of `bench` in a worktree, with a model that runs a command and then looks at its result."""
    before = bench.equipment.scope_of

    def scope_of(key: SessionKey, spec: SessionSpec, prompt: Prompt | None) -> ToolScope:
        return replace(before(key, spec, prompt), in_worktree=True)

    bench.equipment = replace(bench.equipment, scope_of=scope_of)
    bench.backend = NativeBackend(bench.equipment)
    bench.model.scripts["run"] = [
        {"tools": [{"kind": "raw", "name": "run_command", "args": {"argv": SAY_HI}}]},
        {"say": "Ran it."},
    ]
    return bench


def told(bench: Bench) -> Mapping[str, object]:
    """The result as the model got it last."""
    return [message for message in bench.sent() if message["role"] == "tool"][-1]


async def test_a_command_is_asked_for_and_runs_when_it_is_allowed(running: Bench) -> None:
    sink, outcome = await running.say("SCRIPT:run")
    assert outcome == Parked()
    made = running.session.spec.directory / "made"
    assert not made.exists()
    (request,) = sink.requests
    assert (request.kind, [option.kind for option in request.options]) == (
        "permission",
        ["allow_once", "allow_always", "reject_once"],
    )
    assert "print(" in request.detail
    assert request.subject.startswith("shell=")
    assert len(request.fingerprint) == 64

    after, outcome = await running.go_on(sink, {request.call_id: ALLOW})
    assert outcome == Completed()
    assert made.exists()
    assert "Exit code 0" in str(told(running)["content"])
    kinds = [type(event) for event in after.events]
    begun = next(
        at for at, event in enumerate(after.events) if isinstance(event, ToolCallUpsert) and event.state == "running"
    )
    assert after.events[begun + 1] == "flush", "durable before it starts"
    assert kinds.index(ToolOutput) > begun
    assert after.states(request.call_id) == ["running", "completed"]


async def test_a_rejection_reaches_the_model_with_its_words(running: Bench) -> None:
    sink, _ = await running.say("SCRIPT:run")
    answer = Answer(option_id="reject_once", text="use make instead")
    after, outcome = await running.go_on(sink, {sink.requests[0].call_id: answer})
    assert outcome == Completed()
    assert not (running.session.spec.directory / "made").exists()
    assert "use make instead" in str(told(running)["content"])
    assert after.states(sink.requests[0].call_id) == ["failed"]


async def test_what_a_rule_allows_runs_without_parking(running: Bench) -> None:
    sink, outcome = await running.say("SCRIPT:run", sink=RuledSink())
    assert outcome == Completed()
    assert len(sink.requests) == 1
    assert (running.session.spec.directory / "made").exists()
    assert "Exit code 0" in str(told(running)["content"])


async def test_of_two_commands_one_that_a_rule_allows_runs_while_the_other_waits(running: Bench) -> None:
    class Choosy(RecordingSink):
        async def ask(self, request: NewRequest) -> UUID | Answer:
            return ALLOW if "made" in request.detail else await super().ask(request)

    running.model.scripts["run"] = [
        {
            "tools": [
                {"kind": "raw", "name": "run_command", "args": {"argv": SAY_HI}},
                {"kind": "raw", "name": "run_command", "args": {"command": "git status"}},
            ]
        },
        {"say": "Ran both."},
    ]
    sink, outcome = await running.say("SCRIPT:run", sink=Choosy())
    assert outcome == Parked()
    assert (running.session.spec.directory / "made").exists()
    (request,) = sink.requests
    assert (request.subject, request.subject_label) == ("shell:git status", "Commands that begin with `git status`")
    _, outcome = await running.go_on(sink, {request.call_id: ALLOW})
    assert outcome == Completed()
    results = [str(message["content"]) for message in running.sent() if message["role"] == "tool"]
    assert "hi" in results[0]
    assert "made" in results[1], "git saw what the first one had done"


async def test_the_model_is_told_of_commands_only_where_they_may_run(running: Bench, bench: Bench) -> None:
    await running.say("SCRIPT:run")
    names = [tool["function"]["name"] for tool in running.model.chats()[-1].body["tools"]]
    assert "run_command" in names
