"""Request bodies: bounded in size and in time.

JSON bodies are read whole before a route sees them; uploads stream, and are counted where they are parsed.
"""

from __future__ import annotations

import json
import re

import anyio
from starlette.datastructures import Headers
from starlette.requests import ClientDisconnect
from starlette.types import Message, Receive, Scope

from boocode.kernel.text import clean_tree
from boocode.web.errors import BodyTooLarge, BodyTooSlow

MAX_JSON_BYTES = 8 * 1024 * 1024
JSON_SECONDS = 60.0
CHUNK_SECONDS = 30.0
# A client that is still sending cannot read an answer: swallow a moderate excess, then answer 413.
MAX_SWALLOWED_BYTES = 64 * 1024 * 1024
_UNSTORABLE = re.compile(rb"\\u(?:0000|[dD][89abAB])|\x00")
STREAMED = {("POST", "/api/attachments")}


def is_streamed(scope: Scope) -> bool:
    return (scope["method"], scope["path"]) in STREAMED


async def buffered(scope: Scope, receive: Receive, *, seconds: float = JSON_SECONDS) -> Receive:
    """A `receive` that gives the whole body at once.

    Raises:
        BodyTooLarge: It is over 8 MB.
        BodyTooSlow: It did not come within a minute.
    """
    if scope["method"] == "GET":
        return receive
    try:
        with anyio.fail_after(seconds):
            body = await _read(receive, _declared(scope))
    except TimeoutError:
        raise BodyTooSlow("The request did not arrive in time. Try again.", seconds=seconds) from None
    given = False

    async def replay() -> Message:
        nonlocal given
        if given:
            return await receive()
        given = True
        return {"type": "http.request", "body": body, "more_body": False}

    return replay


def paced(receive: Receive, *, seconds: float = CHUNK_SECONDS) -> Receive:
    """A `receive` whose every piece must come within half a minute.

    Raises:
        BodyTooSlow: By the returned function.
    """

    async def next_piece() -> Message:
        try:
            with anyio.fail_after(seconds):
                return await receive()
        except TimeoutError:
            raise BodyTooSlow("The upload stalled. Try again.", seconds=seconds) from None

    return next_piece


def cleaned(body: bytes) -> bytes:
    """`body` with only text that can be stored: broken UTF-8, U+0000 and lone surrogates are replaced.

    What is not JSON stays as it is: the route says so.
    """
    try:
        body.decode()
    except UnicodeDecodeError:
        body = body.decode("utf-8", "replace").encode()
    if not _UNSTORABLE.search(body):
        return body
    try:
        return json.dumps(clean_tree(json.loads(body))).encode()
    except (ValueError, RecursionError):
        return body


def _declared(scope: Scope) -> int:
    length = Headers(scope=scope).get("content-length", "0")
    return int(length) if length.isdecimal() else 0


async def _read(receive: Receive, declared: int) -> bytes:
    pieces: list[bytes] = []
    size = 0
    more = True
    while more and max(size, declared) <= MAX_JSON_BYTES + MAX_SWALLOWED_BYTES:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise ClientDisconnect
        piece: bytes = message.get("body", b"")
        size += len(piece)
        if size <= MAX_JSON_BYTES:
            pieces.append(piece)
        more = message.get("more_body", False)
    if more or size > MAX_JSON_BYTES:
        raise BodyTooLarge(f"A request may have {MAX_JSON_BYTES // 2**20} MB at most.", limit=MAX_JSON_BYTES)
    return cleaned(b"".join(pieces))
