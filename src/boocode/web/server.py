"""How uvicorn has to be set up for this application."""

from __future__ import annotations

import asyncio
from typing import Any, ClassVar

import uvicorn
from starlette.types import ASGIApp

MAX_SOCKET_FRAME_BYTES = 64 * 1024
SHUTDOWN_SECONDS = 3


def server_config(app: ASGIApp) -> uvicorn.Config:
    """A uvicorn configuration; give the listening sockets to `Server.serve(sockets=…)`.

    Proxy headers are ours to judge (`web.proxies`), frames are not compressed (a third of the throughput), and the
    heartbeat is the application's own.
    """
    return uvicorn.Config(
        app,
        http=_http_protocol(),
        lifespan="off",
        proxy_headers=False,
        server_header=False,
        access_log=False,
        log_config=None,
        ws="websockets-sansio",
        ws_max_size=MAX_SOCKET_FRAME_BYTES,
        ws_per_message_deflate=False,
        ws_ping_interval=None,
        ws_ping_timeout=None,
        timeout_keep_alive=75,
        timeout_graceful_shutdown=SHUTDOWN_SECONDS,
    )


def _http_protocol() -> Any:
    """The fast parser, which has no limits of its own for what comes before the body; else the one that has."""
    try:
        from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol
    except ImportError:  # not made for Windows
        return "h11"

    class BoundedHead(HttpToolsProtocol):
        """Cuts a connection whose request line and headers are too long or do not come."""

        max_bytes: ClassVar[int] = 64 * 1024
        max_seconds: ClassVar[float] = 20.0
        _head_bytes: int | None = 0
        _deadline: asyncio.TimerHandle | None = None

        def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
            super().connection_made(transport)
            self._expect_head()

        def connection_lost(self, exc: Exception | None) -> None:
            self._head_came()
            super().connection_lost(exc)

        def data_received(self, data: bytes) -> None:
            super().data_received(data)
            if self._head_bytes is not None:
                self._head_bytes += len(data)
                if self._head_bytes > self.max_bytes:
                    self.transport.close()

        def on_message_begin(self) -> None:
            super().on_message_begin()
            self._expect_head()

        def on_headers_complete(self) -> None:
            self._head_came()
            super().on_headers_complete()

        def _expect_head(self) -> None:
            self._head_came()
            self._head_bytes = 0
            self._deadline = self.loop.call_later(self.max_seconds, self.transport.close)

        def _head_came(self) -> None:
            self._head_bytes = None
            if self._deadline:
                self._deadline.cancel()
                self._deadline = None

    return BoundedHead
