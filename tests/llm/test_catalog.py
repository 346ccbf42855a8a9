"""Finding endpoints and describing their models."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Mapping
from contextlib import asynccontextmanager
from typing import Any

import anyio
import pytest

from boocode.contracts.wire.models import ModelInfo, Models
from boocode.llm.catalog import CatalogSettings, ModelCatalog, open_catalog
from boocode.llm.client import open_llm_client
from boocode.llm.errors import NoEndpoint
from boocode.llm.scripted.server import ScriptedModel, open_scripted_model


@asynccontextmanager
async def catalog_of(**settings: Any) -> AsyncGenerator[ModelCatalog]:
    async with open_llm_client() as client, open_catalog(client, CatalogSettings(**settings)) as catalog:
        await catalog.refresh()
        yield catalog


async def seen(model: ScriptedModel, *entries: Mapping[str, Any], **routes: Any) -> Models:
    model.models = list(entries)
    model.routes = {f"/{name.replace('__', '/')}": answer for name, answer in routes.items()}
    async with catalog_of(url=model.url) as catalog:
        return catalog.snapshot()


def only(models: Models) -> ModelInfo:
    assert len(models.models) == 1
    return models.models[0]


async def test_llama_swap_tells_context_abilities_and_what_is_loaded(scripted_llm: ScriptedModel) -> None:
    entries: list[dict[str, Any]] = [
        {
            "id": name,
            "name": name.title(),
            "description": "A model",
            "owned_by": "llama-swap",
            "meta": {"n_ctx": 65536, "llamaswap": {"type": "model"}},
            "capabilities": {"vision": name == "sees", "function_calling": True},
        }
        for name in ("sees", "blind")
    ]
    running = {"running": [{"model": "blind", "state": "ready"}, {"model": "sees", "state": "starting"}]}
    models = await seen(scripted_llm, *entries, running=running)
    assert models.endpoint.kind == "llama-swap"
    assert models.endpoint.state == "ready"
    assert models.models == [
        ModelInfo(
            id="sees", name="Sees", description="A model", context_size=65536, vision=True, tools=True, loaded=False
        ),
        ModelInfo(
            id="blind", name="Blind", description="A model", context_size=65536, vision=False, tools=True, loaded=True
        ),
    ]
    assert models.default == "blind"


async def test_old_llama_swap_without_running_says_nothing_about_loading(scripted_llm: ScriptedModel) -> None:
    assert only(await seen(scripted_llm, {"id": "m", "owned_by": "llama-swap"})).loaded is None


async def test_llama_server_tells_its_context_by_its_properties(scripted_llm: ScriptedModel) -> None:
    props = {"default_generation_settings": {"n_ctx": 8192}, "modalities": {"vision": True, "audio": False}}
    models = await seen(scripted_llm, {"id": "model.gguf", "owned_by": "llamacpp"}, props=props)
    model = only(models)
    assert models.endpoint.kind == "llama-server"
    assert (model.context_size, model.vision, model.loaded) == (8192, True, True)


async def test_ollama_is_asked_what_is_loaded_and_what_models_can_do(scripted_llm: ScriptedModel) -> None:
    models = await seen(
        scripted_llm,
        {"id": "qwen3:latest", "owned_by": "library"},
        api__ps={"models": [{"model": "qwen3:latest", "context_length": 16384}]},
        api__show={"capabilities": ["completion", "tools", "thinking"], "model_info": {"qwen3.context_length": 40960}},
    )
    model = only(models)
    assert models.endpoint.kind == "ollama"
    assert (model.context_size, model.tools, model.vision, model.reasoning, model.loaded) == (
        16384,
        True,
        False,
        True,
        True,
    )


async def test_vllm_tells_its_context_in_its_list(scripted_llm: ScriptedModel) -> None:
    assert only(await seen(scripted_llm, {"id": "m", "owned_by": "vllm", "max_model_len": 4096})).context_size == 4096


async def test_lm_studio_tells_more_on_its_own_route(scripted_llm: ScriptedModel) -> None:
    detail = {"id": "m", "type": "vlm", "state": "loaded", "max_context_length": 99999, "loaded_context_length": 12000}
    model = only(
        await seen(scripted_llm, {"id": "m", "owned_by": "organization_owner"}, api__v0__models={"data": [detail]})
    )
    assert (model.context_size, model.vision, model.loaded) == (12000, True, True)


async def test_models_that_cannot_chat_are_left_out(scripted_llm: ScriptedModel) -> None:
    models = await seen(
        scripted_llm,
        {"id": "nomic-embed-text"},
        {"id": "bge-reranker", "capabilities": {"reranker": True}},
        {"id": "m"},
    )
    assert only(models).id == "m"


@pytest.mark.parametrize(
    "entry", [{}, {"id": 7}, {"id": ""}, {"id": "x" * 1000}, {"id": "a\nb"}, {"id": "a", "meta": 7}]
)
async def test_garbage_in_the_list_is_skipped(scripted_llm: ScriptedModel, entry: dict[str, Any]) -> None:
    models = await seen(scripted_llm, entry, {"id": "fine"})
    assert "fine" in [model.id for model in models.models]


async def test_url_may_lack_its_version(scripted_llm: ScriptedModel) -> None:
    async with catalog_of(url=scripted_llm.url.removesuffix("/v1")) as catalog:
        assert (await catalog.endpoint()).url == scripted_llm.url


async def test_unreachable_endpoint_says_what_was_tried_and_what_to_do(free_tcp_port: int) -> None:
    async with catalog_of(url=f"http://127.0.0.1:{free_tcp_port}") as catalog:
        endpoint = catalog.snapshot().endpoint
        assert endpoint.state == "unreachable"
        assert "nothing answers" in endpoint.tried[0].outcome
        assert "BOOCODE_LLM_URL" in endpoint.message
        assert "boo demo" in endpoint.message
        assert (await catalog.endpoint()).url.endswith("/v1")


async def test_endpoint_that_wants_a_key_says_so() -> None:
    async with open_scripted_model() as model:
        model.refuse_without_key = "right"
        async with catalog_of(url=model.url, api_key="wrong") as catalog:
            endpoint = catalog.snapshot().endpoint
            assert endpoint.state == "unauthorized"
            assert "BOOCODE_LLM_API_KEY" in endpoint.message
        async with catalog_of(url=model.url, api_key="right") as catalog:
            assert catalog.snapshot().endpoint.state == "ready"


async def test_loopback_is_searched_in_order(scripted_llm: ScriptedModel, free_tcp_port: int) -> None:
    root = scripted_llm.url.removesuffix("/v1")
    candidates = ((f"http://127.0.0.1:{free_tcp_port}", "Ollama"), (root, "llama-swap"))
    async with catalog_of(candidates=candidates) as catalog:
        snapshot = catalog.snapshot()
        assert snapshot.endpoint.url == scripted_llm.url
        assert [tried.outcome.partition(":")[0] for tried in snapshot.endpoint.tried] == ["Ollama", "llama-swap"]
        assert snapshot.default == "scripted"


async def test_nothing_found_is_told_with_every_port(free_tcp_port: int) -> None:
    async with catalog_of(candidates=((f"http://127.0.0.1:{free_tcp_port}", "Ollama"),)) as catalog:
        assert catalog.state == "none"
        with pytest.raises(NoEndpoint, match=str(free_tcp_port)):
            await catalog.endpoint()


async def test_old_models_stay_when_the_endpoint_goes_and_changes_are_told(free_tcp_port: int) -> None:
    changes: list[int] = []
    async with open_llm_client() as client:
        settings = CatalogSettings(url=f"http://127.0.0.1:{free_tcp_port}")
        async with open_catalog(client, settings, lambda: changes.append(1)) as catalog:
            async with open_scripted_model(port=free_tcp_port):
                assert (await catalog.refresh()).endpoint.state == "ready"
            snapshot = await catalog.refresh()
            assert snapshot.endpoint.state == "unreachable"
            assert [model.id for model in snapshot.models] == ["scripted", "scripted-small"]
            told = len(changes)
            await catalog.refresh()
            assert len(changes) == told


async def test_refreshes_at_the_same_time_share_one_look(scripted_llm: ScriptedModel) -> None:
    async with catalog_of(url=scripted_llm.url) as catalog:
        before = len(scripted_llm.log)
        async with anyio.create_task_group() as group:
            for _ in range(10):
                group.start_soon(catalog.refresh)
        assert sum(record.path == "/v1/models" for record in scripted_llm.log[before:]) <= 2


async def test_fast_model_is_not_used_while_it_is_known_to_be_unloaded(scripted_llm: ScriptedModel) -> None:
    scripted_llm.routes["/running"] = {"running": [{"model": "scripted", "state": "ready"}]}
    async with catalog_of(url=scripted_llm.url, fast_model="scripted-small") as catalog:
        assert catalog.cheap_model("scripted") == "scripted"
        scripted_llm.routes["/running"] = {"running": [{"model": "scripted-small", "state": "ready"}]}
        await catalog.refresh()
        assert catalog.cheap_model("scripted") == "scripted-small"
