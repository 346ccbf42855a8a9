"""How agents are started: with BooCode's endpoint and a private home, or with the user's account."""

from __future__ import annotations

import json
import tomllib
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from boocode.contracts.wire.models import ModelInfo
from boocode.contracts.wire.providers import ProviderConfig
from boocode.llm.client import Endpoint
from boocode.llm.errors import NoEndpoint
from boocode.llm.scripted.server import ScriptedModel
from boocode.providers.builtin import BUILT_IN
from boocode.providers.definition import definitions
from boocode.providers.errors import NotInstalled, ProviderOff
from boocode.providers.presets import Wiring
from tests.providers.agent import World, open_world, program

MODELS = [
    ModelInfo(id="big", name="Big", context_size=131_072, vision=True, reasoning=True),
    ModelInfo(id='odd "name"\\', name="Odd"),
]


def wiring(home: Path, *, model: str = "big", api_key: str | None = "key-0123456789") -> Wiring:
    return Wiring(home, Endpoint("http://models.lan:8080/api/v1", api_key), model, MODELS, 131_072, 8192)


@pytest.fixture
async def world(tmp_path: Path, scripted_llm: ScriptedModel) -> AsyncIterator[World]:
    for agent in BUILT_IN.values():
        program(tmp_path / "bin", agent.command[0])
    async with open_world(tmp_path, llm_url=scripted_llm.url, running=False) as world:
        await world.catalog.refresh()
        yield world


@pytest.mark.parametrize("agent_id", [id_ for id_, agent in BUILT_IN.items() if agent.local])
def test_local_preset_names_the_endpoint_the_model_and_its_window(agent_id: str, tmp_path: Path) -> None:
    preset = BUILT_IN[agent_id].local
    assert preset is not None
    arranged = preset(wiring(tmp_path))
    everything = " ".join([*arranged.env.values(), *arranged.files.values()])
    assert "models.lan:8080" in everything
    assert "big" in everything
    assert "131072" in everything
    assert "key-0123456789" in everything
    assert all(not place.startswith(("/", "..")) for place in arranged.files)


def test_configuration_files_survive_odd_names_of_models(tmp_path: Path) -> None:
    odd = wiring(tmp_path, model=MODELS[1].id)
    codex, opencode = BUILT_IN["codex"].local, BUILT_IN["opencode"].local
    assert codex is not None
    assert opencode is not None
    files = codex(odd).files
    assert tomllib.loads(files[".codex/config.toml"])["model"] == MODELS[1].id
    assert [model["slug"] for model in json.loads(files[".codex/catalogue.json"])["models"]] == [MODELS[1].id, "big"]
    content = opencode(odd).files[".config/opencode/opencode.json"]
    config = json.loads(content)
    assert config["enabled_providers"] == ["boocode"]
    assert config["model"] == config["small_model"] == f"boocode/{MODELS[1].id}"
    assert config["provider"]["boocode"]["models"]["big"]["limit"]["context"] == 131_072


def test_endpoint_below_a_path_is_split_as_goose_wants_it(tmp_path: Path) -> None:
    goose = BUILT_IN["goose"].local
    assert goose is not None
    env = goose(wiring(tmp_path)).env
    assert (env["OPENAI_HOST"], env["OPENAI_BASE_PATH"]) == ("http://models.lan:8080", "api/v1/chat/completions")


async def test_local_launch_has_a_private_home_and_asks_no_proxy(world: World, scripted_llm: ScriptedModel) -> None:
    launch = await world.launcher.launch(definitions({})["goose"])
    assert launch.argv == (str(world.bin / "goose"), "acp")
    assert launch.home == world.bin.parent / "homes" / "goose"
    assert (launch.model, launch.context_size) == ("scripted", 32_768)
    assert launch.env["GOOSE_MODE"] == "approve"
    assert "127.0.0.1" in launch.env["NO_PROXY"]
    assert launch.env["OPENAI_HOST"] in scripted_llm.url


async def test_own_account_keeps_the_users_home_and_says_only_what_is_not_to_be_left_to_chance(world: World) -> None:
    own = definitions({"goose": ProviderConfig(account="own", model="gpt-x", env={"EXTRA": "1"})})["goose"]
    launch = await world.launcher.launch(own)
    assert (launch.home, launch.files, launch.model) == (None, {}, "gpt-x")
    assert {name: value for name, value in launch.env.items() if name != "PATH"} == {
        "GOOSE_MODE": "approve",
        "GOOSE_TELEMETRY_ENABLED": "false",
        "EXTRA": "1",
    }


def test_agent_that_works_with_its_own_service_only_is_off_until_the_human_switches_it_on() -> None:
    gemini = definitions({})["gemini"]
    assert (gemini.account, gemini.enabled) == ("own", False)
    assert "Google" in gemini.why_off
    assert definitions({"gemini": ProviderConfig(enabled=True)})["gemini"].enabled
    assert definitions({})["goose"].enabled
    assert not definitions({"goose": ProviderConfig(enabled=False)})["goose"].enabled


async def test_everything_that_matters_changes_the_fingerprint(world: World) -> None:
    goose = definitions({})["goose"]
    first = (await world.launcher.launch(goose)).fingerprint
    assert (await world.launcher.launch(goose)).fingerprint == first
    others = [
        replace(goose, model="scripted-small"),
        replace(goose, env={"A": "b"}),
        replace(goose, account="own"),
        replace(goose, mode="auto"),
        replace(goose, command=("goose", "acp", "--debug")),
    ]
    seen = {first, *[(await world.launcher.launch(other)).fingerprint for other in others]}
    program(world.bin, "goose", says="another version")
    seen.add((await world.launcher.launch(goose)).fingerprint)
    assert len(seen) == 7


async def test_what_cannot_be_started_is_refused_with_what_to_do(world: World, tmp_path: Path) -> None:
    goose = definitions({})["goose"]
    with pytest.raises(ProviderOff, match="Switch it on"):
        await world.launcher.launch(replace(goose, enabled=False))
    (world.bin / "claude-agent-acp").unlink()
    program(world.bin, "claude")
    with pytest.raises(NotInstalled, match=r"not its adapter claude-agent-acp\. Install that: npm install"):
        await world.launcher.launch(definitions({})["claude"])
    (tmp_path / "script").touch(mode=0o600)
    for command, why in (
        ("gone", r"no program gone\. Correct its command"),
        (f"{tmp_path}/gone", "there is no program"),
        (f"{tmp_path}/script", r"may not be executed\. Run `chmod \+x "),
        (str(tmp_path), "is a directory"),
    ):
        mine = definitions({"mine": ProviderConfig(custom=True, command=[command], label="Mine")})["mine"]
        with pytest.raises(NotInstalled, match=why):
            await world.launcher.launch(mine)
    (tmp_path / "empty").mkdir()
    program(tmp_path / "empty" / "bin", "goose")
    async with open_world(tmp_path / "empty", running=False) as without:
        with pytest.raises(NoEndpoint, match="BOOCODE_LLM_URL"):
            await without.launcher.launch(goose)
