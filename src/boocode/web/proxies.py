"""Reverse proxies that may speak for their users.

What a proxy says is believed only from a configured address *together with* the shared secret; from anybody else the
headers are taken away before anything can read them.
"""

from __future__ import annotations

import hmac
from ipaddress import IPv4Address, IPv6Address, ip_address

from starlette.datastructures import Headers
from starlette.types import Scope

from boocode.config import Settings
from boocode.kernel.text import clean
from boocode.web.identity import ADDRESS, SCHEME, Identity

_SPOKEN = (b"remote-", b"x-forwarded-", b"x-boocode-proxy-", b"forwarded", b"x-real-ip")
MAX_HOPS = 20


class Proxies:
    """Reads what trusted proxies say."""

    def __init__(self, settings: Settings) -> None:
        self._networks = settings.proxy_addresses
        self._secret = settings.proxy_secret.get_secret_value().encode() if settings.proxy_secret else None

    def receive(self, scope: Scope) -> Identity | None:
        """Note address and scheme in `scope`, drop all proxy headers, and give the user a trusted proxy names."""
        headers = Headers(scope=scope)
        peer = scope["client"][0] if scope.get("client") else "unknown"
        trusted = self._is_trusted(peer, headers)
        scope[ADDRESS] = self._client(peer, headers) if trusted else peer
        scope[SCHEME] = _forwarded_scheme(headers) if trusted else None
        user = clean(headers.get("remote-user", "")).strip() if trusted else ""
        scope["headers"] = [pair for pair in scope["headers"] if not pair[0].lower().startswith(_SPOKEN)]
        return Identity(via="proxy", user=user[:200]) if user else None

    def _is_trusted(self, peer: str, headers: Headers) -> bool:
        if self._secret is None or not self._is_proxy(peer):
            return False
        given = headers.get("x-boocode-proxy-secret", "").encode("latin-1", "replace")
        return hmac.compare_digest(given, self._secret)

    def _is_proxy(self, address: str) -> bool:
        parsed = _parse(address)
        return parsed is not None and any(parsed in network for network in self._networks)

    def _client(self, peer: str, headers: Headers) -> str:
        """The nearest address that is not one of our proxies: what is left of it could be made up."""
        hops = [hop.strip() for hop in ",".join(headers.getlist("x-forwarded-for")).split(",") if hop.strip()]
        for hop in reversed(hops[-MAX_HOPS:]):
            if _parse(hop) is None:
                return peer
            if not self._is_proxy(hop):
                return hop
        return peer


def _forwarded_scheme(headers: Headers) -> str | None:
    said = headers.get("x-forwarded-proto", "").split(",")[-1].strip().lower()
    return said if said in ("http", "https") else None


def _parse(address: str) -> IPv4Address | IPv6Address | None:
    try:
        parsed = ip_address(address)
    except ValueError:
        return None
    mapped = parsed.ipv4_mapped if isinstance(parsed, IPv6Address) else None
    return mapped or parsed
