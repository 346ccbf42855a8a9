"""The catalogue: which endpoint answers and which models it has, kept fresh in the background.

Asking for the snapshot never waits: it shows what was last seen, also while a newer look is under way.
"""

from __future__ import annotations

import logging
from collections.abc import AsyncGenerator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace

import anyio

from boocode.contracts.wire.models import EndpointInfo, EndpointKind, EndpointState, ModelInfo, Models, TriedEndpoint
from boocode.llm.client import Endpoint, LlmClient
from boocode.llm.errors import NoEndpoint
from boocode.llm.probing import Found, NotFound, base_urls, probe

logger = logging.getLogger(__name__)

LOOPBACK = (
    ("http://127.0.0.1:8080", "llama-swap or llama-server"),
    ("http://127.0.0.1:9292", "llama-swap"),
    ("http://127.0.0.1:11434", "Ollama"),
    ("http://127.0.0.1:1234", "LM Studio"),
    ("http://127.0.0.1:8000", "vLLM"),
)
READY_SECONDS = 60.0  # between looks while all is well
SEARCHING_SECONDS = 10.0  # and while nothing is found
STALE_SECONDS = 10.0  # a snapshot older than this starts a new look
FIRST_LOOK_SECONDS = 6.0

FIX = (
    "Start llama-swap, llama-server, Ollama, LM Studio or vLLM on this machine, or set BOOCODE_LLM_URL to an "
    "OpenAI-compatible endpoint. `boo demo` shows BooCode with a built-in scripted model."
)


@dataclass(frozen=True, slots=True)
class CatalogSettings:
    """What a person configured about models. Without `url` the usual loopback ports are tried."""

    url: str | None = None
    api_key: str | None = None
    default_model: str | None = None
    fast_model: str | None = None
    candidates: Sequence[tuple[str, str]] = LOOPBACK


@dataclass(frozen=True, slots=True)
class _Seen:
    state: EndpointState = "loading"
    endpoint: Endpoint | None = None
    kind: EndpointKind | None = None
    models: tuple[ModelInfo, ...] = ()
    message: str = "Looking for a model endpoint."
    tried: tuple[TriedEndpoint, ...] = ()


class ModelCatalog:
    """Knows the endpoint and its models. Made by `open_catalog`.

    Args:
        on_change: Called, without arguments, whenever the snapshot has changed.
    """

    def __init__(self, client: LlmClient, settings: CatalogSettings, on_change: Callable[[], None]) -> None:
        self._session = client.session
        self._settings = settings
        self._on_change = on_change
        self._seen = _Seen()
        self._looked_at = -STALE_SECONDS
        self._looks_begun = 0
        self._lock = anyio.Lock()
        self._wanted = anyio.Event()
        self._first_look = anyio.Event()

    def snapshot(self) -> Models:
        """What was last seen. Starts a new look in the background if that is a while ago."""
        if anyio.current_time() - self._looked_at > STALE_SECONDS:
            self.want_refresh()
        return self._shown()

    def want_refresh(self) -> None:
        """Look again soon, in the background: after a request has failed, for example."""
        self._wanted.set()

    async def refresh(self) -> Models:
        """Look now and say what is there. Callers at the same time share one look that began after they asked."""
        begun = self._looks_begun
        async with self._lock:
            if self._looks_begun == begun:
                await self._look()
        return self._shown()

    async def endpoint(self) -> Endpoint:
        """Where to send requests to; waits for the first look after a start.

        Raises:
            NoEndpoint: Nothing is configured and nothing was found.
        """
        await self._looked()
        if self._seen.endpoint is None:
            raise NoEndpoint(self._seen.message)
        return self._seen.endpoint

    async def models(self) -> tuple[ModelInfo, ...]:
        """The known models; waits for the first look after a start."""
        await self._looked()
        return self._seen.models

    def find(self, model_id: str) -> ModelInfo | None:
        """A known model; Ollama's `name` is also found as `name:latest`."""
        wanted = (model_id, f"{model_id}:latest")
        return next((model for model in self._seen.models if model.id in wanted), None)

    @property
    def kind(self) -> EndpointKind | None:
        return self._seen.kind

    @property
    def state(self) -> EndpointState:
        return self._seen.state

    @property
    def message(self) -> str:
        return self._seen.message

    @property
    def default_model(self) -> str | None:
        """DEFAULT_MODEL, else the first loaded model, else the first."""
        first = next((model for model in self._seen.models if model.loaded), None) or next(
            iter(self._seen.models), None
        )
        return self._settings.default_model or (first.id if first else None)

    @property
    def fast_model(self) -> str | None:
        return self._settings.fast_model

    @property
    def no_thinking(self) -> Mapping[str, object]:
        """Fields of a request that keep a model from reasoning first, where the server is known to take them."""
        takes_them = self._seen.kind in ("llama-swap", "llama-server")
        return {"chat_template_kwargs": {"enable_thinking": False}} if takes_them else {}

    def cheap_model(self, model_id: str | None) -> str | None:
        """The model for titles and summaries of a chat with `model_id`: FAST_MODEL, unless it is known not to be
        loaded, because a title is not worth swapping the chat's own model out."""
        fast = self._settings.fast_model
        known = self.find(fast) if fast else None
        return fast if fast and (known is None or known.loaded is not False) else model_id

    async def keep_fresh(self) -> None:
        """Look again and again until cancelled."""
        while True:
            try:
                await self.refresh()
            except Exception:  # the boundary of this loop: a strange endpoint must not end it
                logger.exception("looking at the model endpoint failed")
            with anyio.move_on_after(READY_SECONDS if self._seen.state == "ready" else SEARCHING_SECONDS):
                await self._wanted.wait()
            self._wanted = anyio.Event()

    async def _looked(self) -> None:
        with anyio.move_on_after(FIRST_LOOK_SECONDS):
            await self._first_look.wait()

    async def _look(self) -> None:
        before = self._shown()
        self._looks_begun += 1
        self._looked_at = anyio.current_time()
        url = self._settings.url
        self._seen = await (self._look_at(url) if url else self._search())
        self._first_look.set()
        if self._shown() != before:
            self._on_change()

    async def _look_at(self, url: str) -> _Seen:
        match await probe(self._session, url, self._settings.api_key):
            case Found() as found:
                return _ready(found, (TriedEndpoint(url=url, outcome=_counted(found)),))
            case NotFound() as problem:
                what = "Set BOOCODE_LLM_API_KEY." if problem.state == "unauthorized" else "Is it running? " + FIX
                return replace(
                    self._seen,
                    state=problem.state,
                    endpoint=self._seen.endpoint or Endpoint(base_urls(url)[0], self._settings.api_key),
                    message=f"The model endpoint {url}: {problem.outcome}. {what}",
                    tried=(TriedEndpoint(url=url, outcome=problem.outcome),),
                )

    async def _search(self) -> _Seen:
        outcomes: dict[str, Found | NotFound] = {}

        async def look(url: str) -> None:
            outcomes[url] = await probe(self._session, url, self._settings.api_key)

        async with anyio.create_task_group() as group:
            for url, _ in self._settings.candidates:
                group.start_soon(look, url)
        tried = tuple(
            TriedEndpoint(url=url, outcome=f"{what}: {_outcome(outcomes[url])}")
            for url, what in self._settings.candidates
        )
        found = [outcome for url, _ in self._settings.candidates if isinstance(outcome := outcomes[url], Found)]
        if not found:
            return self._nothing_found(list(outcomes.values()), tried)
        return _ready(next((one for one in found if one.endpoint == self._seen.endpoint), found[0]), tried)

    def _nothing_found(self, outcomes: list[Found | NotFound], tried: tuple[TriedEndpoint, ...]) -> _Seen:
        if any(isinstance(outcome, NotFound) and outcome.state == "unauthorized" for outcome in outcomes):
            message = "A model endpoint on this machine refuses BooCode. Set BOOCODE_LLM_API_KEY."
            return replace(self._seen, state="unauthorized", message=message, tried=tried)
        ports = ", ".join(url.rpartition(":")[2] for url, _ in self._settings.candidates)
        message = f"No model endpoint was found on this machine (tried the ports {ports}). {FIX}"
        if self._seen.endpoint:
            message = f"The model endpoint {self._seen.endpoint.host} is gone. {FIX}"
            return replace(self._seen, state="unreachable", message=message, tried=tried)
        return _Seen(state="none", message=message, tried=tried)

    def _shown(self) -> Models:
        seen = self._seen
        return Models(
            models=list(seen.models),
            default=self.default_model,
            fast=self._settings.fast_model,
            endpoint=EndpointInfo(
                url=seen.endpoint.url if seen.endpoint else self._settings.url,
                kind=seen.kind,
                state=seen.state,
                message=seen.message,
                tried=list(seen.tried),
            ),
        )


@asynccontextmanager
async def open_catalog(
    client: LlmClient, settings: CatalogSettings, on_change: Callable[[], None] = lambda: None
) -> AsyncGenerator[ModelCatalog, None]:
    """A catalogue that keeps itself fresh until the end of the context. The first look is made in the background."""
    catalog = ModelCatalog(client, settings, on_change)
    async with anyio.create_task_group() as group:
        group.start_soon(catalog.keep_fresh, name="model catalogue")
        try:
            yield catalog
        finally:
            group.cancel_scope.cancel()


def _ready(found: Found, tried: tuple[TriedEndpoint, ...]) -> _Seen:
    message = "" if found.models else f"The model endpoint {found.endpoint.host} has no models yet. Add one there."
    return _Seen("ready", found.endpoint, found.kind, found.models, message, tried)


def _counted(found: Found) -> str:
    count = len(found.models)
    return f"{found.kind} with {count} model{'' if count == 1 else 's'}"


def _outcome(outcome: Found | NotFound) -> str:
    return _counted(outcome) if isinstance(outcome, Found) else outcome.outcome
