"""Reverse proxies: whom to believe."""

from __future__ import annotations

from pathlib import Path

from starlette.types import Scope

from boocode.config import Settings
from boocode.db import Database
from boocode.web.identity import ADDRESS, SCHEME
from boocode.web.proxies import Proxies
from tests.web.site import TOKEN, Site, open_site

SECRET = "a-proxy-secret-0123456789"


def behind_proxy(tmp_path: Path, addresses: str) -> Settings:
    return Settings.model_validate(
        {
            "data_dir": tmp_path / "data",
            "proxy_addresses": addresses,
            "proxy_secret": SECRET,
            "allowed_hosts": "boo.example.org",
        }
    )


def arrive(settings: Settings, peer: str, **headers: str) -> tuple[Scope, str | None]:
    pairs = [(name.replace("_", "-").encode(), value.encode("latin-1")) for name, value in headers.items()]
    scope: Scope = {"type": "http", "client": (peer, 1), "headers": pairs}
    user = Proxies(settings).receive(scope)
    return scope, user.user if user else None


async def test_proxy_with_the_secret_speaks_for_its_users(db: Database, tmp_path: Path) -> None:
    async with open_site(db, tmp_path, settings=behind_proxy(tmp_path, "127.0.0.1")) as site:
        sent = proxied()
        async with site.client(headers=sent) as browser:
            assert (await browser.get("/api/auth/me")).json() == {"via": "proxy", "user": "sam", "device_id": None}
            assert (await browser.post("/api/auth/codes")).status_code == 403
            own = {"origin": "https://boo.example.org"}
            answer = await browser.post("/api/auth/codes", headers=own)
            assert answer.json()["url"].startswith("https://boo.example.org/#login=")
            plain = {"origin": "http://boo.example.org"}
            assert (await browser.post("/api/auth/codes", headers=plain)).status_code == 403
        async with site.socket(**sent, origin="https://boo.example.org") as connection:
            await connection.send('{"id":1,"op":"ping"}')
            assert await connection.recv()


async def test_user_without_the_secret_is_nobody(db: Database, tmp_path: Path) -> None:
    settings = behind_proxy(tmp_path, "127.0.0.1")
    async with open_site(db, tmp_path, settings=settings) as site, site.client() as stranger:
        for secret in ("", "wrong", SECRET[:-1], SECRET + "x"):
            wrong = proxied() | {"x-boocode-proxy-secret": secret}
            assert (await stranger.get("/api/auth/me", headers=wrong)).status_code == 401, secret


async def test_cookie_is_secure_behind_a_proxy_with_tls(db: Database, tmp_path: Path) -> None:
    settings = behind_proxy(tmp_path, "127.0.0.1")
    async with open_site(db, tmp_path, settings=settings) as site, site.client() as browser:
        sent = {"host": "boo.example.org", "origin": "https://boo.example.org"}
        answer = await browser.post("/api/auth/login", json={"token": TOKEN}, headers=sent)
        assert (answer.status_code, "Secure" in answer.headers["set-cookie"]) == (204, True)


async def test_user_from_another_address_is_nobody(db: Database, tmp_path: Path) -> None:
    settings = behind_proxy(tmp_path, "10.0.0.0/8")
    async with open_site(db, tmp_path, settings=settings) as site, site.client(headers=proxied()) as stranger:
        assert (await stranger.get("/api/auth/me")).status_code == 401


async def test_user_is_nobody_where_no_proxy_is_configured(site: Site) -> None:
    async with site.client(headers={"remote-user": "sam", "x-boocode-proxy-secret": ""}) as stranger:
        assert (await stranger.get("/api/auth/me")).status_code == 401


def test_address_is_the_nearest_that_is_not_a_proxy(tmp_path: Path) -> None:
    settings = behind_proxy(tmp_path, "10.0.0.0/8,fd00::/8")
    given = {
        "203.0.113.9": "203.0.113.9",
        "1.1.1.1, 203.0.113.9": "203.0.113.9",
        "1.1.1.1, 203.0.113.9, 10.2.2.2": "203.0.113.9",
        "1.1.1.1, nonsense": "10.0.0.1",
        "10.3.3.3": "10.0.0.1",
        "": "10.0.0.1",
    }
    for forwarded, expected in given.items():
        scope, _ = arrive(settings, "10.0.0.1", x_forwarded_for=forwarded, x_boocode_proxy_secret=SECRET)
        assert scope[ADDRESS] == expected
    scope, _ = arrive(settings, "203.0.113.1", x_forwarded_for="1.1.1.1", x_boocode_proxy_secret=SECRET)
    assert scope[ADDRESS] == "203.0.113.1"


def test_proxy_headers_go_no_further(tmp_path: Path) -> None:
    for peer in ("10.0.0.1", "203.0.113.1"):
        scope, _ = arrive(
            behind_proxy(tmp_path, "10.0.0.0/8"),
            peer,
            remote_user="sam",
            remote_groups="admins",
            x_forwarded_for="1.1.1.1",
            x_forwarded_proto="https",
            x_boocode_proxy_secret=SECRET,
            accept="*/*",
        )
        assert scope["headers"] == [(b"accept", b"*/*")]
        assert scope[SCHEME] == ("https" if peer == "10.0.0.1" else None)


def test_mapped_ipv4_addresses_are_recognised(tmp_path: Path) -> None:
    _, user = arrive(
        behind_proxy(tmp_path, "10.0.0.0/8"), "::ffff:10.0.0.1", remote_user="sam", x_boocode_proxy_secret=SECRET
    )
    assert user == "sam"


def proxied() -> dict[str, str]:
    return {
        "host": "boo.example.org",
        "remote-user": "sam",
        "x-boocode-proxy-secret": SECRET,
        "x-forwarded-proto": "https",
        "x-forwarded-for": "203.0.113.9",
    }
