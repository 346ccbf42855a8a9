"""The HTTP interface of `opencode serve`, as far as it is used. Source: its own OpenAPI document, `GET /doc`."""

from __future__ import annotations

import itertools
import time
from collections.abc import AsyncGenerator, AsyncIterator, Mapping, Sequence
from contextlib import aclosing, asynccontextmanager
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

import aiohttp
import anyio
import orjson

from boocode.backends.opencode.errors import OpencodeGone, OpencodeRefused, words_of
from boocode.llm.foreign import as_dict, as_list, as_str
from boocode.llm.sse import EventTooLarge, SseParser

USER = "opencode"
EVENT_LIMIT = 64 * 1024 * 1024  # bytes of one event: it may hold the whole output of a tool
_SECONDS = 30.0
_LOOK_SECONDS = 0.1
_SILENT_SECONDS = 35.0  # the event stream has a heartbeat every 10 s
_ODD = itertools.count()

Json = dict[str, Any]
Body = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Event:
    """One event of a directory."""

    type: str
    properties: Mapping[str, object]


class OpencodeClient:
    """Talks to one server.

    Raises (all methods):
        OpencodeGone: There was no answer.
        OpencodeRefused: The answer was an error.
    """

    def __init__(self, http: aiohttp.ClientSession, url: str, password: str) -> None:
        self._http = http
        self._url = url
        self._headers = {"Authorization": aiohttp.encode_basic_auth(USER, password)}

    # --- what there is --------------------------------------------------------------------------------------------

    async def version(self) -> str:
        """The version, once the server is up."""
        return as_str(as_dict(await self._ask("GET", "/global/health", seconds=2)).get("version"))

    async def config(self, directory: str) -> Body:
        return as_dict(await self._ask("GET", "/config", directory))

    async def providers(self, directory: str) -> Sequence[Body]:
        found = as_dict(await self._ask("GET", "/config/providers", directory))
        return [as_dict(provider) for provider in as_list(found.get("providers"))]

    async def agents(self, directory: str) -> Sequence[Body]:
        return _dicts(await self._ask("GET", "/agent", directory))

    async def commands(self, directory: str) -> Sequence[Body]:
        return _dicts(await self._ask("GET", "/command", directory))

    # --- sessions -------------------------------------------------------------------------------------------------

    async def create_session(self, directory: str, title: str, rules: Sequence[Body]) -> str:
        """The id of a new session. With a title of ours it asks no model for one."""
        made = await self._ask("POST", "/session", directory, {"title": title, "permission": list(rules)})
        return as_str(as_dict(made).get("id"))

    async def find_session(self, session_id: str, directory: str) -> Body | None:
        """The session, or None where there is none."""
        try:
            return as_dict(await self._ask("GET", f"/session/{quote(session_id, safe='')}", directory))
        except OpencodeRefused as error:
            if error.data.get("status") in (400, 404):
                return None
            raise

    async def set_rules(self, session_id: str, directory: str, rules: Sequence[Body]) -> None:
        await self._ask("PATCH", f"/session/{session_id}", directory, {"permission": list(rules)})

    async def children(self, session_id: str, directory: str) -> Sequence[Body]:
        return _dicts(await self._ask("GET", f"/session/{session_id}/children", directory))

    async def messages(self, session_id: str, directory: str, limit: int) -> Sequence[Body]:
        """The newest messages (`{info, parts}`), oldest first."""
        return _dicts(await self._ask("GET", f"/session/{session_id}/message", directory, limit=limit))

    async def status(self, session_id: str, directory: str) -> str:
        """`idle`, `busy` or `retry`."""
        all_busy = as_dict(await self._ask("GET", "/session/status", directory))
        return as_str(as_dict(all_busy.get(session_id)).get("type")) or "idle"

    async def wait_until_idle(self, session_id: str, directory: str) -> None:
        """Wait until no prompt of the session runs."""
        while True:
            if await self.status(session_id, directory) == "idle":
                return
            await anyio.sleep(_LOOK_SECONDS)

    # --- turns ----------------------------------------------------------------------------------------------------

    async def send(self, session_id: str, directory: str, body: Body, *, command: bool = False) -> Body:
        """Prompt, and wait for the end of the turn: its last message (`{info, parts}`). Going away does not end it."""
        path = f"/session/{session_id}/{'command' if command else 'message'}"
        return as_dict(await self._ask("POST", path, directory, body, seconds=None))

    async def abort(self, session_id: str, directory: str) -> None:
        await self._ask("POST", f"/session/{session_id}/abort", directory)

    async def permissions(self, directory: str) -> Sequence[Body]:
        """What waits for a permission."""
        return _dicts(await self._ask("GET", "/permission", directory))

    async def questions(self, directory: str) -> Sequence[Body]:
        """What waits for an answer."""
        return _dicts(await self._ask("GET", "/question", directory))

    async def reply_permission(self, request_id: str, directory: str, *, allow: bool, message: str = "") -> None:
        """Allow once, or reject: with a message the agent goes on, without one it stops."""
        reply = {"reply": "once" if allow else "reject"}
        body = reply | {"message": message} if message and not allow else reply
        await self._ask("POST", f"/permission/{request_id}/reply", directory, body)

    async def reply_question(self, request_id: str, directory: str, answers: Sequence[Sequence[str]]) -> None:
        await self._ask("POST", f"/question/{request_id}/reply", directory, {"answers": [list(a) for a in answers]})

    async def reject_question(self, request_id: str, directory: str) -> None:
        await self._ask("POST", f"/question/{request_id}/reject", directory)

    @asynccontextmanager
    async def open_events(self, directory: str) -> AsyncGenerator[AsyncIterator[Event]]:
        """What happens in `directory` from now on; ends when the connection does. There is no replay."""
        try:
            async with self._http.get(
                f"{self._url}/event", params={"directory": directory}, headers=self._headers, timeout=_STREAM
            ) as response:
                if response.status != 200:
                    raise OpencodeRefused("opencode refuses its event stream.", status=response.status)
                async with aclosing(_events(response)) as events:
                    yield events
        except (aiohttp.ClientError, TimeoutError, ConnectionError) as error:
            raise _gone(error) from error

    async def _ask(
        self,
        method: str,
        path: str,
        directory: str | None = None,
        body: Body | None = None,
        *,
        seconds: float | None = _SECONDS,
        limit: int | None = None,
    ) -> object:
        query = {"directory": directory, "limit": None if limit is None else str(limit)}
        try:
            async with self._http.request(
                method,
                self._url + path,
                params={name: value for name, value in query.items() if value is not None},
                data=None if body is None else orjson.dumps(body),
                headers={**self._headers, "Content-Type": "application/json"},
                timeout=_timeout(seconds),
            ) as response:
                received, status = await response.read(), response.status
        except (aiohttp.ClientError, TimeoutError, ConnectionError) as error:
            raise _gone(error) from error
        return _parsed(received, status)


_STREAM = aiohttp.ClientTimeout(total=None, sock_connect=10, sock_read=_SILENT_SECONDS)


def new_message_id() -> str:
    """An id that sorts after all before it, made as opencode makes them: time, counter, something odd."""
    stamp = (int(time.time() * 1000) << 12 | next(_ODD) & 0xFFF) & (1 << 48) - 1
    return f"msg_{stamp:012x}{time.monotonic_ns() % 10**14:014d}"


async def _events(response: aiohttp.ClientResponse) -> AsyncGenerator[Event]:
    parser = SseParser(limit_bytes=EVENT_LIMIT)
    try:
        async for chunk in response.content.iter_any():
            for lines in parser.feed(chunk):
                event = as_dict(orjson.loads(b"\n".join(lines)))
                yield Event(as_str(event.get("type")), as_dict(event.get("properties")))
    except (EventTooLarge, orjson.JSONDecodeError) as error:
        raise OpencodeGone(f"opencode's event stream is not readable: {error}.") from error


def _parsed(received: bytes, status: int) -> object:
    try:
        answer: object = orjson.loads(received) if received else None
    except orjson.JSONDecodeError:
        answer = None
    if status < 400:
        return answer
    said = words_of(as_dict(answer)) if answer else received[:200].decode("utf-8", "replace")
    raise OpencodeRefused(f"opencode refused: {said}", status=status)


def _gone(error: BaseException) -> OpencodeGone:
    return OpencodeGone(f"opencode does not answer ({str(error) or type(error).__name__}).")


def _timeout(seconds: float | None) -> aiohttp.ClientTimeout:
    return aiohttp.ClientTimeout(total=seconds, sock_connect=10)


def _dicts(value: object) -> Sequence[Body]:
    return [as_dict(one) for one in as_list(value)]
