"""What every agent does, whoever made it: the fake one, Goose and opencode as ACP agents, opencode as a server.

One of each plays all tests, in one chat and one directory: its process lives on unless a test ends it.
"""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from pathlib import Path

import anyio
import psutil
import pytest

from boocode.backends.quirks import Quirks, quirks_of
from boocode.contracts.agents import Completed, Failed, NewRequest
from boocode.contracts.launch import Launch
from boocode.contracts.wire.chat import Answer
from boocode.llm.scripted.server import ScriptedModel, open_scripted_model
from tests.agents.conftest import ASKING
from tests.agents.stage import Stage, fake_launch, staged, tree, until, when
from tests.support.agents import installed, opencode_launch
from tests.support.recording import RecordingSink
from tests.support.rows import git_repository
from tests.support.server import is_alive, processes_of

_ORDERS = {
    "hello": "say I will write hello.txt.\nwrite hello.txt hello world\nsay done",
    "shellslow": "say Running.\nrun echo $$ > pid; for i in $(seq 1 200); do echo tick $i; sleep 0.1; done",
    "say": "say Hello from the scripted model.",
    "err401": "error 401 scripted bad key",
    "err500": "error -32603 scripted 500",
}


@dataclass
class Play:
    """A stage, and how its agent is told what to do."""

    stage: Stage
    agent: str
    model: ScriptedModel

    def order(self, script: str) -> str:
        if self.agent == "fake":
            return _ORDERS[script]
        return f"SCRIPT:{script} DIR:{self.stage.directory}"

    async def close(self) -> None:
        """Let go of the session, and so of the agent's process; a server is shared and has to be ended itself."""
        assert self.stage.session is not None
        await self.stage.backend.close_session(self.stage.session)
        if self.agent == "opencode server":
            await self.stage.backend.aclose()


def goose_launch(home: Path, llm_url: str) -> Launch:
    """Goose with a home of its own and nothing but the scripted model."""
    env = {
        "GOOSE_PROVIDER": "openai",
        "GOOSE_MODEL": "scripted",
        "OPENAI_HOST": llm_url.removesuffix("/v1"),
        "OPENAI_API_KEY": "sk-local",
        "GOOSE_DISABLE_KEYRING": "1",
        "GOOSE_TELEMETRY_ENABLED": "false",
        "GOOSE_CONTEXT_LIMIT": "32768",
    }
    return Launch((str(installed("goose")), "acp"), env, home=home, model="scripted", context_size=32768)


def acp_launch_of_opencode(home: Path, llm_url: str) -> Launch:
    """opencode as an ACP agent that asks before it writes or runs anything."""
    launch = opencode_launch(home, llm_url)
    config = json.loads(launch.files["opencode.json"]) | {"permission": {"edit": "ask", "bash": "ask"}}
    return replace(launch, argv=(*launch.argv, "acp"), files={"opencode.json": json.dumps(config)})


@pytest.fixture(scope="module", params=["fake", "goose", "opencode", "opencode server"])
async def cast(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Play]:
    """A stage with each of the agents, in a repository."""
    agent: str = request.param
    root = tmp_path_factory.mktemp("contract")
    async with open_scripted_model() as model:
        launches = {
            "fake": lambda: fake_launch(root, "load", "sees"),
            "goose": lambda: goose_launch(root / "home", model.url),
            "opencode server": lambda: opencode_launch(root / "home", model.url),
            "opencode": lambda: acp_launch_of_opencode(root / "home", model.url),
        }
        made = launches[agent]()
        quirks: Quirks | None = ASKING if agent == "fake" else quirks_of(agent)
        if agent == "opencode server":
            quirks = None

        async def launch() -> Launch:
            return made

        directory = git_repository(root / "project", {"README.md": "# Shop\n"})
        async with staged(directory, launch, quirks) as stage:
            yield Play(stage, agent, model)


@pytest.fixture
def play(cast: Play) -> Play:
    """The stage as it was before the first test, but for what the agent remembers."""
    subprocess.run(["git", "clean", "-dfqx"], cwd=cast.stage.directory, check=True)
    cast.model.log.clear()
    return cast


def cwd_of(process: psutil.Process) -> Path | None:
    try:
        return Path(process.cwd())
    except psutil.Error:
        return None


async def reject(request: NewRequest) -> Answer:
    return Answer(option_id="reject_once")


async def test_text_streams_and_is_counted(play: Play) -> None:
    sink, outcome = await play.stage.say(play.order("say"))
    assert outcome == Completed()
    assert sink.text == "Hello from the scripted model."
    assert sink.usage.prompt_tokens >= sink.usage.cached_tokens
    assert sink.usage.prompt_tokens > 100
    assert sink.usage.cost is None or play.agent == "fake"


async def test_write_is_asked_about_and_shown(play: Play) -> None:
    sink, outcome = await play.stage.say(play.order("hello"))
    assert outcome == Completed()
    assert (play.stage.directory / "hello.txt").read_text().strip() == "hello world"
    [request] = sink.requests
    assert (request.kind, request.subject, request.title) == ("permission", "edit", "hello.txt")
    assert len(request.fingerprint) == 64
    [call] = sink.calls
    assert (call.kind in ("edit", "write"), call.title, call.state) == (True, "hello.txt", "completed")
    assert sink.text.startswith("I will write hello.txt.")
    assert sink.text.endswith("done")


async def test_rejected_write_does_not_happen(play: Play) -> None:
    sink = RecordingSink()
    sink.answer = reject
    _, outcome = await play.stage.say(play.order("hello"), sink=sink)
    assert outcome == Completed()
    assert not (play.stage.directory / "hello.txt").exists()
    assert [call.state for call in sink.calls] == ["cancelled"]
    after, outcome = await play.stage.say(play.order("say"))
    assert (after.text, outcome) == ("Hello from the scripted model.", Completed())


async def test_feedback_with_a_rejection_reaches_the_model(play: Play) -> None:
    sink = RecordingSink()

    async def otherwise(request: NewRequest) -> Answer:
        return Answer(option_id="reject_once", text=f"Say this instead. {play.order('say')}")

    sink.answer = otherwise
    _, outcome = await play.stage.say(play.order("hello"), sink=sink)
    assert outcome == Completed()
    assert "Say this instead." in str([chat.body for chat in play.model.chats()]) or play.agent == "fake"


async def test_cancelled_command_stops_and_the_session_goes_on(play: Play) -> None:
    sink = RecordingSink()
    with anyio.CancelScope() as scope:
        async with when(lambda: sink.requests and "running" in sink.states(sink.requests[0].call_id), scope.cancel):
            await play.stage.say(play.order("shellslow"), sink=sink)
    assert scope.cancelled_caught
    assert sink.requests
    await until(lambda: not [p for p in processes_of("echo tick") if cwd_of(p) == play.stage.directory], 15)
    after, outcome = await play.stage.say(play.order("say"))
    assert (after.text, outcome) == ("Hello from the scripted model.", Completed())


async def test_killed_agent_is_told_truthfully_and_taken_up_again(play: Play) -> None:
    await play.stage.say(play.order("say"))
    sink, first = RecordingSink(), play.stage.native_id
    async with when(
        lambda: sink.requests and "running" in sink.states(sink.requests[0].call_id),
        lambda: os.kill(play.stage.pid, signal.SIGKILL),
    ):
        _, outcome = await play.stage.say(play.order("shellslow"), sink=sink)
    assert isinstance(outcome, Failed)
    assert outcome.code == "agent_died"
    assert "killed by signal 9" in outcome.message
    assert {call.state for call in sink.calls} == {"failed"}
    after, outcome = await play.stage.say(play.order("say"))
    assert (after.text, outcome) == ("Hello from the scripted model.", Completed())
    assert play.stage.session is not None
    assert (play.stage.session.is_resumed, play.stage.native_id) == (True, first)


async def test_session_is_taken_up_by_another_process(play: Play) -> None:
    await play.stage.say(play.order("hello"))
    session, before = play.stage.session, play.stage.pid
    assert session is not None
    await play.close()
    sink, outcome = await play.stage.say(play.order("say"))
    assert (sink.text, outcome) == ("Hello from the scripted model.", Completed())  # nothing of the replay
    assert sink.calls == []
    assert play.stage.session is not None
    assert (play.stage.session.is_resumed, play.stage.native_id) == (True, session.native_id)
    assert play.stage.pid != before


async def test_refused_key_is_told_in_the_providers_words(play: Play) -> None:
    with anyio.fail_after(60):
        _, outcome = await play.stage.say(play.order("err401"))
    assert isinstance(outcome, Failed)
    assert re.search("scripted bad key|logged in", outcome.message)
    sink, outcome = await play.stage.say(play.order("say"))
    assert (sink.text, outcome) == ("Hello from the scripted model.", Completed())


async def test_two_sessions_work_at_once_in_their_own_directories(play: Play, tmp_path: Path) -> None:
    other = play.stage.other(git_repository(tmp_path / "other", {"README.md": "# Other\n"}))
    async with anyio.create_task_group() as group:
        for stage in (play.stage, other):
            order = play.order("hello").replace(str(play.stage.directory), str(stage.directory))
            group.start_soon(stage.say, order)
    assert all((stage.directory / "hello.txt").is_file() for stage in (play.stage, other))
    assert other.session is not None
    await play.stage.backend.close_session(other.session)


async def test_nothing_is_left_running(play: Play) -> None:
    await play.stage.say(play.order("say"))
    [seat] = play.stage.pool.seats
    assert seat.process is not None
    processes = tree(seat.process.guard_pid)
    await play.close()
    await until(lambda: not any(map(is_alive, processes)) and play.stage.pool.seats == ())


async def test_probe_tells_version_models_and_modes(play: Play, tmp_path: Path) -> None:
    (empty := tmp_path / "empty").mkdir()
    probe = await play.stage.backend.probe(empty)
    assert probe.version
    assert probe.models
    assert not probe.needs_login
    assert probe.default_mode in [mode.id for mode in probe.modes]
