"""The front door: every request and every socket upgrade passes here first.

In order: what proxies say, Host, Origin, who it is, whether they may, the body's size and time. Plain ASGI, because
every layer above a stream costs latency. Default deny: below `/api` only what `PUBLIC` lists is open to strangers.
"""

from __future__ import annotations

from starlette.datastructures import Headers
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from boocode.config import Settings
from boocode.kernel.errors import Unauthorized
from boocode.web.auth import Auth
from boocode.web.bodies import buffered, is_streamed, paced
from boocode.web.errors import ForeignOrigin, UnknownHost
from boocode.web.identity import CALLER, Identity
from boocode.web.origin import FrontDoor, Host, host_of, scheme_of
from boocode.web.proxies import Proxies

PUBLIC = {("GET", "/api/health"), ("POST", "/api/auth/login")}
METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
SOCKET_PATH = "/api/ws"


class Gate:
    """Lets through what may come in, to `api`, `socket` or `ui`; raises `BooError` for the rest."""

    def __init__(self, settings: Settings, auth: Auth, *, api: ASGIApp, socket: ASGIApp, ui: ASGIApp) -> None:
        self._door = FrontDoor(settings)
        self._proxies = Proxies(settings)
        self._auth = auth
        self._api = api
        self._socket = socket
        self._ui = ui

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        user = self._proxies.receive(scope)
        host = self._checked_host(scope)
        self._check_origin(scope, host)
        if scope["type"] == "websocket":
            await self._upgrade(scope, receive, send, user)
        elif is_api(scope["path"]):
            await self._call(scope, receive, send, user)
        else:
            await self._ui(scope, receive, send)

    async def _upgrade(self, scope: Scope, receive: Receive, send: Send, user: Identity | None) -> None:
        caller = user or await self._auth.identify(scope)
        _need_origin(scope, caller)
        scope[CALLER] = caller
        await self._socket(scope, receive, send)

    async def _call(self, scope: Scope, receive: Receive, send: Send, user: Identity | None) -> None:
        if scope["method"] == "OPTIONS":
            await Response(status_code=204, headers={"allow": ", ".join(METHODS)})(scope, receive, send)
            return
        if scope["method"] == "HEAD":
            scope = {**scope, "method": "GET"}
        _check_site(scope)
        public = (scope["method"], scope["path"]) in PUBLIC
        caller = user or await self._auth.identify(scope)
        if caller is None and not public:
            raise Unauthorized("Log in first. `boo login` prints a link.")
        if scope["method"] != "GET" and not public and not _is_script(scope, caller):
            _need_origin(scope, caller)
        scope[CALLER] = caller
        await self._api(scope, paced(receive) if is_streamed(scope) else await buffered(scope, receive), send)

    def _checked_host(self, scope: Scope) -> Host:
        host = host_of(scope)
        if host is None or not self._door.knows(host, scope.get("server") or ("", 0)):
            given = Headers(scope=scope).get("host", "")[:200]
            raise UnknownHost(
                f"BooCode does not know the name {given!r}. Add it to BOOCODE_ALLOWED_HOSTS if it is yours.", host=given
            )
        return host

    def _check_origin(self, scope: Scope, host: Host) -> None:
        origins = Headers(scope=scope).getlist("origin")
        if not origins:
            return
        if len(origins) > 1 or not self._door.matches(origins[0], host, scheme_of(scope)):
            raise ForeignOrigin(
                f"Requests from {origins[0][:200]} are refused. If that is BooCode behind a proxy, let the proxy pass "
                "the Host header and add the name to BOOCODE_ALLOWED_HOSTS.",
                origin=origins[0][:200],
            )


def is_api(path: str) -> bool:
    return path == "/api" or path.startswith("/api/")


def _need_origin(scope: Scope, caller: Identity | None) -> None:
    # Browsers always send Origin here; without one only credentials that no browser adds by itself will do.
    if caller is not None and caller.via != "bearer" and "origin" not in Headers(scope=scope):
        raise ForeignOrigin("Send an Origin header, or use the access token as `Authorization: Bearer`.")


def _is_script(scope: Scope, caller: Identity | None) -> bool:
    # With our own strict cookie, a program is no browser that a page could misuse. What a proxy's cookie is, we cannot
    # know.
    return caller is not None and caller.via == "cookie" and "sec-fetch-site" not in Headers(scope=scope)


def _check_site(scope: Scope) -> None:
    # Other ports of this machine count as the same site, so `same-site` is as foreign as `cross-site`.
    site = Headers(scope=scope).get("sec-fetch-site", "same-origin")
    if site not in ("same-origin", "none"):
        raise ForeignOrigin("Other sites may not call the API.", site=site[:20])
