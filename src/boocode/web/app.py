"""The ASGI application: routes, socket and UI behind one front door."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from fastapi.middleware.asyncexitstack import AsyncExitStackMiddleware
from psycopg.errors import DeadlockDetected, ForeignKeyViolation
from starlette.exceptions import HTTPException
from starlette.middleware.exceptions import ExceptionMiddleware
from starlette.types import ASGIApp

from boocode import __version__
from boocode.kernel.errors import BooError
from boocode.web.boundary import Boundary
from boocode.web.errors import (
    render_boo_error,
    render_contended,
    render_http_error,
    render_invalid,
    render_vanished,
)
from boocode.web.gate import Gate
from boocode.web.routes import (
    attachments,
    auth,
    away,
    changes,
    chats,
    health,
    models,
    projects,
    providers,
    rules,
    search,
    sessions,
    tasks,
    terminals,
    usage,
    worktrees,
)
from boocode.web.static import StaticUi

if TYPE_CHECKING:
    from boocode.web.services import Services

AREAS = (
    health,
    auth,
    projects,
    sessions,
    worktrees,
    chats,
    attachments,
    terminals,
    tasks,
    rules,
    usage,
    changes,
    search,
    away,
    models,
    providers,
)


def create_app(services: Services, *, ui: StaticUi | None = None) -> ASGIApp:
    """Everything a browser, the CLI or an agent can reach."""
    from boocode.web.socket import SocketEndpoint
    from boocode.web.terminal_socket import Sockets, TerminalEndpoint

    api = build_api()
    api.state.services = services
    socket = Sockets(
        SocketEndpoint(services.log, services.log.bus, services.auth, services.sockets, services.away.presence),
        TerminalEndpoint(services.terminals, services.auth, services.sockets),
    )
    return Boundary(Gate(services.settings, services.auth, api=api, socket=socket, ui=ui or StaticUi()))


class Api(FastAPI):
    """FastAPI without its own outer layers: `Boundary` and `Gate` do what those would do, once."""

    def build_middleware_stack(self) -> ASGIApp:
        handlers: Any = self.exception_handlers
        return ExceptionMiddleware(AsyncExitStackMiddleware(self.router), handlers=handlers)


def build_api() -> FastAPI:
    """The routes alone, without services: enough for the OpenAPI document."""
    api = Api(
        title="BooCode",
        version=__version__,
        openapi_url=None,
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        routes=[route for area in AREAS for route in area.router.routes],
    )
    api.add_exception_handler(BooError, render_boo_error)
    api.add_exception_handler(RequestValidationError, render_invalid)
    api.add_exception_handler(HTTPException, render_http_error)
    api.add_exception_handler(ForeignKeyViolation, render_vanished)
    api.add_exception_handler(DeadlockDetected, render_contended)
    return api
