"""The agent's stdio as a transport of JSON-RPC messages: one JSON object a line, whatever else it prints."""

from __future__ import annotations

import json
import logging
from collections.abc import Awaitable, Callable
from typing import Any, cast

import anyio
import anyio.lowlevel
import orjson

from boocode.proc.guarded import GuardedProcess

LINE_LIMIT = 64 * 1024 * 1024
_NOISE_CHARACTERS = 2_000
_CHUNK = 64 * 1024

Message = dict[str, Any]
_log = logging.getLogger(__name__)


class LineTransport:
    """Implements the library's `Transport`. Lines that are no JSON-RPC message are skipped; their tail is `noise`.

    Args:
        on_update: Given the params of every `session/update` and its bytes, in order, before anything after it is
            read. The library would handle each in a task of its own.
    """

    def __init__(self, process: GuardedProcess, on_update: Callable[[Message, int], Awaitable[None]]) -> None:
        self._process = process
        self._on_update = on_update
        self._buffer = bytearray()
        self._ended = False
        self._sending = anyio.Lock()
        self._yield_first = False
        self.noise = ""

    async def send(self, message: Message) -> None:
        """Send one message.

        Raises:
            ConnectionError: The agent does not read any more.
        """
        line = orjson.dumps(message, default=str) + b"\n"
        async with self._sending:
            try:
                await self._process.stdin.send(line)
            except (anyio.BrokenResourceError, anyio.ClosedResourceError, OSError) as error:
                raise ConnectionError("the agent does not read any more") from error

    async def receive(self) -> Message | None:
        """The next request, response or notification that is not an update; None at the end."""
        if self._yield_first:  # let the handler of a request begin before what follows it is read
            self._yield_first = False
            await anyio.lowlevel.checkpoint()
        while (line := await self._line()) is not None:
            message = self._message(line)
            if message is None:
                continue
            if message.get("method") == "session/update" and "id" not in message:
                if type(message.get("params")) is dict:
                    await self._on_update(message["params"], len(line))
                continue
            self._yield_first = "method" in message
            return message
        return None

    async def close(self) -> None:
        """The process ends with its seat in the pool."""

    def _message(self, line: bytes) -> Message | None:
        """The line as a message that the library can take."""
        if not line.strip():
            return None
        try:
            parsed: object = orjson.loads(line)
        except orjson.JSONDecodeError:
            try:
                parsed = json.loads(line.decode("utf-8", "replace"))
            except (ValueError, RecursionError):
                parsed = None
        if type(parsed) is not dict:
            self.noise = (self.noise + line.decode("utf-8", "replace") + "\n")[-_NOISE_CHARACTERS:]
            return None
        message = cast("Message", parsed)
        if "method" in message:
            return message if isinstance(message["method"], str) else None
        return _response(message)

    async def _line(self) -> bytes | None:
        seen = 0
        while (end := self._buffer.find(b"\n", seen)) < 0:
            seen = len(self._buffer)
            if seen > LINE_LIMIT:
                _log.warning("an agent sent a line of more than %d bytes", LINE_LIMIT)
                raise ConnectionError("the agent sent a message that is too long")
            if self._ended:
                return None
            try:
                self._buffer += await self._process.stdout.receive(_CHUNK)
            except (anyio.EndOfStream, anyio.BrokenResourceError, anyio.ClosedResourceError):
                self._ended = True
                self._buffer += b"\n"  # a last line without an end
        line = bytes(self._buffer[:end])
        del self._buffer[: end + 1]
        return line


def _response(message: Message) -> Message | None:
    """A response with an id and an error as they should be."""
    if type(message.get("id")) not in (int, str):
        return None
    error = message.get("error")
    if "error" in message and "result" not in message and type(error) is not dict:
        message["error"] = {"code": -32603, "message": str(error)}
    return message
