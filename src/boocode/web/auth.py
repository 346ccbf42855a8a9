"""Who may come in: the access token, devices with their cookies, one-time login codes, and trusted proxies.

Nothing secret is stored but the generated access token (mode 0600): cookies and codes are kept as HMACs under the
access token, so that changing it logs every device out.
"""

from __future__ import annotations

import hashlib
import hmac
import logging
import os
import secrets
import time
from collections import OrderedDict
from collections.abc import Callable
from datetime import datetime, timedelta
from ipaddress import ip_address
from pathlib import Path
from uuid import UUID

from psycopg.rows import class_row
from starlette.datastructures import Headers
from starlette.requests import cookie_parser
from starlette.types import Scope

from boocode.config import BadSettings, Settings, private_directory
from boocode.db import Database
from boocode.kernel.clock import now
from boocode.kernel.errors import NotFound
from boocode.kernel.ids import new_id
from boocode.kernel.text import clean
from boocode.web.errors import LoginFailed
from boocode.web.identity import ADDRESS, Identity
from boocode.web.shapes import Device
from boocode.web.throttle import Throttle

log = logging.getLogger(__name__)

COOKIE_DAYS = 180
CODE_MINUTES = 10
TRUST_SECONDS = 10.0  # how long a device is believed without asking the database again
MAX_CACHED = 1000
MIN_PUBLIC_TOKEN = 16


def access_token(settings: Settings) -> str:
    """The access token: the configured one, else one that is generated once and kept in the data directory."""
    if settings.token is not None:
        return settings.token.get_secret_value()
    path = private_directory(settings.data_dir) / "token"
    try:
        return _read_token(path)
    except FileNotFoundError:
        _write_token(path, secrets.token_urlsafe(32))
        return _read_token(path)


def _read_token(path: Path) -> str:
    token = path.read_text(encoding="ascii").strip()
    if len(token) < MIN_PUBLIC_TOKEN:
        raise BadSettings(f"{path} does not hold an access token. Delete it to have a new one made.")
    path.chmod(0o600)
    return token


def _write_token(path: Path, token: str) -> None:
    draft = path.with_name(f"token.{os.getpid()}")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        file.write(f"{token}\n")
    try:
        os.link(draft, path)  # whoever is first wins; the other process reads that one
    except FileExistsError:
        pass
    finally:
        draft.unlink()


def check_bind(settings: Settings) -> None:
    """Refuse to listen beyond this machine with a token that can be guessed.

    Raises:
        BadSettings: The host is not a loopback address and the configured token is short.
    """
    if is_loopback(settings.host) or settings.token is None:
        return
    if len(settings.token.get_secret_value()) < MIN_PUBLIC_TOKEN:
        raise BadSettings(
            f"BOOCODE_HOST={settings.host} can be reached from other machines: BOOCODE_TOKEN needs at least "
            f"{MIN_PUBLIC_TOKEN} characters. Leave it unset to have one made."
        )


def is_loopback(host: str) -> bool:
    """Whether only this machine can reach `host`."""
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


class Auth:
    """Decides who a caller is. One per process."""

    cookie_seconds = COOKIE_DAYS * 86400

    def __init__(
        self, db: Database, token: str, *, throttle: Throttle | None = None, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._db = db
        self._key = hashlib.sha256(token.encode()).digest()
        self._is_unguessable = len(token) >= MIN_PUBLIC_TOKEN
        self._throttle = throttle or Throttle()
        self._clock = clock
        self._believed: OrderedDict[bytes, tuple[UUID, float]] = OrderedDict()

    # --- recognising ----------------------------------------------------------------------------------------------

    async def identify(self, scope: Scope) -> Identity | None:
        """Who makes this request, by bearer token or cookie; None when nobody we know.

        Raises:
            TooManyAttempts: This address presented too many wrong bearer tokens.
        """
        headers = Headers(scope=scope)
        scheme, _, credentials = headers.get("authorization", "").partition(" ")
        if scheme.lower() == "bearer":
            return self._by_token(credentials.strip(), str(scope.get(ADDRESS, "unknown")))
        cookie = cookie_parser(headers.get("cookie", "")).get(self.cookie_name(scope))
        return await self._by_cookie(cookie) if cookie else None

    def cookie_name(self, scope: Scope) -> str:
        """Cookies are shared between ports, so the name says which."""
        server = scope.get("server")
        return f"boocode_{server[1] if server else 0}"

    def _by_token(self, token: str, address: str) -> Identity | None:
        if self._passes_throttle(token):
            return Identity(via="bearer")
        self._throttle.spend(address)
        if not self._is_token(token):
            log.warning("A wrong bearer token from %s", address)
            return None
        self._throttle.refund(address)
        return Identity(via="bearer")

    async def _by_cookie(self, cookie: str) -> Identity | None:
        hashed = self._hash(cookie)
        device_id = self._remembered(hashed)
        if device_id is None:
            device_id = await self._look_up(hashed)
        return Identity(via="cookie", device_id=device_id) if device_id else None

    def _remembered(self, hashed: bytes) -> UUID | None:
        device_id, until = self._believed.get(hashed, (None, 0.0))
        return device_id if until > self._clock() else None

    async def _look_up(self, hashed: bytes) -> UUID | None:
        async with self._db.transaction() as conn:
            cursor = await conn.execute(
                "update devices set last_seen_at = now() where token_hash = %s and revoked_at is null"
                " and last_seen_at > now() - make_interval(days => %s) returning id",
                (hashed, COOKIE_DAYS),
            )
            row = await cursor.fetchone()
        if row is None:
            return None
        self._believed[hashed] = (row[0], self._clock() + TRUST_SECONDS)
        while len(self._believed) > MAX_CACHED:
            self._believed.popitem(last=False)
        return row[0]

    async def still_valid(self, caller: Identity) -> bool:
        """Whether a caller who was let in may stay: its device is not logged out."""
        if caller.device_id is None:
            return True
        async with self._db.connection() as conn:
            cursor = await conn.execute(
                "select 1 from devices where id = %s and revoked_at is null", (caller.device_id,)
            )
            return await cursor.fetchone() is not None

    # --- logging in -----------------------------------------------------------------------------------------------

    async def login(self, *, token: str | None, code: str | None, address: str, device: str) -> str:
        """A new device's cookie, for the access token or a one-time code.

        Raises:
            LoginFailed: Neither is right.
            TooManyAttempts: This address, or everybody together, failed too often.
        """
        if token is None or not self._passes_throttle(token):
            self._throttle.spend(address)
        right = self._is_token(token) if token is not None else code is not None and await self._use_code(code)
        if not right:
            log.warning("A login from %s failed", address)
            wrong = "That access token is wrong." if token is not None else "That login code is wrong, used or too old."
            raise LoginFailed(f"{wrong} `boo login` prints a new link.")
        self._throttle.refund(address)
        cookie = secrets.token_urlsafe(32)
        async with self._db.transaction() as conn:
            await conn.execute(
                "insert into devices (id, token_hash, name) values (%s, %s, %s)",
                (new_id(), self._hash(cookie), clean(device)[:100]),
            )
        log.info("%s logged in from %s", device, address)
        return cookie

    async def make_code(self) -> tuple[str, datetime]:
        """A one-time login code and when it lapses."""
        code = secrets.token_urlsafe(18)
        expires_at = now() + timedelta(minutes=CODE_MINUTES)
        async with self._db.transaction() as conn:
            await conn.execute("delete from login_codes where expires_at < now() - interval '1 day'")
            await conn.execute(
                "insert into login_codes (code_hash, expires_at) values (%s, now() + make_interval(mins => %s))",
                (self._hash(code), CODE_MINUTES),
            )
        return code, expires_at

    async def _use_code(self, code: str) -> bool:
        async with self._db.transaction() as conn:
            cursor = await conn.execute(
                "update login_codes set used_at = now() where code_hash = %s and used_at is null"
                " and expires_at > now() returning 1",
                (self._hash(code),),
            )
            return await cursor.fetchone() is not None

    # --- devices --------------------------------------------------------------------------------------------------

    async def devices(self) -> list[Device]:
        """Devices that are logged in, the one seen last first."""
        async with self._db.connection() as conn:
            cursor = conn.cursor(row_factory=class_row(Device))
            await cursor.execute(
                "select id, name, created_at, last_seen_at from devices where revoked_at is null"
                " and last_seen_at > now() - make_interval(days => %s) order by last_seen_at desc",
                (COOKIE_DAYS,),
            )
            return await cursor.fetchall()

    async def revoke(self, device_id: UUID) -> None:
        """Log a device out. Its cookie is refused from now on.

        Raises:
            NotFound: No such device is logged in.
        """
        async with self._db.transaction() as conn:
            cursor = await conn.execute(
                "update devices set revoked_at = now() where id = %s and revoked_at is null", (device_id,)
            )
        self._believed = OrderedDict((key, kept) for key, kept in self._believed.items() if kept[0] != device_id)
        if cursor.rowcount == 0:
            raise NotFound("There is no such device logged in.")

    def _passes_throttle(self, token: str) -> bool:
        """Whether it is right and too long to be guessed: others' failures cannot lock it out."""
        return self._is_unguessable and self._is_token(token)

    def _is_token(self, token: str) -> bool:
        return hmac.compare_digest(hashlib.sha256(token.encode("utf-8", "replace")).digest(), self._key)

    def _hash(self, secret: str) -> bytes:
        return hmac.digest(self._key, secret.encode("utf-8", "replace"), "sha256")
