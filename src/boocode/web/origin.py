"""Where a request may come from: exact Host and exact Origin.

Host defeats DNS rebinding (a foreign name that points here), Origin defeats other sites in the same browser. Both are
checked on every request and on every socket upgrade; there is no CORS.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from starlette.datastructures import Headers
from starlette.types import Scope

from boocode.config import Settings
from boocode.web.identity import SCHEME

Scheme = Literal["http", "https"]
_HOST = re.compile(r"(?P<name>\[[0-9a-f:.]{2,45}\]|[a-z0-9_-][a-z0-9_.-]{0,252})(?::(?P<port>[0-9]{1,5}))?")
_ORIGIN = re.compile(r"(?P<scheme>https?)://(?P<host>[^/?#@\\]+)")
LOOPBACK = ("localhost", "127.0.0.1", "[::1]")
DEFAULT_PORT = {"http": 80, "https": 443}


@dataclass(frozen=True, slots=True)
class Host:
    """A name (IPv6 in brackets, lower case) and the port, if one was written."""

    name: str
    port: int | None

    @classmethod
    def parse(cls, text: str) -> Host | None:
        """The host, or None when it is not written as one."""
        found = _HOST.fullmatch(text.lower())
        if found is None:
            return None
        port = found["port"]
        return cls(found["name"], int(port) if port else None)

    def port_for(self, scheme: Scheme) -> int:
        return self.port if self.port is not None else DEFAULT_PORT[scheme]


@dataclass(frozen=True, slots=True)
class Door:
    """One way in: a host, and the scheme where it is fixed. Without a port: the default one, or the server's."""

    host: Host
    scheme: Scheme | None = None

    def opens_for(self, host: Host, server_port: int) -> bool:
        if host.name != self.host.name:
            return False
        return host.port == self.host.port if self.host.port is not None else host.port in (None, server_port)


class FrontDoor:
    """The hosts under which this server is reached, and the origin that belongs to each."""

    def __init__(self, settings: Settings) -> None:
        self._configured = [door for name in settings.allowed_hosts if (door := _door(name))]
        self._own_names = {*LOOPBACK, _bracketed(settings.host.lower())}

    def knows(self, host: Host, server: tuple[str, int]) -> bool:
        """Whether `host` names this server, which listens on `server` (the connection's own end).

        The literal address a client connected to is always fine: rebinding needs a name.
        """
        address, port = server
        own = host.name in self._own_names or host.name == _bracketed(address)
        if own and (host.port == port or (host.port is None and port in DEFAULT_PORT.values())):
            return True
        return any(door.opens_for(host, port) for door in self._configured)

    def matches(self, origin: str, host: Host, scheme: Scheme) -> bool:
        """Whether `origin` is exactly the site that `host` is served as. `null` never is."""
        found = _ORIGIN.fullmatch(origin.lower())
        named = Host.parse(found["host"]) if found else None
        if found is None or named is None or named.name != host.name:
            return False
        claimed: Scheme = "https" if found["scheme"] == "https" else "http"
        return claimed in self._schemes(host, scheme) and named.port_for(claimed) == host.port_for(claimed)

    def _schemes(self, host: Host, scheme: Scheme) -> set[Scheme]:
        # A TLS proxy that does not identify itself looks like http from here, so a configured name may be either.
        if scheme == "https":
            return {"https"}
        fixed = {door.scheme for door in self._configured if door.host.name == host.name}
        either: set[Scheme] = {"http", "https"}
        if not fixed:
            return {"http"}
        return either if None in fixed else either & fixed


def host_of(scope: Scope) -> Host | None:
    """The Host header, or None when it is missing, doubled or malformed."""
    given = [value for name, value in scope["headers"] if name == b"host"]
    return Host.parse(given[0].decode("latin-1")) if len(given) == 1 else None


def scheme_of(scope: Scope) -> Scheme:
    """How the browser reached us, as far as a trusted proxy or our own TLS tells."""
    scheme = scope.get(SCHEME) or scope.get("scheme", "http")
    return "https" if scheme in ("https", "wss") else "http"


def served_over_https(scope: Scope) -> bool:
    """Whether the page was served over HTTPS, also by a proxy that only its Origin betrays."""
    return scheme_of(scope) == "https" or Headers(scope=scope).get("origin", "").startswith("https://")


def public_url(scope: Scope) -> str:
    """The address under which this request reached us, without a path."""
    scheme = "https" if served_over_https(scope) else "http"
    return f"{scheme}://{Headers(scope=scope).get('host', 'localhost')}"


def _door(text: str) -> Door | None:
    found = _ORIGIN.fullmatch(text.lower().rstrip("/"))
    host = Host.parse(found["host"] if found else text)
    if host is None:
        return None
    if found is None:
        return Door(host)
    scheme: Scheme = "https" if found["scheme"] == "https" else "http"
    return Door(host, scheme)


def _bracketed(address: str) -> str:
    """An address as it is written in a Host header; IPv4 that came through a dual-stack socket as plain IPv4."""
    mapped = address.removeprefix("::ffff:")
    if "." in mapped:
        return mapped
    return f"[{address}]" if ":" in address and not address.startswith("[") else address
