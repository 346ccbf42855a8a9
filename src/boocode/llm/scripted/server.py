"""The scripted model's HTTP server."""

from __future__ import annotations

import asyncio
import json
import time
from collections import defaultdict
from collections.abc import AsyncGenerator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import asdict, dataclass, field
from functools import partial
from typing import Any

import anyio
from aiohttp import web

from boocode.llm.scripted import anthropic, gemini
from boocode.llm.scripted.chat import ChatDialect, filler
from boocode.llm.scripted.choosing import Chooser, Chosen, choose_by_marker
from boocode.llm.scripted.dialect import Dialect, Reply
from boocode.llm.scripted.responses import ResponsesDialect
from boocode.llm.scripted.scripts import BUILT_IN, Script, Step

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
    """What became of one request.

    Attributes:
        label: Script and step that answered, e.g. `hello/0`; empty where nothing was asked of the model.
        tools: Names of the tools it offered.
        chunks: Events of the stream that were sent.
        completed: The answer was sent to its end. False with `ended_at`: the client went away, or the script broke it.
    """

    number: int
    path: str
    model: str = ""
    label: str = ""
    tools: list[str] = field(default_factory=list[str])
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
        self._gates: defaultdict[str, anyio.Event] = defaultdict(anyio.Event)
        self._changed = anyio.Event()
        self._watched = 0

    def chats(self) -> list[Record]:
        """What the model was asked, in any dialect."""
        return [record for record in self.log if record.label]

    async def wait_for(self, claim: Callable[[list[Record]], bool], *, seconds: float = 60) -> list[Record]:
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
            application.router.add_post(f"{prefix}/chat/completions", partial(self._answer, ChatDialect()))
            application.router.add_post(f"{prefix}/responses", partial(self._answer, ResponsesDialect()))
            application.router.add_post(f"{prefix}/messages", partial(self._answer, anthropic.AnthropicDialect()))
            application.router.add_post(f"{prefix}/messages/count_tokens", self._count_tokens)
        for prefix in ("/v1beta", "/v1"):
            application.router.add_post(f"{prefix}/models/{{model}}:{{method}}", self._gemini)
        application.router.add_get("/health", self._health)
        application.router.add_post("/tokenize", self._tokenize)
        application.router.add_get("/__log", self._get_log)
        application.router.add_put("/__script/{name}", self._put_script)
        application.router.add_post("/__open/{gate}", self._open)
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

    async def _open(self, request: web.Request) -> web.Response:
        self._gates[request.match_info["gate"]].set()
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

    async def _count_tokens(self, request: web.Request) -> web.Response:
        self._record(request)
        return web.json_response(anthropic.count_tokens(len(await request.read())))

    async def _gemini(self, request: web.Request) -> web.StreamResponse:
        model, method = request.match_info["model"], request.match_info["method"]
        if method == "countTokens":
            self._record(request)
            return web.json_response(gemini.count_tokens(len(await request.read())))
        streams = method == "streamGenerateContent"
        return await self._answer(gemini.GeminiDialect(), request, model=model, streams=streams)

    # --- answering ------------------------------------------------------------------------------------------------

    async def _answer(
        self, dialect: Dialect, request: web.Request, *, model: str = "", streams: bool | None = None
    ) -> web.StreamResponse:
        body: dict[str, Any] = await request.json(loads=json.loads)
        question = dialect.asked(body)
        chosen = self._chooser(question)
        record = self._record(request, body, chosen, tools=sorted(question.tools))
        record.model = model or record.model
        if failure := self._failure(chosen, record):
            return failure
        reply = Reply(chosen.step, question.tools, record.model, body, len(await request.read()))
        try:
            if chosen.step.get("drop") and request.transport:
                request.transport.close()
            if (garbage := chosen.step.get("garbage")) is not None:
                return web.Response(text=garbage, content_type=chosen.step.get("content_type", "text/event-stream"))
            if hang := chosen.step.get("hang"):
                await asyncio.sleep(hang)
            if not (body.get("stream") if streams is None else streams):
                record.completed = True
                return web.json_response(dialect.whole(reply))
            return await self._stream(request, dialect, reply, record)
        finally:
            record.ended_at = time.monotonic()
            self.tell()

    async def _stream(self, request: web.Request, dialect: Dialect, reply: Reply, record: Record) -> web.StreamResponse:
        headers = {"Content-Type": "text/event-stream", "Cache-Control": "no-cache"}
        response = web.StreamResponse(headers=headers)
        await response.prepare(request)
        writer = _PacedWriter(request, response, reply.step, record, tell=self.tell)
        for _ in range(16 * reply.step.get("huge_mb", 0)):
            await response.write(filler(reply.model))
        for event in dialect.speaking(reply):
            await writer.write(event)
        if gate := reply.step.get("gate"):
            await self._gates[gate].wait()
        for event in dialect.ending(reply):
            await response.write(event)
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

    def _record(
        self,
        request: web.Request,
        body: dict[str, Any] | None = None,
        chosen: Chosen | None = None,
        *,
        tools: Sequence[str] = (),
    ) -> Record:
        record = Record(
            number=len(self.log),
            path=request.path,
            model=str((body or {}).get("model", "")),
            label=chosen.label if chosen else "",
            tools=list(tools),
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
        step: Step,
        record: Record,
        *,
        tell: Callable[[], None],
    ) -> None:
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
