"""Providers over HTTP: snapshots, what is set for them, what is seen of them, exams."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any, cast

import anyio
import pytest

from boocode.backends.probing import Probe, ProbeFailed
from boocode.contracts.agents import Backend
from boocode.contracts.wire.models import ModeInfo
from boocode.contracts.wire.providers import Exam, ExamLine
from boocode.db import Database
from boocode.kernel.clock import now
from boocode.llm.scripted.server import ScriptedModel
from boocode.providers.boocode import BooCodeProvider
from boocode.providers.desk import ProviderDesk
from boocode.providers.registry import ProviderRegistry
from boocode.providers.store import store_exam
from tests.providers.agent import World, open_world, program, until
from tests.web.site import Site, open_site

OFFER = Probe(version="1.52.0", modes=[ModeInfo(id="approve", label="Approve")], default_mode="approve")
MINE = {
    "custom": True,
    "command": ["mine", "acp"],
    "label": "My own",
    "env": {"MY_API_KEY": "sk-very-secret-0123456789"},
}


@pytest.fixture
async def world(tmp_path: Path, scripted_llm: ScriptedModel) -> AsyncIterator[World]:
    program(tmp_path / "bin", "goose", says="1.52.0")
    async with open_world(tmp_path, llm_url=scripted_llm.url, probes={"goose": OFFER}) as world:
        await world.catalog.refresh()
        yield world


@pytest.fixture
async def site(db: Database, tmp_path: Path, world: World) -> AsyncIterator[Site]:
    registry = ProviderRegistry([BooCodeProvider(cast(Backend, object()), world.catalog)], world.externals.all)
    async with anyio.create_task_group() as group:
        desk = ProviderDesk(
            registry,
            world.externals,
            world.file,
            world.launcher,
            world.programs,
            world.catalog,
            world.make_backend,
            db=db,
            group=group,
            on_change=lambda: world.changes.append(1),
        )
        async with open_site(db, tmp_path, providers=desk) as site:
            yield site
        group.cancel_scope.cancel()


def of(answer: Any, provider_id: str) -> dict[str, Any]:
    return next(each for each in answer.json()["providers"] if each["id"] == provider_id)


async def test_snapshot_is_there_at_once_and_a_refresh_talks_to_the_agents_named(site: Site, world: World) -> None:
    async with site.api() as api:
        names = (await api.get("/api/providers")).json()["providers"]
        assert names[0] == {"id": "boocode", "label": "BooCode"}
        assert {"opencode", "claude", "codex", "goose"} <= {name["id"] for name in names}
        assert of(await api.get("/api/providers/snapshot"), "goose")["modes"] == []
        refreshed = of(await api.post("/api/providers/refresh", json={"ids": ["goose"]}), "goose")
        assert (refreshed["status"], refreshed["external"], refreshed["default_mode"]) == ("ready", True, "approve")
        assert set(world.backends) == {"goose"}
        assert (await api.post("/api/providers/refresh")).status_code == 200
        unknown = await api.post("/api/providers/refresh", json={"ids": ["skynet"]})
        assert (unknown.status_code, unknown.json()["error"]["code"]) == (422, "unknown_provider")


async def test_agent_is_added_hidden_from_strangers_eyes_and_removed(site: Site, world: World) -> None:
    program(world.bin, "mine")
    async with site.browser() as browser:
        made = await browser.patch("/api/providers/config", json={"providers": {"mine": MINE}})
        assert made.status_code == 200, made.text
        assert "sk-very" not in made.text
        assert made.json() == (await browser.get("/api/providers/config")).json()
        assert of(await browser.get("/api/providers/snapshot"), "mine")["label"] == "My own"
        back = made.json()["providers"]["mine"] | {"label": "Renamed"}  # as a form sends it back
        assert (await browser.patch("/api/providers/config", json={"providers": {"mine": back}})).status_code == 200
        assert (world.file.providers()["mine"].env or {})["MY_API_KEY"] == MINE["env"]["MY_API_KEY"]  # type: ignore[index]
        assert (await browser.patch("/api/providers/config", json={"providers": {"mine": None}})).status_code == 200
        ids = [each["id"] for each in (await browser.get("/api/providers")).json()["providers"]]
        assert "mine" not in ids
    assert world.changes


@pytest.mark.parametrize(
    ("body", "status", "field"),
    [
        ({"providers": {"mine": {**MINE, "command": "mine acp"}}}, 400, "providers.mine.command"),
        ({"providers": {"mine": {**MINE, "command": ["./mine"]}}}, 400, "providers.mine.command"),
        ({"providers": {"mine": {**MINE, "typo": 1}}}, 400, "providers.mine.typo"),
        ({"providers": {"goose": {"env": {"1A": "x"}}}}, 400, "providers.goose.env"),
        ({"providers": {"skynet": {"enabled": True}}}, 400, "providers.skynet"),
        ({"providers": {"goose": []}}, 400, "providers.goose"),
        ({"providers": []}, 422, None),
        ({}, 422, None),
        ({"providers": {}, "typo": 1}, 422, None),
    ],
)
async def test_unusable_configuration_is_refused_by_its_field(
    site: Site, world: World, body: dict[str, object], status: int, field: str | None
) -> None:
    async with site.api() as api:
        answer = await api.patch("/api/providers/config", json=body)
    assert (answer.status_code, answer.json()["error"]["data"].get("field")) == (status, field), answer.text
    assert not world.file.path.exists()


async def test_broken_file_is_told_and_providers_are_as_built_in(site: Site, world: World) -> None:
    world.file.path.write_text('{"providers": {"goose": {"enabled": fals}}}')
    async with site.api() as api:
        shown = (await api.get("/api/providers/config")).json()
        assert "not JSON" in shown["problem"]
        assert of(await api.get("/api/providers/snapshot"), "goose")["enabled"] is True
        refused = await api.patch("/api/providers/config", json={"providers": {"goose": {"enabled": False}}})
        assert (refused.status_code, refused.json()["error"]["code"]) == (400, "bad_provider_config")


async def test_diagnostic_says_what_is_wrong_and_no_secret(site: Site, world: World) -> None:
    world.backend("goose").fails = ProbeFailed("It broke.", stderr="warming up\nkey sk-abcdefghijklmnop1234 is wrong")
    world.file.change({"goose": {"env": {"MY_TOKEN": "hush-hush-hush", "PLAIN": "shown"}}})
    async with site.api() as api:
        await api.post("/api/providers/refresh", json={"ids": ["goose"]})
        text = (await api.get("/api/providers/goose/diagnostic")).json()["text"]
        for words in ("Version: 1.52.0", "Last error: It broke.", "warming up", "PLAIN=shown", "MY_TOKEN=••••••••"):
            assert words in text
        assert "hush" not in text
        assert "sk-abc" not in text
        assert "Endpoint: http://127.0.0.1" in (await api.get("/api/providers/boocode/diagnostic")).json()["text"]
        assert "is not installed" in (await api.get("/api/providers/codex/diagnostic")).json()["text"]
        assert (await api.get("/api/providers/skynet/diagnostic")).status_code == 422


async def test_catalogue_knows_what_is_installed_and_added(site: Site, world: World) -> None:
    program(world.bin, "kimi")
    async with site.api() as api:
        entries = {each["id"]: each for each in (await api.get("/api/providers/catalogue")).json()["entries"]}
    assert (entries["goose"]["installed"], entries["goose"]["added"]) == (True, True)
    assert (entries["kimi"]["installed"], entries["kimi"]["added"]) == (True, False)
    assert (entries["vibe"]["installed"], entries["vibe"]["command"]) == (False, ["vibe-acp"])
    await world_accepts(world, entries["kimi"])


async def world_accepts(world: World, entry: dict[str, Any]) -> None:
    """What the catalogue says can be added as it is."""
    world.file.change({entry["id"]: {"custom": True, "command": entry["command"], "label": entry["label"]}})
    assert entry["id"] in {provider.id for provider in world.externals.all()}


async def test_exam_runs_in_the_background_and_its_result_stays(site: Site, world: World, db: Database) -> None:
    old = Exam(provider="goose", version="1.0.0", at=now(), lines=[ExamLine(capability="x", label="X", grade="no")])
    await store_exam(db, old)
    async with site.api() as api:
        begun = await api.post("/api/providers/goose/exam")
        assert (begun.status_code, begun.json()["running"]) == (202, True)
        again = await api.post("/api/providers/goose/exam")
        assert (again.status_code, again.json()["error"]["code"]) == (409, "exam_running")
        with anyio.fail_after(60):
            while any(exam["running"] for exam in (await api.get("/api/providers/exams")).json()["exams"]):
                await anyio.sleep(0.05)
        exams = (await api.get("/api/providers/exams")).json()["exams"]
        assert [exam["version"] for exam in exams] == ["1.52.0", "1.0.0"]
        assert exams[0]["lines"][0]["grade"] == "yes"
        assert "Exam of" in (await api.get("/api/providers/goose/diagnostic")).json()["text"]
        for provider_id, code in (
            ("codex", "provider_not_installed"),
            ("boocode", "invalid"),
            ("x", "unknown_provider"),
        ):
            refused = await api.post(f"/api/providers/{provider_id}/exam")
            assert refused.json()["error"]["code"] == code
    await until(lambda: world.changes, "it was told")


async def test_strangers_get_nothing(site: Site) -> None:
    routes = [
        ("GET", "/api/providers"),
        ("GET", "/api/providers/snapshot"),
        ("POST", "/api/providers/refresh"),
        ("GET", "/api/providers/config"),
        ("PATCH", "/api/providers/config"),
        ("GET", "/api/providers/catalogue"),
        ("GET", "/api/providers/exams"),
        ("GET", "/api/providers/goose/diagnostic"),
        ("POST", "/api/providers/goose/exam"),
    ]
    async with site.client() as stranger:
        for method, path in routes:
            assert (await stranger.request(method, path, json={})).status_code == 401, path
