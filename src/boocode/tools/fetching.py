"""Fetching a page of the web without being led to the machine's own network.

Every address is checked where it is used: literal ones before each request, names in the resolver whose answer is the
one connected to, so that neither redirects nor a name that changes its address get past.
"""

from __future__ import annotations

import ipaddress
import socket
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

import aiohttp
from aiohttp.abc import AbstractResolver, ResolveResult
from aiohttp.resolver import ThreadedResolver
from yarl import URL

from boocode.kernel.errors import Forbidden, Invalid, Unavailable

MAX_BYTES = 5 * 1024 * 1024
MAX_REDIRECTS = 5
TOTAL_SECONDS = 20.0
_REDIRECTS = (301, 302, 303, 307, 308)
_AGENT = "Mozilla/5.0 (compatible; BooCode/0.1; reads pages for one developer)"
# What carries an IPv4 address inside an IPv6 one: 6to4 and NAT64.
_TUNNELS = (
    ipaddress.IPv6Network("2002::/16"),
    ipaddress.IPv6Network("64:ff9b::/96"),
    ipaddress.IPv6Network("64:ff9b:1::/48"),
)


class AddressRefused(Forbidden):
    """The address is private, or not one of the web."""

    code = "address_refused"


class FetchFailed(Unavailable):
    """The page could not be fetched; the message says why."""

    code = "fetch_failed"


@dataclass(frozen=True, slots=True)
class Fetched:
    """A page as it came: at most 5 MiB of its (decompressed) body."""

    url: str
    status: int
    media_type: str
    charset: str | None
    body: bytes
    truncated: bool


class GuardedResolver(AbstractResolver):
    """Resolves names, refusing those that lead to private addresses."""

    def __init__(self) -> None:
        self._resolver = ThreadedResolver()

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        found = await self._resolver.resolve(host, port, family)
        for result in found:
            if not is_public(result["host"]):
                raise AddressRefused(f"{host} leads to a private address ({result['host']}).")
        return found

    async def close(self) -> None:
        await self._resolver.close()


async def fetch(
    url: str, *, allow_private: bool, accept: str = "text/html,*/*;q=0.8", max_bytes: int = MAX_BYTES
) -> Fetched:
    """The page at `url`, after at most 5 redirects, within 20 seconds.

    Raises:
        Invalid: It is not an http(s) URL.
        AddressRefused: It, or a redirect, leads to a private address and `allow_private` is false.
        FetchFailed: Nobody answers, or not in time.
    """
    resolver = ThreadedResolver() if allow_private else GuardedResolver()
    connector = aiohttp.TCPConnector(resolver=resolver, use_dns_cache=False, force_close=True, limit=4)
    try:
        async with aiohttp.ClientSession(
            connector=connector,
            cookie_jar=aiohttp.DummyCookieJar(),
            timeout=aiohttp.ClientTimeout(total=TOTAL_SECONDS, connect=8),
            headers={"User-Agent": _AGENT, "Accept": accept, "Accept-Encoding": "gzip, deflate"},
            trust_env=False,
        ) as session:
            return await _follow(session, url, allow_private, max_bytes)
    except TimeoutError as error:
        raise FetchFailed(f"{_host(url)} did not answer within {TOTAL_SECONDS:g} s.") from error
    except (aiohttp.ClientError, OSError, UnicodeError, ValueError) as error:
        raise FetchFailed(f"{_host(url)} could not be fetched: {str(error) or type(error).__name__}.") from error


def checked_url(url: str, *, allow_private: bool) -> URL:
    """`url` without its fragment, if it may be fetched; `https://` is put before a bare host.

    Raises:
        Invalid: It is not an http(s) URL, or carries a password.
        AddressRefused: It names a private address.
    """
    url = url.strip()
    try:
        parsed = URL(url if "://" in url else f"https://{url}")
        host = parsed.raw_host  # as it is connected to: full-width digits, for example, are plain ones here
    except (ValueError, TypeError) as error:
        raise Invalid(f"`{url[:200]}` is not a URL.") from error
    if parsed.scheme not in ("http", "https") or not host or any(ord(char) <= 32 for char in url):
        raise Invalid(f"`{url[:200]}` cannot be fetched: give an http(s) URL.")
    if parsed.raw_user is not None or parsed.raw_password is not None:
        raise Invalid("URLs with a user name or password are not fetched.")
    if not allow_private and (_is_local_name(host) or (_literal(host) is not None and not is_public(host))):
        raise AddressRefused(f"{host} is a private address; BOOCODE_WEB_ALLOW_PRIVATE=true allows them.")
    return parsed.with_fragment(None)


def is_public(address: str) -> bool:
    """Whether an IP address is one of the public internet, also the one inside a mapped or tunnelled address."""
    found = _literal(address)
    if found is None:
        return False
    if isinstance(found, ipaddress.IPv6Address):
        inner = found.ipv4_mapped or found.sixtofour or (found.teredo[1] if found.teredo else None)
        if inner is not None:
            return is_public(str(inner))
        if any(found in tunnel for tunnel in _TUNNELS):
            return is_public(str(ipaddress.IPv4Address(int(found) & 0xFFFF_FFFF)))
    return found.is_global and not (
        found.is_multicast or found.is_reserved or found.is_private or found.is_unspecified or found.is_link_local
    )


def _literal(host: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        return ipaddress.ip_address(host.strip("[]").partition("%")[0])
    except ValueError:
        return None


def _is_local_name(host: str) -> bool:
    name = host.rstrip(".").lower()
    return name == "localhost" or name.endswith((".localhost", ".local", ".internal", ".home.arpa"))


async def _follow(session: aiohttp.ClientSession, url: str, allow_private: bool, max_bytes: int) -> Fetched:
    for _ in range(MAX_REDIRECTS + 1):
        place = checked_url(url, allow_private=allow_private)
        async with session.get(place, allow_redirects=False) as response:
            onward = response.headers.get("Location")
            if response.status in _REDIRECTS and onward:
                url = urljoin(str(place), onward)
                continue
            body, truncated = await _body(response, max_bytes)
            return Fetched(str(place), response.status, response.content_type, response.charset, body, truncated)
    raise FetchFailed(f"{_host(url)} redirects more than {MAX_REDIRECTS} times.")


async def _body(response: aiohttp.ClientResponse, limit: int) -> tuple[bytes, bool]:
    body = bytearray()
    async for chunk in response.content.iter_chunked(64 * 1024):
        body += chunk
        if len(body) > limit:
            return bytes(body[:limit]), True
    return bytes(body), False


def _host(url: str) -> str:
    try:
        return urlsplit(url).hostname or url[:200]
    except ValueError:
        return url[:200]
