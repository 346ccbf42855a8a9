"""Choosing providers and models."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import cast

import anyio
import pytest

from boocode.contracts.agents import Backend
from boocode.llm.catalog import CatalogSettings, ModelCatalog, open_catalog
from boocode.llm.client import LlmClient, open_llm_client
from boocode.llm.errors import NoEndpoint
from boocode.llm.scripted.server import ScriptedModel
from boocode.providers.boocode import BooCodeProvider
from boocode.providers.errors import UnknownModel, UnknownProvider
from boocode.providers.registry import Provider, ProviderRegistry

BACKEND = cast(Backend, object())


@pytest.fixture
async def client() -> AsyncIterator[LlmClient]:
    async with open_llm_client() as client:
        yield client


def registry_of(catalog: ModelCatalog) -> ProviderRegistry:
    return ProviderRegistry([BooCodeProvider(BACKEND, catalog)])


async def test_default_is_the_configured_model_then_the_loaded_then_the_first(
    client: LlmClient, scripted_llm: ScriptedModel
) -> None:
    async with open_catalog(client, CatalogSettings(url=scripted_llm.url)) as catalog:
        registry = registry_of(catalog)
        assert await registry.resolve_model("boocode", None) == "scripted"
        scripted_llm.routes["/running"] = {"running": [{"model": "scripted-small", "state": "ready"}]}
        await registry.refresh()
        assert await registry.resolve_model("boocode", None) == "scripted-small"
    async with open_catalog(client, CatalogSettings(url=scripted_llm.url, default_model="an-alias")) as catalog:
        assert await registry_of(catalog).resolve_model("boocode", None) == "an-alias"


async def test_wrong_choices_are_refused_with_the_right_ones(client: LlmClient, scripted_llm: ScriptedModel) -> None:
    async with open_catalog(client, CatalogSettings(url=scripted_llm.url)) as catalog:
        registry = registry_of(catalog)
        registry.check("boocode", "made-up")  # nothing is known yet
        await registry.refresh()
        registry.check("boocode", None)
        registry.check("boocode", "scripted")
        with pytest.raises(UnknownModel, match="scripted-small"):
            registry.check("boocode", "made-up")
        with pytest.raises(UnknownProvider, match="boocode"):
            registry.check("skynet", None)
        with pytest.raises(UnknownProvider):
            registry.backend("skynet")
        assert registry.backend("boocode") is BACKEND


async def test_without_an_endpoint_the_error_says_what_to_do(client: LlmClient) -> None:
    async with open_catalog(client, CatalogSettings(candidates=())) as catalog:
        registry = registry_of(catalog)
        with pytest.raises(NoEndpoint, match="BOOCODE_LLM_URL"):
            await registry.resolve_model("boocode", None)
        snapshot = registry.snapshots()[0]
        assert snapshot.status == "unavailable"
        assert "boo demo" in snapshot.message


async def test_snapshot_is_there_before_the_first_look(client: LlmClient, scripted_llm: ScriptedModel) -> None:
    async with open_catalog(client, CatalogSettings(url=scripted_llm.url)) as catalog:
        registry = registry_of(catalog)
        assert registry.snapshots()[0].status == "loading"
        refreshed = await registry.refresh()
        assert refreshed[0].status == "ready"
        assert [model.id for model in refreshed[0].models] == ["scripted", "scripted-small"]


async def test_effort_is_offered_only_if_a_model_takes_one(client: LlmClient, scripted_llm: ScriptedModel) -> None:
    async with open_catalog(client, CatalogSettings(url=scripted_llm.url)) as catalog:
        registry = registry_of(catalog)
        assert (await registry.refresh())[0].thinking == []
        scripted_llm.models = [{"id": "gpt-oss-20b", "owned_by": "llama-swap"}]
        assert [option.id for option in (await registry.refresh())[0].thinking] == ["low", "medium", "high"]


class Partner:
    """A provider that is closed only once all are being closed."""

    def __init__(self, name: str, closing: list[str], all_closing: anyio.Event) -> None:
        self.id = name
        self._closing = closing
        self._all_closing = all_closing

    async def aclose(self) -> None:
        self._closing.append(self.id)
        if len(self._closing) == 3:
            self._all_closing.set()
        await self._all_closing.wait()


async def test_backends_are_closed_together() -> None:
    closing, all_closing = list[str](), anyio.Event()
    partners = [Partner(name, closing, all_closing) for name in ("one", "two", "three")]
    with anyio.fail_after(60):
        await ProviderRegistry(cast("list[Provider]", partners)).aclose()
    assert sorted(closing) == ["one", "three", "two"]
