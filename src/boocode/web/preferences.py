"""Preferences: what the UI remembers on the server, as free JSON by key."""

from __future__ import annotations

from collections.abc import Mapping

import orjson

from boocode.db import Database
from boocode.kernel.errors import Invalid, TooLarge

MAX_KEYS = 200
MAX_BYTES = 64 * 1024


class Preferences:
    def __init__(self, db: Database) -> None:
        self._db = db

    async def all(self) -> dict[str, object]:
        async with self._db.connection() as conn:
            rows = await (await conn.execute("select key, value from preferences order by key")).fetchall()
        return dict(rows)

    async def merge(self, changes: Mapping[str, object]) -> None:
        """Store each key; null removes it.

        Raises:
            TooLarge: A value is over 64 KiB as JSON.
            Invalid: A key is empty or over 100 characters, or there are too many.
        """
        for key, value in changes.items():
            if not key or len(key) > 100:
                raise Invalid("A preference needs a name of at most 100 characters.", key=key[:100])
            if len(orjson.dumps(value)) > MAX_BYTES:
                raise TooLarge(f"The preference {key} is too large.", limit=MAX_BYTES)
        async with self._db.transaction() as conn:
            for key, value in changes.items():
                if value is None:
                    await conn.execute("delete from preferences where key = %s", (key,))
                else:
                    await conn.execute(
                        "insert into preferences (key, value) values (%s, %s::jsonb)"
                        " on conflict (key) do update set value = excluded.value, updated_at = now()",
                        (key, orjson.dumps(value).decode()),
                    )
            row = await (await conn.execute("select count(*) from preferences")).fetchone()
            if row is not None and row[0] > MAX_KEYS:
                raise Invalid(f"There can be at most {MAX_KEYS} preferences.", limit=MAX_KEYS)
