"""The scripted model's HTTP server."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import AsyncGenerator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import asdict, dataclass, field
from functools import partial
from typing import Any

import anyio
from aiohttp import web

from boocode.llm.scripted.choosing import Chooser, Chosen, asked, choose_by_marker
from boocode.llm.scripted.deltas import deltas, event, finish_of, timings_of, usage_of
from boocode.llm.scripted.scripts import BUILT_IN, Script
from boocode.llm.scripted.tools import Schemas

BODY_LIMIT = 64 * 1024 * 1024
MODELS: tuple[dict[str, Any], ...] = tuple(
    {
        "id": name,
        "object": "model",
        "created": 1_700_000_000,
        "owned_by": "llama-swap",
        "name": name,
        "meta": {"n_ctx": 32768, "n_ctx_train": 32768},
    }
    for name in ("scripted", "scripted-small")
)


@dataclass(slots=True)
class Record:
    """What became of one request."""

    number: int
    path: str
    model: str = ""
    label: str = ""
    headers: dict[str, str] = field(default_factory=dict[str, str])
    body: Any = None
    at: float = 0.0
    ended_at: float | None = None
    chunks: int = 0
    completed: bool = False
    status: int = 200


class ScriptedModel:
    """A running scripted model.

    Attributes:
        url: Base URL, ending in `/v1`.
        log: Every request since the start or the last reset.
        scripts: Name to script; may be changed while it runs.
        models: What `/v1/models` lists; may be changed while it runs.
        routes: Path to JSON answer of what else it has, e.g. `/props`.
        refuse_without_key: The API key that the list of models asks for.
    """

    def __init__(
        self, *, chooser: Chooser | None = None, models: Sequence[Mapping[str, Any]] = MODELS, keep_bodies: bool = True
    ) -> None:
        self.url = ""
        self.log: list[Record] = []
        self.scripts: dict[str, Script] = dict(BUILT_IN)
        self.models: list[Mapping[str, Any]] = list(models)
        self.routes: dict[str, Any] = {}
        self.refuse_without_key: str | None = None
        self._keep_bodies = keep_bodies
        self._chooser = chooser or partial(choose_by_marker, self.scripts)
        self._failures: dict[str, int] = {}
        self._changed = anyio.Event()
        self._watched = 0

    def chats(self) -> list[Record]:
        """The chat completion requests."""
        return [record for record in self.log if record.path.endswith("/chat/completions")]

    async def wait_for(self, claim: Callable[[list[Record]], bool], *, seconds: float = 10) -> list[Record]:
        """The chat requests, as soon as `claim` holds of them.

        Raises:
            TimeoutError: It did not hold in time.
        """
        self._watched += 1
        try:
            with anyio.fail_after(seconds):
                while not claim(self.chats()):
                    await self._changed.wait()
        finally:
            self._watched -= 1
        return self.chats()

    def tell(self) -> None:
        """Something in the log has changed."""
        if self._watched:
            changed, self._changed = self._changed, anyio.Event()
            changed.set()

    def application(self) -> web.Application:
        application = web.Application(client_max_size=BODY_LIMIT)
        for prefix in ("/v1", ""):
            application.router.add_get(f"{prefix}/models", self._list_models)
            application.router.add_post(f"{prefix}/chat/completions", self._chat)
        application.router.add_get("/health", self._health)
        application.router.add_post("/tokenize", self._tokenize)
        application.router.add_get("/__log", self._get_log)
        application.router.add_put("/__script/{name}", self._put_script)
        application.router.add_post("/__reset", self._reset)
        application.router.add_route("*", "/{rest:.*}", self._other)
        return application

    # --- routes ---------------------------------------------------------------------------------------------------

    async def _list_models(self, request: web.Request) -> web.Response:
        self._record(request)
        if self.refuse_without_key and request.headers.get("Authorization") != f"Bearer {self.refuse_without_key}":
            return web.json_response({"error": {"message": "Invalid API Key"}}, status=401)
        return web.json_response({"object": "list", "data": self.models})

    async def _health(self, request: web.Request) -> web.Response:
        return web.json_response({"status": "ok"})

    async def _tokenize(self, request: web.Request) -> web.Response:
        self._record(request)
        content = str((await request.json()).get("content", ""))
        return web.json_response({"tokens": list(range(len(content) // 4))})

    async def _get_log(self, request: web.Request) -> web.Response:
        since = int(request.query.get("since", "0"))
        return web.json_response([asdict(record) for record in self.log[since:]])

    async def _put_script(self, request: web.Request) -> web.Response:
        self.scripts[request.match_info["name"]] = await request.json()
        return web.json_response({"ok": True})

    async def _reset(self, request: web.Request) -> web.Response:
        self.log.clear()
        self._failures.clear()
        return web.json_response({"ok": True})

    async def _other(self, request: web.Request) -> web.Response:
        """Whatever a test or the demo has put into `routes` by its path."""
        record = self._record(request)
        if request.path in self.routes:
            return web.json_response(self.routes[request.path])
        record.status = 404
        return web.json_response({"error": {"message": "not found", "type": "not_found_error"}}, status=404)

    async def _chat(self, request: web.Request) -> web.StreamResponse:
        body: dict[str, Any] = await request.json(loads=json.loads)
        question = asked(body)
        chosen = self._chooser(question)
        record = self._record(request, body, chosen)
        if failure := self._failure(chosen, record):
            return failure
        try:
            if chosen.step.get("drop") and request.transport:
                request.transport.close()
            if (garbage := chosen.step.get("garbage")) is not None:
                return web.Response(text=garbage, content_type=chosen.step.get("content_type", "text/event-stream"))
            return await self._stream(request, chosen, question.tools, record)
        finally:
            record.ended_at = time.monotonic()
            self.tell()

    # --- answering ------------------------------------------------------------------------------------------------

    async def _stream(
        self, request: web.Request, chosen: Chosen, schemas: Schemas, record: Record
    ) -> web.StreamResponse:
        step, model = chosen.step, record.model
        if hang := step.get("hang"):
            await asyncio.sleep(hang)
        headers = {"Content-Type": "text/event-stream", "Cache-Control": "no-cache"}
        response = web.StreamResponse(headers=headers)
        await response.prepare(request)
        writer = _PacedWriter(request, response, chosen, record, tell=self.tell)
        if huge := step.get("huge_mb"):
            await _write_huge(response, huge, model)
        await writer.write(event({"role": "assistant", "content": None}, model=model))
        for delta in deltas(step, schemas):
            await writer.write(event(delta, model=model))
        usage = usage_of(await request.read(), step)
        counted = {} if step.get("no_usage") else {"timings": timings_of(usage)}
        await response.write(event({}, model=model, finish=finish_of(step), **counted))
        if not step.get("no_usage"):
            await response.write(_usage_event(model, usage))
        if not step.get("no_done"):
            await response.write(b"data: [DONE]\n\n")
        await response.write_eof()
        record.completed = True
        return response

    def _failure(self, chosen: Chosen, record: Record) -> web.Response | None:
        if not (error := chosen.step.get("error")):
            return None
        key = chosen.label + chosen.directory
        self._failures[key] = self._failures.get(key, 0) + 1
        if self._failures[key] > error.get("times", 1_000_000):
            return None
        record.status = error.get("status", 500)
        record.ended_at = time.monotonic()
        self.tell()
        return web.json_response(error.get("body"), status=record.status, headers=error.get("headers"))

    def _record(self, request: web.Request, body: dict[str, Any] | None = None, chosen: Chosen | None = None) -> Record:
        record = Record(
            number=len(self.log),
            path=request.path,
            model=str((body or {}).get("model", "")),
            label=chosen.label if chosen else "",
            headers={name.lower(): value for name, value in request.headers.items()},
            body=body if self._keep_bodies else None,
            at=time.monotonic(),
        )
        self.log.append(record)
        self.tell()
        return record


class _PacedWriter:
    """Writes chunks at the step's pace and breaks the connection where the step says so."""

    def __init__(
        self,
        request: web.Request,
        response: web.StreamResponse,
        chosen: Chosen,
        record: Record,
        *,
        tell: Callable[[], None],
    ) -> None:
        step = chosen.step
        self._tell = tell
        self._request, self._response, self._record = request, response, record
        self._pause = step.get("delay_ms", 0) / 1000
        self._interval = 1 / rate if (rate := step.get("rate")) else 0.0
        self._break_after = step.get("disconnect_after")
        self._next = time.monotonic()

    async def write(self, chunk: bytes) -> None:
        await self._response.write(chunk)
        self._record.chunks += 1
        self._tell()
        if self._break_after is not None and self._record.chunks >= self._break_after:
            if transport := self._request.transport:
                transport.close()
            raise ConnectionResetError("scripted disconnect")
        if self._interval:
            self._next += self._interval
            await asyncio.sleep(max(0.0, self._next - time.monotonic()))
        elif self._pause:
            await asyncio.sleep(self._pause)


async def _write_huge(response: web.StreamResponse, megabytes: int, model: str) -> None:
    chunk = event({"content": "x" * 65536}, model=model)
    for _ in range(megabytes * 16):
        await response.write(chunk)


def _usage_event(model: str, usage: dict[str, Any]) -> bytes:
    body: dict[str, Any] = {
        "object": "chat.completion.chunk",
        "model": model,
        "choices": [],
        "usage": usage,
        "timings": timings_of(usage),
    }
    return b"data: " + json.dumps(body).encode() + b"\n\n"


@asynccontextmanager
async def open_scripted_model(
    *,
    host: str = "127.0.0.1",
    port: int = 0,
    chooser: Chooser | None = None,
    models: Sequence[Mapping[str, Any]] = MODELS,
    keep_bodies: bool = True,
) -> AsyncGenerator[ScriptedModel, None]:
    """A scripted model that listens on `port` (0: any free one) of this machine until the end of the context."""
    model = ScriptedModel(chooser=chooser, models=models, keep_bodies=keep_bodies)
    runner = web.AppRunner(model.application(), handler_cancellation=True, access_log=None, shutdown_timeout=0.5)
    await runner.setup()
    try:
        site = web.TCPSite(runner, host, port)
        await site.start()
        model.url = f"http://{host}:{runner.addresses[0][1]}/v1"
        yield model
    finally:
        with anyio.CancelScope(shield=True), anyio.move_on_after(2):
            await runner.cleanup()
