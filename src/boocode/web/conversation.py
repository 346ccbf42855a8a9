"""What all sockets do alike: let the caller in, send, beat, hear that they are to end, and say what was wrong."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Callable, Coroutine
from typing import Any

import anyio
from anyio.abc import TaskGroup
from anyio.lowlevel import checkpoint
from pydantic import ValidationError
from starlette.types import Message, Receive, Scope, Send

from boocode.contracts.wire.base import Wire
from boocode.kernel.errors import BooError, Unavailable
from boocode.web.auth import Auth
from boocode.web.errors import unexpected
from boocode.web.identity import Identity, caller_of
from boocode.web.live import LiveSocket, LiveSockets

MAX_FRAME_CHARS = 16 * 1024
UNAUTHORIZED = 4401
SILENT = 1001


class Endpoint:
    """An ASGI application behind sockets."""

    def __init__(
        self, auth: Auth, sockets: LiveSockets, *, heartbeat_seconds: float = 15.0, silent_seconds: float = 45.0
    ) -> None:
        self.auth = auth
        self.sockets = sockets
        self.heartbeat_seconds = heartbeat_seconds
        self.silent_seconds = silent_seconds

    async def admit(self, scope: Scope, send: Send) -> Identity | None:
        """Accept the socket, and say who it is; None for a stranger, who was told to log in.

        Raises:
            Unavailable: Too many are open.
        """
        caller = caller_of(scope)
        if self.sockets.full:
            raise Unavailable("Too many sockets are open.")
        await send({"type": "websocket.accept"})
        if caller is None:
            await send({"type": "websocket.close", "code": UNAUTHORIZED, "reason": "Log in first."})
        return caller


class Conversation:
    """One open socket."""

    def __init__(self, endpoint: Endpoint, live: LiveSocket, receive: Receive, send: Send) -> None:
        self._live = live
        self._group: TaskGroup = anyio.create_task_group()
        self.__endpoint = endpoint
        self.__receive = receive
        self.__send = send
        self.__heard_at = anyio.current_time()

    async def _hold(
        self, listen: Callable[[], Coroutine[Any, Any, None]], *jobs: Callable[[], Coroutine[Any, Any, None]]
    ) -> None:
        """Listen, beat and do the jobs until the client goes or the socket is told to end."""
        async with self._group:
            for job in (self.__end_when_told, self.__beat, *jobs):
                self._group.start_soon(job)
            await listen()
            self._group.cancel_scope.cancel()

    async def _heard(self) -> AsyncGenerator[Message]:
        """What the client sends, until it goes."""
        while (message := await self.__receive())["type"] != "websocket.disconnect":
            self.__heard_at = anyio.current_time()
            yield message

    async def _send(self, message: Message) -> None:
        try:
            await self.__send(message)
        except OSError:  # the client went away; the server says so in the middle of a send
            self._group.cancel_scope.cancel()
            await checkpoint()

    async def _say(self, frame: Wire) -> None:
        await self._send({"type": "websocket.send", "text": frame.model_dump_json()})

    async def _on_beat(self) -> None:
        """Now and then, while the client is heard and may stay."""

    async def __end_when_told(self) -> None:
        await self._live.ended.wait()
        await self._send({"type": "websocket.close", "code": self._live.close_code})
        self._group.cancel_scope.cancel()

    async def __beat(self) -> None:
        while True:
            await anyio.sleep(self.__endpoint.heartbeat_seconds)
            if anyio.current_time() - self.__heard_at > self.__endpoint.silent_seconds:
                self._live.end(SILENT)
            elif not await self.__may_stay():
                self._live.end(UNAUTHORIZED)
            else:
                await self._on_beat()

    async def __may_stay(self) -> bool:
        try:
            return await self.__endpoint.auth.still_valid(self._live.caller)
        except BooError:  # no answer from the database is not a logout
            return True


def problem_of(error: Exception, doing: str) -> tuple[str, str]:
    """Code and sentence for a frame that was not obeyed. What nobody expected is logged."""
    match error:
        case BooError():
            return error.code, error.message
        case ValidationError():
            problem = error.errors(include_url=False)[0]
            where = ".".join(str(step) for step in problem["loc"])
            return "invalid", f"{where}: {problem['msg']}" if where else problem["msg"]
        case _:
            unexpected(error, doing)
            return "internal", "BooCode made a mistake. Its log has the details."
