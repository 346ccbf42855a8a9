"""Other people's agents as providers: what is shown of them, when they are looked at, and what is refused."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import anyio
import pytest

from boocode.backends.probing import Probe, ProbeFailed
from boocode.contracts.agents import SessionSpec
from boocode.contracts.wire.models import ModeInfo, ModelInfo, ProviderSnapshot
from boocode.db import Database
from boocode.kernel.clock import now
from boocode.kernel.ids import new_id
from boocode.llm.scripted.server import ScriptedModel
from boocode.providers import external
from boocode.providers.errors import LoginNeeded, NotInstalled, ProviderOff, UnknownModel, UnknownProvider
from boocode.providers.external import ExternalProvider, Urgency
from boocode.providers.registry import ProviderRegistry
from boocode.providers.store import read_checks
from tests.providers.agent import World, open_world, program, until

OFFER = Probe(
    version="1.52.0",
    models=[ModelInfo(id="scripted", name="scripted"), ModelInfo(id="gpt-remote", name="Remote")],
    default_model="scripted",
    modes=[ModeInfo(id="approve", label="Approve")],
    default_mode="approve",
)


@pytest.fixture
async def world(tmp_path: Path, scripted_llm: ScriptedModel) -> AsyncIterator[World]:
    program(tmp_path / "bin", "goose", says="1.52.0")
    async with open_world(tmp_path, llm_url=scripted_llm.url, probes={"goose": OFFER}) as world:
        await world.catalog.refresh()
        yield world


def registry_of(world: World) -> ProviderRegistry:
    return ProviderRegistry([], world.externals.all)


def goose_of(world: World) -> ExternalProvider:
    return next(provider for provider in world.externals.all() if provider.id == "goose")


def shown(world: World, provider_id: str = "goose") -> ProviderSnapshot:
    return next(found for found in registry_of(world).snapshots() if found.id == provider_id)


async def refreshed(world: World, provider_id: str = "goose") -> ProviderSnapshot:
    with anyio.fail_after(60):
        await registry_of(world).refresh([provider_id])
    return shown(world, provider_id)


async def test_at_the_start_only_programs_are_looked_for(world: World) -> None:
    await until(lambda: shown(world).version, "the program was found")
    snapshot = shown(world)
    assert (snapshot.version, snapshot.installed, snapshot.account) == ("1.52.0", True, "local")
    assert [model.id for model in snapshot.models] == ["scripted"]  # known without asking
    assert shown(world, "codex").status == "unavailable"
    assert "npm install" in shown(world, "codex").message
    assert world.backends == {}  # nobody was talked to


async def test_before_the_first_look_nothing_is_claimed(tmp_path: Path) -> None:
    async with open_world(tmp_path, running=False) as world:
        snapshots = registry_of(world).snapshots()
        assert {snapshot.status for snapshot in snapshots if snapshot.enabled} == {"loading"}
        registry_of(world).check("goose", "anything")


async def test_refresh_talks_to_the_agent_and_is_kept_for_the_next_start(
    tmp_path: Path, db: Database, scripted_llm: ScriptedModel
) -> None:
    program(tmp_path / "bin", "goose", says="1.52.0")
    async with open_world(tmp_path, db=db, llm_url=scripted_llm.url, probes={"goose": OFFER}) as world:
        await world.catalog.refresh()
        snapshot = await refreshed(world)
        assert [mode.id for mode in snapshot.modes] == ["approve"]
        assert [model.id for model in snapshot.models] == ["scripted"]  # not what the endpoint does not have
        assert snapshot.checked_at is not None
        await until(lambda: world.changes, "it was told")
        with anyio.fail_after(60):
            while "goose" not in await read_checks(db):
                await anyio.sleep(0.01)
    async with open_world(tmp_path, db=db, llm_url=scripted_llm.url) as world:
        await world.catalog.refresh()
        await until(lambda: shown(world).status == "ready", "it is known again")
        assert shown(world).modes == snapshot.modes
        registry_of(world).check("goose", None)
        await world.externals.want("goose", Urgency.PICKED).wait()
        assert world.backends == {}  # a day has not passed


@pytest.mark.parametrize("change", ["age", "program", "settings"])
async def test_what_was_seen_is_looked_at_again_after_a_day_or_a_change(world: World, change: str) -> None:
    await refreshed(world)
    goose = goose_of(world)
    launches = world.backends["goose"].launches
    await world.externals.want("goose", Urgency.SEEN).wait()
    assert len(launches) == 1
    match change:
        case "age":
            goose.seen = external.replace(goose.seen, at=now() - timedelta(hours=25))
        case "program":
            program(world.bin, "goose", says="2.0.0")
        case _:
            world.file.change({"goose": {"env": {"A": "b"}}})
    await world.externals.want("goose", Urgency.SEEN).wait()
    assert len(launches) == 2
    assert shown(world).status == "ready"


async def test_snapshot_never_waits_and_keeps_what_was_there_while_it_is_refreshed(world: World) -> None:
    await refreshed(world)
    backend = world.backends["goose"]
    backend.hold = anyio.Event()
    done = world.externals.want("goose", Urgency.ASKED)
    await until(lambda: shown(world).refreshing, "it is being refreshed")
    assert (shown(world).status, [mode.id for mode in shown(world).modes]) == ("ready", ["approve"])
    backend.fails = ProbeFailed("It hung. Key sk-abcdefghijklmnopqrstuv was refused.", stderr="token=abcdefghij")
    backend.hold.set()
    await done.wait()
    snapshot = shown(world)
    assert (snapshot.status, snapshot.refreshing, len(snapshot.modes)) == ("error", False, 1)
    assert snapshot.message.startswith("It hung.")
    assert "sk-abc" not in snapshot.message
    assert "abcdefghij" not in goose_of(world).seen.stderr


async def test_agent_that_never_answers_is_given_up(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(external, "CHECK_SECONDS", 0.1)
    world.backend("goose").hold = anyio.Event()
    snapshot = await refreshed(world)
    assert snapshot.status == "error"
    assert "did not answer" in snapshot.message


async def test_only_one_agent_is_talked_to_at_a_time(world: World) -> None:
    program(world.bin, "qwen")
    hold = world.backend("goose").hold = anyio.Event()
    async with anyio.create_task_group() as group:
        group.start_soon(refreshed, world, "goose")
        group.start_soon(refreshed, world, "qwen")
        await until(lambda: any(backend.launches for backend in world.backends.values()), "one has begun")
        await until(lambda: world.backends["goose"].launches, "goose has begun")
        begun = {id_ for id_, backend in world.backends.items() if backend.launches}
        assert begun == {"goose"} or shown(world, "qwen").checked_at is not None
        hold.set()


async def test_choices_that_cannot_run_are_refused_with_what_to_do(world: World) -> None:
    await refreshed(world)
    registry = registry_of(world)
    registry.check("goose", None)
    registry.check("goose", "scripted")
    with pytest.raises(UnknownModel, match="It has: scripted"):
        registry.check("goose", "gpt-remote")
    with pytest.raises(UnknownProvider, match="goose"):
        registry.check("skynet", None)
    await until(lambda: shown(world, "codex").status == "unavailable", "codex was looked for")
    with pytest.raises(NotInstalled, match="npm install"):
        registry.check("codex", None)
    world.file.change({"goose": {"enabled": False}})
    with pytest.raises(ProviderOff, match="Switch it on"):
        registry.check("goose", None)
    assert (shown(world).enabled, shown(world).status) == (False, "unavailable")
    with pytest.raises(ProviderOff):
        await registry.resolve_model("goose", None)


async def test_model_is_the_agents_own_name_for_the_endpoints(tmp_path: Path, scripted_llm: ScriptedModel) -> None:
    program(tmp_path / "bin", "opencode")
    program(tmp_path / "bin", "claude-agent-acp")
    probes = {
        "opencode": Probe(models=[ModelInfo(id=f"boocode/{id_}", name=id_) for id_ in ("scripted-small", "scripted")]),
        "claude": Probe(models=[ModelInfo(id="default", name="Sonnet")], default_model="default"),
    }
    async with open_world(tmp_path, llm_url=scripted_llm.url, probes=probes) as world:
        await world.catalog.refresh()
        await refreshed(world, "opencode")
        await refreshed(world, "claude")
        registry = registry_of(world)
        assert await registry.resolve_model("opencode", None) == "boocode/scripted"
        assert await registry.resolve_model("opencode", "scripted-small") == "boocode/scripted-small"
        assert await registry.resolve_model("claude", None) == "default"
        assert await registry.resolve_model("claude", "scripted") == "default"
        assert [model.name for model in shown(world, "claude").models] == ["scripted"]
        with pytest.raises(UnknownModel):
            await registry.resolve_model("claude", "scripted-small")


async def test_missing_login_is_said_and_found_out_again_after_a_while(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.file.change({"goose": {"account": "own"}})
    backend = world.backend("goose")
    backend.probe_is = Probe(needs_login=True)
    snapshot = await refreshed(world)
    assert (snapshot.status, snapshot.needs_login) == ("error", True)
    assert "goose configure" in snapshot.message
    registry = registry_of(world)
    with pytest.raises(LoginNeeded, match="goose configure"):
        registry.check("goose", None)
    with pytest.raises(LoginNeeded):
        await registry.resolve_model("goose", None)
    monkeypatch.setattr(external, "LOGIN_GOOD_FOR", timedelta(0))
    backend.probe_is = OFFER  # somebody has logged in
    registry.check("goose", None)
    assert await registry.resolve_model("goose", None) == "scripted"
    assert shown(world).status == "ready"


async def test_added_agent_comes_and_goes_with_the_file(world: World) -> None:
    program(world.bin, "mine", script="exec cat")  # what it would do with --version, nobody knows
    world.file.change({"mine": {"custom": True, "command": ["mine"], "label": "My own"}})
    registry = registry_of(world)
    assert registry.label("mine") == "My own"
    assert (await refreshed(world, "mine")).version == "9.9"
    assert registry.needs_workplace("mine")
    backend = world.backends["mine"]
    world.file.path.unlink()
    with pytest.raises(UnknownProvider):
        registry.backend("mine")
    assert registry.label("mine") == "mine"
    await until(lambda: backend.is_closed, "its backend was closed")


async def test_conversation_is_tied_to_account_and_directory_but_to_no_port(world: World, tmp_path: Path) -> None:
    registry = registry_of(world)
    spec = SessionSpec(uuid4(), new_id(), tmp_path)
    first = registry.session_hash("goose", spec)
    assert registry.session_hash("goose", external.replace(spec, session_id=new_id(), model="x")) == first
    assert registry.session_hash("goose", external.replace(spec, directory=tmp_path / "bin")) != first
    assert registry.session_hash("qwen", spec) != first
    world.file.change({"goose": {"account": "own"}})
    assert registry.session_hash("goose", spec) != first


async def test_without_an_endpoint_a_local_agent_says_so(tmp_path: Path) -> None:
    program(tmp_path / "bin", "goose")
    async with open_world(tmp_path) as world:
        await world.catalog.refresh()
        await until(lambda: shown(world).status == "error", "it was looked for")
        assert "BOOCODE_LLM_URL" in shown(world).message
