"""Who calls, and from where. Set by the authentication layer, read by routes and the socket."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal
from uuid import UUID

from starlette.requests import HTTPConnection
from starlette.types import Scope

Via = Literal["cookie", "bearer", "proxy"]
CALLER = "boocode.caller"
ADDRESS = "boocode.address"
SCHEME = "boocode.scheme"


@dataclass(frozen=True, slots=True)
class Identity:
    """An authenticated caller.

    Attributes:
        via: How they proved it.
        user: The name the proxy gave.
        device_id: The device whose cookie it was.
    """

    via: Via
    user: str | None = None
    device_id: UUID | None = None


def caller_of(scope: Scope) -> Identity | None:
    """The caller of this request or socket, or None when nobody is logged in."""
    return scope.get(CALLER)


def address_of(connection: HTTPConnection) -> str:
    """The client's address: the one a trusted proxy names, else the peer's."""
    return str(connection.scope.get(ADDRESS, "unknown"))
