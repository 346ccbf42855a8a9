"""The server below the application: what comes before a body is bounded too."""

from __future__ import annotations

from collections.abc import AsyncIterator

import anyio
import pytest
from starlette.responses import PlainTextResponse
from starlette.types import Receive, Scope, Send

from boocode.web.server import server_config
from tests.web.site import serving

HEAD = b"GET / HTTP/1.1\r\nHost: x\r\n"


async def hello(scope: Scope, receive: Receive, send: Send) -> None:
    await PlainTextResponse("hello")(scope, receive, send)


@pytest.fixture
async def port() -> AsyncIterator[int]:
    async with serving(hello) as opened:
        yield opened


async def conversation(port: int, *pieces: bytes) -> bytes:
    """All that the server says to these pieces until it closes."""
    told = b""
    with anyio.fail_after(60):
        async with await anyio.connect_tcp("127.0.0.1", port) as stream:
            try:
                for piece in pieces:
                    await stream.send(piece)
                while True:
                    told += await stream.receive()
            except (anyio.EndOfStream, anyio.BrokenResourceError):
                return told


async def test_ordinary_requests_follow_each_other(port: int) -> None:
    last = b"GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
    long_body = b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 200000\r\n\r\n" + b"x" * 200_000
    assert (await conversation(port, HEAD + b"\r\n", long_body, last)).count(b"hello") == 3


async def test_endless_header_is_cut_off(port: int) -> None:
    assert b"hello" not in await conversation(port, HEAD, *([b"A: " + b"x" * 30_000 + b"\r\n"] * 10))
    assert b"hello" not in await conversation(port, b"GET /" + b"x" * 200_000)


async def test_head_that_does_not_come_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    protocol = server_config(hello).http
    monkeypatch.setattr(protocol, "max_seconds", 0.4)
    async with serving(hello, http=protocol) as impatient:
        assert await conversation(impatient) == b""
        assert await conversation(impatient, HEAD) == b""
        answer = await conversation(impatient, HEAD + b"\r\n", HEAD)
    assert answer.count(b"hello") == 1
