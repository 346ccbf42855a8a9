"""Attacks from other sites, other hosts, and people without a login."""

from __future__ import annotations

import json
from pathlib import Path
from uuid import uuid4

import anyio
import pytest
import websockets

from boocode.config import BadSettings, Settings
from boocode.db import Database
from boocode.web.auth import access_token, check_bind
from tests.support.rows import Place
from tests.web.site import TOKEN, Site, frame, open_site

NAMES = ("projects", "chats", "tasks", "requests", "inbox", "models", "settings", "auth/me", "auth/devices", "nothing")


async def refused_upgrade(site: Site, headers: dict[str, str]) -> int:
    """The HTTP status with which a socket upgrade is refused."""
    with pytest.raises(websockets.InvalidStatus) as refused:
        async with site.socket(**headers):
            pass
    return refused.value.response.status_code


# --- origin -------------------------------------------------------------------------------------------------------


FOREIGN = [
    "https://evil.example",
    "null",
    "http://127.0.0.1",
    "http://127.0.0.1:1",
    "http://localhost.evil.example",
    "https://127.0.0.1:{port}",
    "http://127.0.0.1:{port}.evil.example",
    "http://127.0.0.1:{port}@evil.example",
    "http://localhost:{port}",
    "file://",
    "",
]


async def test_foreign_origin_is_refused_on_posts_and_on_sockets(site: Site) -> None:
    async with site.browser() as browser:
        cookie = "; ".join(f"{name}={value}" for name, value in browser.cookies.items())
        for form in FOREIGN:
            origin = form.format(port=site.port)
            answer = await browser.post("/api/chats", headers={"origin": origin})
            assert (answer.status_code, answer.json()["error"]["code"]) == (403, "foreign_origin"), origin
            assert await refused_upgrade(site, {"origin": origin, "cookie": cookie}) == 403
            assert await refused_upgrade(site, {"origin": origin, **site.headers}) == 403


async def test_two_origins_are_refused(site: Site) -> None:
    async with site.api() as api:
        headers = [("origin", site.origin), ("origin", "https://evil.example")]
        assert (await api.get("/api/projects", headers=headers)).status_code == 403


async def test_browser_with_a_cookie_but_no_origin_cannot_change_anything(site: Site) -> None:
    async with site.browser() as browser:
        del browser.headers["origin"]
        assert (await browser.get("/api/projects")).status_code == 200
        assert (await browser.post("/api/auth/codes")).status_code == 200, "a script with a cookie jar may"
        answer = await browser.post("/api/auth/codes", headers={"sec-fetch-site": "same-origin"})
        assert (answer.status_code, answer.json()["error"]["code"]) == (403, "foreign_origin")
        cookie = "; ".join(f"{name}={value}" for name, value in browser.cookies.items())
    assert await refused_upgrade(site, {"cookie": cookie}) == 403


async def test_token_without_origin_is_enough(site: Site) -> None:
    async with site.api() as api:
        assert (await api.post("/api/auth/codes")).status_code == 200


async def test_other_sites_may_not_even_read(site: Site) -> None:
    expected = {"cross-site": 403, "same-site": 403, "same-origin": 200, "none": 200}
    async with site.api() as api:
        for sent_from, status in expected.items():
            answer = await api.get("/api/projects", headers={"sec-fetch-site": sent_from})
            assert answer.status_code == status, sent_from


async def test_no_answer_ever_has_cors_headers(site: Site) -> None:
    async with site.api() as api:
        asked = {"origin": "https://evil.example", "access-control-request-method": "POST"}
        answers = [
            await api.options("/api/projects", headers=asked),
            await api.get("/api/projects", headers={"origin": site.origin}),
            await api.options("/api/projects"),
        ]
    assert [answer.status_code for answer in answers] == [403, 200, 204]
    assert not [name for answer in answers for name in answer.headers if name.startswith("access-control")]


# --- host ---------------------------------------------------------------------------------------------------------


UNKNOWN = [
    "evil.example",
    "evil.example:{port}",
    "localhost",
    "localhost:1",
    "127.0.0.1.evil.example:{port}",
    "localhost.:{port}",
    "127.0.0.1:{port}:1",
    "localhost:{port}/",
    "user@localhost:{port}",
    "",
    "[::1",
]


async def test_unknown_host_is_refused_everywhere(site: Site) -> None:
    upgrade = (
        "GET /api/ws HTTP/1.1\r\nHost: {host}\r\nAuthorization: {authorization}\r\nConnection: Upgrade\r\n"
        "Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n"
    )
    assert b" 101 " in await raw(site, upgrade.format(host=f"localhost:{site.port}", **site.headers).encode())
    async with site.api() as api:
        for form in UNKNOWN:
            host = form.format(port=site.port)
            for path in ("/", "/api/health", "/api/projects"):
                answer = await api.get(path, headers={"host": host})
                assert answer.status_code in (400, 403), (path, host)
            told = await raw(site, upgrade.format(host=host, **site.headers).encode())
            assert told.startswith((b"HTTP/1.1 403", b"HTTP/1.1 400")), host


async def test_loopback_names_with_our_port_are_known(site: Site) -> None:
    async with site.api() as api:
        for name in ("localhost", "127.0.0.1", "[::1]", "LOCALHOST"):
            host = f"{name}:{site.port}"
            assert (await api.get("/api/projects", headers={"host": host})).status_code == 200
            own = {"host": host, "origin": f"http://{name}:{site.port}"}
            assert (await api.post("/api/auth/codes", headers=own)).status_code == 200


async def test_two_host_headers_are_refused(site: Site) -> None:
    request = f"GET /api/health HTTP/1.1\r\nHost: 127.0.0.1:{site.port}\r\nHost: evil.example\r\n\r\n"
    assert b" 403 " in await raw(site, request.encode()) or b" 400 " in await raw(site, request.encode())


async def test_configured_host_is_known_with_either_scheme(db: Database, tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path / "data", allowed_hosts=("boo.example.org", "https://safe.example.org"))
    async with open_site(db, tmp_path, settings=settings) as site, site.api() as api:
        sent = [
            ("boo.example.org", "https://boo.example.org"),
            ("boo.example.org", "http://boo.example.org"),
            ("safe.example.org", "https://safe.example.org"),
            ("safe.example.org", "http://safe.example.org"),
            ("boo.example.org", "https://boo.example.org:444"),
            ("boo.example.org", "https://safe.example.org"),
            ("other.example.org", "https://other.example.org"),
        ]
        codes = [
            (await api.post("/api/auth/codes", headers={"host": host, "origin": origin})).status_code
            for host, origin in sent
        ]
    assert codes == [200, 200, 200, 403, 403, 403, 403]


# --- who ----------------------------------------------------------------------------------------------------------


async def test_nothing_is_told_without_a_login(site: Site) -> None:
    async with site.client() as stranger:
        for name in NAMES:
            for method in ("GET", "POST", "PUT", "PATCH", "DELETE", "HEAD"):
                answer = await stranger.request(method, f"/api/{name}")
                assert answer.status_code == 401, (method, name)
                assert answer.headers["www-authenticate"] == "Bearer"


async def test_every_described_route_needs_a_login(site: Site) -> None:
    from boocode.web.openapi import document

    ids = {name: str(uuid4()) for name in ("project", "session", "chat", "message", "task", "request", "part")}
    ids |= {"attachment": str(uuid4()), "device": str(uuid4())}
    open_to_all: list[str] = []
    async with site.client() as stranger:
        for path, methods in document()["paths"].items():
            address = path.replace("{sha256}", "0" * 64)
            for name, id_ in ids.items():
                address = address.replace(f"{{{name}_id}}", id_)
            codes = {method: (await stranger.request(method, address)).status_code for method in methods}
            open_to_all += [f"{method} {path}" for method, code in codes.items() if code != 401]
    assert open_to_all == ["get /api/health", "post /api/auth/login"]


async def test_stranger_learns_only_that_the_server_is_up(site: Site) -> None:
    async with site.client() as stranger:
        assert (await stranger.get("/api/health")).json() == {"ok": True}
    async with site.api() as api:
        assert (await api.get("/api/health")).json()["db"] is True


WRONG = [
    {"authorization": "Bearer wrong-token-wrong-token"},
    {"authorization": "Bearer"},
    {"authorization": f"Basic {TOKEN}"},
    {"authorization": f"Bearer {TOKEN}x"},
    {"authorization": f"Bearer {TOKEN[:-1]}"},
    {"authorization": "Bearer \xff\xfe"},
    {"cookie": "boocode_{port}=made-up"},
    {"cookie": f"boocode_{{port}}={TOKEN}"},
    {"cookie": "boocode_{port}="},
]


async def test_wrong_secret_is_refused(site: Site) -> None:
    async with site.client() as stranger:
        for headers in WRONG:
            sent = [(name.encode(), value.format(port=site.port).encode("latin-1")) for name, value in headers.items()]
            assert (await stranger.get("/api/projects", headers=sent)).status_code == 401, headers


async def test_token_in_the_address_is_not_a_login(site: Site) -> None:
    async with site.client() as stranger:
        assert (await stranger.get(f"/api/projects?token={TOKEN}")).status_code == 401


async def test_socket_without_login_is_closed_at_once(site: Site) -> None:
    async with site.socket(origin=site.origin) as connection:
        with anyio.fail_after(60), pytest.raises(websockets.ConnectionClosed):
            await connection.recv()
        assert connection.close_code == 4401


async def test_socket_elsewhere_is_refused(site: Site) -> None:
    address = f"ws://127.0.0.1:{site.port}/api/terminals"
    with pytest.raises(websockets.InvalidStatus):
        async with websockets.connect(address, additional_headers=site.headers, proxy=None):
            pass


# --- limits -------------------------------------------------------------------------------------------------------


async def test_oversized_body_is_refused_with_its_limit(site: Site, place: Place) -> None:
    async with site.api() as api:
        body = {"client_id": str(uuid4()), "text": "x" * 9_000_000}
        answer = await api.post(f"/api/chats/{place.chat_id}/messages", json=body)
        assert answer.status_code == 413
        assert answer.json()["error"]["data"]["limit"] == 8 * 1024 * 1024

        async def endless():
            for _ in range(100):
                yield b"x" * 100_000

        answer = await api.post(f"/api/chats/{place.chat_id}/messages", content=endless())
        assert answer.status_code == 413


async def test_body_of_a_stranger_is_not_read(site: Site) -> None:
    head = f"POST /api/projects HTTP/1.1\r\nHost: 127.0.0.1:{site.port}\r\nContent-Length: 9000000000\r\n\r\n"
    assert b" 401 " in await raw(site, head.encode())


async def test_garbage_instead_of_http_does_no_harm(site: Site) -> None:
    for garbage in (
        b"\x16\x03\x01\x02\x00\x01\x00",
        b"GET\r\n\r\n",
        b"\x00" * 4096,
        b"GET / HTTP/1.1\r\n" + b"A" * 99999,
    ):
        await raw(site, garbage, patience_seconds=0.2)
    async with site.api() as api:
        assert (await api.get("/api/health")).status_code == 200


async def test_security_headers_are_on_every_answer(site: Site) -> None:
    async with site.client() as stranger:
        for path in ("/", "/api/health", "/api/projects", "/nothing.txt", "/chats/1"):
            headers = (await stranger.get(path)).headers
            policy = headers["content-security-policy"]
            assert "script-src 'self'" in policy
            assert "unsafe-eval" not in policy
            assert "script-src 'self' 'unsafe-inline'" not in policy
            for rule in ("default-src 'none'", "frame-ancestors 'none'", "object-src 'none'", "base-uri 'none'"):
                assert rule in policy
            assert headers["x-content-type-options"] == "nosniff"
            assert headers["referrer-policy"] == "same-origin"
            assert headers["cross-origin-opener-policy"] == "same-origin"
            assert "server" not in headers


async def test_unexpected_fault_is_told_without_a_traceback(site: Site, caplog: pytest.LogCaptureFixture) -> None:
    await site.db.execute("alter table preferences rename to elsewhere")
    async with site.api() as api:
        answer = await api.get("/api/settings")
    await site.db.execute("alter table elsewhere rename to preferences")
    error = answer.json()["error"]
    assert (answer.status_code, error["code"]) == (500, "internal")
    assert "Traceback" not in answer.text
    assert "preferences" not in answer.text
    assert error["data"]["id"] in caplog.text


# --- starting -----------------------------------------------------------------------------------------------------


def test_generated_token_is_kept_private(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path / "data")
    token = access_token(settings)
    assert len(token) >= 32
    assert access_token(settings) == token
    assert (settings.data_dir / "token").stat().st_mode & 0o777 == 0o600


def test_short_token_is_refused_beyond_loopback(tmp_path: Path) -> None:
    check_bind(Settings(data_dir=tmp_path, token="12345678", host="127.0.0.1"))  # type: ignore[arg-type]
    check_bind(Settings(data_dir=tmp_path, host="0.0.0.0"))
    with pytest.raises(BadSettings, match="BOOCODE_TOKEN"):
        check_bind(Settings(data_dir=tmp_path, token="12345678", host="0.0.0.0"))  # type: ignore[arg-type]


async def raw(site: Site, request: bytes, *, patience_seconds: float = 30) -> bytes:
    """What the server says to these bytes, unless it is silent or closes."""
    stream = await anyio.connect_tcp("127.0.0.1", site.port)
    async with stream:
        await stream.send(request)
        try:
            with anyio.fail_after(patience_seconds):
                return await stream.receive(65536)
        except (OSError, anyio.EndOfStream, anyio.BrokenResourceError, TimeoutError):
            return b""


async def test_frames_of_a_socket_never_bring_it_down(site: Site) -> None:
    async with site.socket() as connection:
        for wrong in ("", "{", "null", "[]", '{"id":"x"}', '{"id":1,"op":"fly"}', "\x00", '{"id":1e400}', "[" * 5000):
            await connection.send(wrong)
            assert "error" in await frame(connection)
        await connection.send(b"\x00\xff")
        assert "error" in await frame(connection)
        await connection.send(json.dumps({"id": 7, "op": "ping"}))
        assert await frame(connection) == {"id": 7, "result": {}, "error": None}
