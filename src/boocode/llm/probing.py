"""Finding out what serves models at an address, and which ones."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Literal

import aiohttp
import anyio
import orjson

from boocode.contracts.wire.models import EndpointKind, ModelInfo
from boocode.llm.client import Endpoint
from boocode.llm.describing import described, with_props, with_show
from boocode.llm.errors import own_words
from boocode.llm.foreign import as_dict, as_list, as_positive, as_str

BODY_LIMIT = 8 * 1024 * 1024
PROBE_SECONDS = 5.0
SHOW_AT_ONCE = 4
SHOWN_MODELS = 64  # Ollama is asked for details of at most so many

_KINDS: Mapping[str, EndpointKind] = {
    "llama-swap": "llama-swap",
    "llamacpp": "llama-server",
    "library": "ollama",
    "boocode-demo": "demo",
}


@dataclass(frozen=True, slots=True)
class Found:
    """A working endpoint."""

    endpoint: Endpoint
    kind: EndpointKind
    models: tuple[ModelInfo, ...]


@dataclass(frozen=True, slots=True)
class NotFound:
    """Why an address is of no use; `outcome` is a few words for a person."""

    state: Literal["unreachable", "unauthorized"]
    outcome: str


async def probe(session: aiohttp.ClientSession, url: str, api_key: str | None) -> Found | NotFound:
    """What serves models at `url`, given with or without `/v1`."""
    problem = NotFound("unreachable", "nothing there")
    for base in base_urls(url):
        endpoint = Endpoint(base, api_key)
        match await _get(session, endpoint, f"{base}/models"):
            case NotFound() as problem if problem.state == "unauthorized":
                return problem
            case NotFound() as missing:
                problem = missing
            case listing:
                entries = as_list(listing.get("data")) or as_list(listing.get("models"))
                if "data" in listing or "models" in listing:
                    return await _described(session, endpoint, [as_dict(entry) for entry in entries])
                problem = NotFound("unreachable", "answers, but not as a model server")
    return problem


def base_urls(url: str) -> tuple[str, ...]:
    """Where the OpenAI routes may be, most likely first."""
    url = url.rstrip("/").removesuffix("/chat/completions")
    return (url,) if url.endswith("/v1") else (f"{url}/v1", url)


async def _described(session: aiohttp.ClientSession, endpoint: Endpoint, entries: list[dict[str, object]]) -> Found:
    owners = {as_str(entry.get("owned_by")) for entry in entries}
    kind: EndpointKind | None = next((_KINDS[owner] for owner in owners if owner in _KINDS), None)
    if any("llamaswap" in as_dict(entry.get("meta")) for entry in entries):
        kind = "llama-swap"
    found = Found(endpoint, kind or "openai", tuple(model for entry in entries if (model := described(entry))))
    match kind:
        case "llama-swap":
            return await _with_running(session, found)
        case "ollama":
            return await _with_ollama(session, found)
        case "llama-server":
            return await _with_props(session, found)
        case "demo":
            return found
        case _:
            return await _of_unknown_kind(session, found)


async def _with_running(session: aiohttp.ClientSession, found: Found) -> Found:
    answer = await _get(session, found.endpoint, f"{found.endpoint.root}/running")
    if isinstance(answer, NotFound):
        return found
    running = {
        as_str(entry.get("model"))
        for entry in map(as_dict, as_list(answer.get("running")))
        if as_str(entry.get("state")) in ("", "ready")
    }
    models = (model.model_copy(update={"loaded": model.id in running}) for model in found.models)
    return replace(found, models=tuple(models))


async def _with_props(session: aiohttp.ClientSession, found: Found) -> Found:
    if len(found.models) != 1:  # a router: asking for properties could load a model
        return found
    props = await _get(session, found.endpoint, f"{found.endpoint.root}/props")
    if isinstance(props, NotFound) or "default_generation_settings" not in props:
        return found
    return replace(found, kind="llama-server", models=(with_props(found.models[0], props),))


async def _with_ollama(session: aiohttp.ClientSession, found: Found) -> Found:
    root = found.endpoint.root
    loaded = await _get(session, found.endpoint, f"{root}/api/ps")
    sizes: dict[str, int | None] = {}
    if not isinstance(loaded, NotFound):
        entries = map(as_dict, as_list(loaded.get("models")))
        sizes = {as_str(e.get("model")) or as_str(e.get("name")): as_positive(e.get("context_length")) for e in entries}
    limiter = anyio.CapacityLimiter(SHOW_AT_ONCE)
    shown: dict[str, ModelInfo] = {}

    async def show(model: ModelInfo) -> None:
        known: dict[str, object] = {"loaded": model.id in sizes, "context_size": sizes.get(model.id)}
        async with limiter:
            answer = await _get(session, found.endpoint, f"{root}/api/show", {"model": model.id})
        model = model.model_copy(update=known)
        shown[model.id] = model if isinstance(answer, NotFound) else with_show(model, answer)

    async with anyio.create_task_group() as group:
        for model in found.models[:SHOWN_MODELS]:
            group.start_soon(show, model)
    return replace(found, models=tuple(shown.get(model.id, model) for model in found.models))


async def _of_unknown_kind(session: aiohttp.ClientSession, found: Found) -> Found:
    """llama-server under another name, LM Studio, or anything else that speaks the OpenAI dialect."""
    found = await _with_props(session, found)
    if found.kind == "llama-server":
        return found
    answer = await _get(session, found.endpoint, f"{found.endpoint.root}/api/v0/models")
    if isinstance(answer, NotFound):
        return found
    better = {model.id: model for entry in as_list(answer.get("data")) if (model := described(as_dict(entry)))}
    return replace(found, models=tuple(better.get(model.id, model) for model in found.models))


async def _get(
    session: aiohttp.ClientSession, endpoint: Endpoint, url: str, post: Mapping[str, object] | None = None
) -> dict[str, object] | NotFound:
    """A JSON object from `url`; GET, or POST of `post`."""
    answer = await _fetch(session, endpoint, url, post)
    if isinstance(answer, NotFound):
        return answer
    status, body = answer
    if status in (401, 403):
        return NotFound("unauthorized", f"refuses the API key ({own_words(body) or status})")
    if status != 200:
        return NotFound("unreachable", f"answers HTTP {status}")
    try:
        return as_dict(orjson.loads(body))
    except orjson.JSONDecodeError:
        return NotFound("unreachable", "answers, but not as a model server")


async def _fetch(
    session: aiohttp.ClientSession, endpoint: Endpoint, url: str, post: Mapping[str, object] | None
) -> tuple[int, bytes] | NotFound:
    """Status and (bounded) body of an answer."""
    method = "GET" if post is None else "POST"
    timeout = aiohttp.ClientTimeout(total=PROBE_SECONDS)
    request = session.request(
        method, url, json=post, headers=endpoint.headers(), timeout=timeout, allow_redirects=False
    )
    body = bytearray()
    try:
        async with request as response:
            while len(body) < BODY_LIMIT and (received := await response.content.readany()):
                body += received
            return response.status, bytes(body)
    except aiohttp.ClientConnectorError as error:
        why = os.strerror(error.os_error.errno) if error.os_error.errno else str(error)
        return NotFound("unreachable", f"nothing answers ({why.lower()})")
    except TimeoutError:
        return NotFound("unreachable", f"no answer within {PROBE_SECONDS:g} s")
    except (aiohttp.ClientError, ValueError) as error:
        return NotFound("unreachable", f"no proper answer ({error})")
