"""The outermost layer: no exception gets past it, and no response leaves without its security headers."""

from __future__ import annotations

import logging

from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from boocode.kernel.errors import BooError
from boocode.web.errors import ForeignOrigin, UnknownHost, error_response, note_failure, unexpected

log = logging.getLogger(__name__)

POLICY = "; ".join(
    [
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self' 'unsafe-inline'",
        "img-src 'self' data: blob:",
        "font-src 'self'",
        "connect-src 'self'",
        "worker-src 'self'",
        "manifest-src 'self'",
        "frame-ancestors 'none'",
        "object-src 'none'",
        "base-uri 'none'",
        "form-action 'self'",
    ]
)
HEADERS = [
    (b"content-security-policy", POLICY.encode()),
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
    (b"referrer-policy", b"same-origin"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"permissions-policy", b"camera=(), microphone=(), geolocation=()"),
    (b"cache-control", b"no-store"),
]


class Boundary:
    """Answers for whatever `app` raises. A route's own headers win over the defaults."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            await self._http(scope, receive, send)
        elif scope["type"] == "websocket":
            await self._websocket(scope, receive, send)
        else:
            await self._app(scope, receive, send)

    async def _http(self, scope: Scope, receive: Receive, send: Send) -> None:
        started = False
        silent = scope["method"] == "HEAD"

        async def send_guarded(message: Message) -> None:
            nonlocal started
            if message["type"] == "http.response.start":
                started = True
                message["headers"] = _with_defaults(message.get("headers", []))
            elif silent and message["type"] == "http.response.body":
                message = {"type": "http.response.body", "body": b"", "more_body": message.get("more_body", False)}
            await send(message)

        try:
            await self._app(scope, receive, send_guarded)
        except ClientDisconnect:
            log.debug("%s %s: the client went away", scope["method"], scope["path"])
        except BooError as error:
            note_failure(error, f"{scope['method']} {scope['path']}")
            if not started:
                response = error_response(error)
                response.headers["connection"] = "close"  # the body may not have been read
                await response(scope, receive, send_guarded)
        except Exception as error:
            response = unexpected(error, f"{scope['method']} {scope['path']}")
            if not started:
                await response(scope, receive, send_guarded)

    async def _websocket(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            await self._app(scope, receive, send)
        except (ForeignOrigin, UnknownHost):
            await send({"type": "websocket.close", "code": 4403})
        except BooError as error:
            await send({"type": "websocket.close", "code": 1013, "reason": error.code})
        except Exception as error:
            unexpected(error, f"socket {scope['path']}")
            await send({"type": "websocket.close", "code": 1011})


def _with_defaults(headers: list[tuple[bytes, bytes]]) -> list[tuple[bytes, bytes]]:
    given = {name.lower() for name, _ in headers}
    return [*headers, *(pair for pair in HEADERS if pair[0] not in given)]
