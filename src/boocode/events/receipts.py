"""Receipts: the same `client_id` again gets the same answer, and the effect happens once."""

from __future__ import annotations

from uuid import UUID

import orjson
from pydantic import BaseModel

from boocode.db import Connection
from boocode.events.errors import ClientIdReused


async def remembered(conn: Connection, client_id: UUID, route: str) -> dict[str, object] | None:
    """What this client id was answered before, or None when it is new.

    Call it first in the transaction of the effect: a concurrent duplicate waits here until that one is committed.

    Raises:
        ClientIdReused: The id was used for another route.
    """
    cursor = await conn.execute(
        "insert into receipts (client_id, route, body) values (%s, %s, 'null') on conflict do nothing",
        (client_id, route),
    )
    if cursor.rowcount == 1:
        return None
    row = await (
        await conn.execute("select route, body::text from receipts where client_id = %s", (client_id,))
    ).fetchone()
    if row is None or row[0] != route:
        raise ClientIdReused("This client_id was already used for something else; make a new one.", route=route)
    return orjson.loads(row[1])


async def remember(conn: Connection, client_id: UUID, body: BaseModel) -> None:
    """Store the answer for the client id that `remembered` reserved in this transaction."""
    await conn.execute("update receipts set body = %s::jsonb where client_id = %s", (body.model_dump_json(), client_id))
