"""Logging in and out, devices, and how often one may fail."""

from __future__ import annotations

import httpx
import pytest
import websockets

from boocode.web.auth import Auth
from boocode.web.errors import LoginFailed, TooManyAttempts
from boocode.web.routes.auth import device_name
from boocode.web.throttle import MAX_ADDRESSES, Throttle
from tests.web.site import TOKEN, Site, frame


async def test_token_buys_a_cookie_that_scripts_cannot_read(site: Site) -> None:
    async with site.client() as browser:
        answer = await browser.post("/api/auth/login", json={"token": TOKEN}, headers={"origin": site.origin})
        assert answer.status_code == 204
        cookie = answer.headers["set-cookie"]
        assert cookie.startswith(f"boocode_{site.port}=")
        assert "HttpOnly" in cookie
        assert "samesite=strict" in cookie.lower()
        assert "Path=/;" in cookie
        assert "Domain" not in cookie
        assert "Secure" not in cookie
        assert TOKEN not in cookie
        me = (await browser.get("/api/auth/me")).json()
    assert me["via"] == "cookie"


async def test_cookie_is_stored_only_as_a_hash(site: Site) -> None:
    async with site.browser() as browser:
        (cookie,) = browser.cookies.values()
    stored = await site.db.fetch_value("select string_agg(d::text, '') from devices d")
    assert cookie not in stored
    assert cookie.encode().hex() not in stored


async def test_wrong_secret_does_not_log_in(site: Site) -> None:
    async with site.client() as stranger:
        for wrong in ({}, {"token": ""}, {"token": "wrong"}, {"code": "wrong"}, {"token": None, "code": None}):
            answer = await stranger.post("/api/auth/login", json=wrong)
            assert (answer.status_code, answer.json()["error"]["code"]) == (401, "login_failed"), wrong
            assert "set-cookie" not in answer.headers


async def test_code_logs_in_one_device_once(site: Site) -> None:
    async with site.api() as api:
        made = (await api.post("/api/auth/codes")).json()
    assert made["url"] == f"{site.origin}/#login={made['code']}"
    async with site.client() as phone, site.client() as thief:
        assert (await phone.post("/api/auth/login", json={"code": made["code"]})).status_code == 204
        assert (await thief.post("/api/auth/login", json={"code": made["code"]})).status_code == 401


async def test_code_lapses(site: Site) -> None:
    async with site.api() as api:
        made = (await api.post("/api/auth/codes")).json()
    await site.db.execute("update login_codes set expires_at = now()")
    async with site.client() as stranger:
        assert (await stranger.post("/api/auth/login", json={"code": made["code"]})).status_code == 401


async def test_eleventh_guess_has_to_wait(site: Site) -> None:
    async with site.client() as stranger:
        codes = [(await stranger.post("/api/auth/login", json={"token": "guess"})).status_code for _ in range(10)]
        assert codes == [401] * 10
        answer = await stranger.post("/api/auth/login", json={"token": "guess"})
        assert (answer.status_code, answer.json()["error"]["code"]) == (429, "too_many_attempts")
        assert int(answer.headers["retry-after"]) == answer.json()["error"]["data"]["retry_after_seconds"] > 0


async def test_guesses_of_a_local_program_do_not_lock_out_the_right_token(site: Site) -> None:
    async with site.client() as stranger:
        for _ in range(12):
            await stranger.post("/api/auth/login", json={"token": "guess"})
        assert (await stranger.post("/api/auth/login", json={"token": TOKEN})).status_code == 204
        bearer = {"authorization": f"Bearer {TOKEN}"}
        assert (await stranger.get("/api/projects", headers=bearer)).status_code == 200


async def test_a_short_token_has_to_wait_like_any_guess(site: Site) -> None:
    auth = Auth(site.services.db, "short")
    for _ in range(10):
        with pytest.raises(LoginFailed):
            await auth.login(token="guess", code=None, address="127.0.0.1", device="test")
    with pytest.raises(TooManyAttempts):
        await auth.login(token="short", code=None, address="127.0.0.1", device="test")


async def test_guessing_bearer_tokens_is_throttled_too(site: Site) -> None:
    async with site.client() as stranger:
        guess = {"authorization": "Bearer guess"}
        codes = [(await stranger.get("/api/projects", headers=guess)).status_code for _ in range(11)]
    assert codes == [401] * 10 + [429]


async def test_guesses_of_others_do_not_lock_out_who_is_logged_in(site: Site) -> None:
    async with site.browser() as browser, site.client() as stranger:
        for _ in range(12):
            await stranger.post("/api/auth/login", json={"token": "guess"})
        assert (await browser.get("/api/projects")).status_code == 200


def test_attempts_come_back_one_by_one() -> None:
    now = 0.0
    throttle = Throttle(lambda: now)
    for _ in range(10):
        throttle.spend("a")
    with pytest.raises(TooManyAttempts):
        throttle.spend("a")
    throttle.spend("b")
    now = 6.0
    throttle.spend("a")
    with pytest.raises(TooManyAttempts):
        throttle.spend("a")


def test_many_addresses_together_are_throttled_in_bounded_memory() -> None:
    throttle = Throttle(lambda: 0.0)
    with pytest.raises(TooManyAttempts):
        for number in range(101):
            throttle.spend(f"address {number}")
    for number in range(2 * MAX_ADDRESSES):
        with pytest.raises(TooManyAttempts):
            throttle.spend(f"other {number}")
    assert len(throttle._by_address) <= MAX_ADDRESSES


async def test_logout_makes_the_cookie_worthless_and_closes_its_sockets(site: Site) -> None:
    async with site.browser() as browser:
        cookies = dict(browser.cookies)
        async with site.socket(origin=site.origin, cookie=cookie_header(browser)) as connection:
            assert (await browser.post("/api/auth/logout")).status_code == 204
            assert await closed(connection) == 4401
        browser.cookies.update(cookies)
        assert (await browser.get("/api/projects")).status_code == 401


async def test_revoked_device_is_out_at_once_and_its_sockets_are_closed(site: Site) -> None:
    async with site.browser() as desk, site.browser() as phone:
        listed = (await desk.get("/api/auth/devices")).json()["devices"]
        assert sorted(device["current"] for device in listed) == [False, True]
        assert {device["name"] for device in listed} == {"Firefox on Linux"}
        other = next(device["id"] for device in listed if not device["current"])
        assert (await phone.get("/api/projects")).status_code == 200
        async with (
            site.socket(origin=site.origin, cookie=cookie_header(phone)) as lost,
            site.socket(origin=site.origin, cookie=cookie_header(desk)) as kept,
        ):
            assert (await desk.delete(f"/api/auth/devices/{other}")).status_code == 204
            assert await closed(lost) == 4401
            await kept.send('{"id":1,"op":"ping"}')
            assert (await frame(kept))["id"] == 1
        assert (await phone.get("/api/projects")).status_code == 401
        assert (await desk.get("/api/projects")).status_code == 200
        assert (await desk.delete(f"/api/auth/devices/{other}")).status_code == 404


async def test_socket_of_a_device_revoked_elsewhere_is_closed_by_the_heartbeat(site: Site) -> None:
    async with site.browser() as browser, site.fast_socket(cookie_header(browser)) as connection:
        assert await frame(connection) == {"type": "ping"}
        await site.db.execute("update devices set revoked_at = now()")
        assert await closed(connection) == 4401


async def test_silent_socket_is_closed(site: Site) -> None:
    async with site.fast_socket("", silent_seconds=0.0) as connection:
        assert await closed(connection) == 1001


def test_devices_have_names_a_person_knows() -> None:
    assert (
        device_name("Mozilla/5.0 (iPhone; CPU iPhone OS 19) AppleWebKit Version/19 Safari/604.1") == "Safari on iPhone"
    )
    assert device_name("curl/8.0 x") == "curl/8.0"
    assert device_name("") == "Unnamed device"


def cookie_header(client: httpx.AsyncClient) -> str:
    return "; ".join(f"{name}={value}" for name, value in client.cookies.items())


async def closed(connection: websockets.ClientConnection) -> int | None:
    """Read until the socket is closed; gives the close code."""
    with pytest.raises(websockets.ConnectionClosed):
        while True:
            await frame(connection)
    return connection.close_code
