"""Token counts: estimated, learned, and the server's own."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from boocode.llm.catalog import CatalogSettings, ModelCatalog, open_catalog
from boocode.llm.client import LlmClient, open_llm_client
from boocode.llm.request import ChatRequest
from boocode.llm.scripted.server import ScriptedModel
from boocode.llm.tokens import TokenCounter


@pytest.fixture
async def client() -> AsyncIterator[LlmClient]:
    async with open_llm_client() as client:
        yield client


@pytest.fixture
async def catalog(client: LlmClient, scripted_llm: ScriptedModel) -> AsyncIterator[ModelCatalog]:
    async with open_catalog(client, CatalogSettings(url=scripted_llm.url)) as catalog:
        await catalog.refresh()
        yield catalog


async def test_estimate_is_near_four_bytes_a_token(client: LlmClient, catalog: ModelCatalog) -> None:
    counter = TokenCounter(client, catalog)
    assert counter.estimate("", None) == 0
    assert counter.estimate("x", None) == 1
    assert 240 <= counter.estimate("word " * 200, None) <= 280
    assert counter.estimate("漢字" * 100, None) > counter.estimate("ab" * 100, None)


async def test_estimate_learns_from_what_the_server_reports(client: LlmClient, catalog: ModelCatalog) -> None:
    counter = TokenCounter(client, catalog)
    request = ChatRequest("m", [{"role": "user", "content": "x" * 3000}])
    counter.learn(request, 1504)
    assert counter.estimate("x" * 3000, "m") == 1500
    assert counter.estimate("x" * 3000, "other") < 1000
    assert counter.estimate_request(request) == 1504


@pytest.mark.parametrize("reported", [0, 5, 100_000])
async def test_senseless_reports_teach_nothing(client: LlmClient, catalog: ModelCatalog, reported: int) -> None:
    counter = TokenCounter(client, catalog)
    before = counter.estimate("x" * 3000, "m")
    counter.learn(ChatRequest("m", [{"role": "user", "content": "x" * 3000}]), reported)
    assert counter.estimate("x" * 3000, "m") == before


async def test_tokenizer_that_fails_is_replaced_by_the_estimate(
    client: LlmClient, catalog: ModelCatalog, scripted_llm: ScriptedModel
) -> None:
    scripted_llm.routes["/running"] = {"running": [{"model": "scripted", "state": "ready"}]}
    counted = await TokenCounter(client, catalog).count(["hello world"], "scripted")
    assert not counted.exact
    assert counted.tokens == [3]
    scripted_llm.routes["/upstream/scripted/tokenize"] = {"tokens": [1, 2]}
    counted = await TokenCounter(client, catalog).count(["hello world"], "scripted")
    assert counted.exact
    assert counted.tokens == [2]
