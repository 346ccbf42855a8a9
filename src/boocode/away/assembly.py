"""Opens what knows who looks."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

import anyio

from boocode.away import store
from boocode.away.presence import Presence
from boocode.away.service import Away
from boocode.db import Database
from boocode.events import EventLog


@asynccontextmanager
async def open_away(db: Database, events: EventLog, *, absence_seconds: float) -> AsyncGenerator[Away]:
    """Presence is noted until the block ends. Old notifications are removed on the way in."""
    async with db.transaction() as conn:
        await store.forget_old(conn)
    presence = Presence(db, events.bus, absence_seconds=absence_seconds)
    async with anyio.create_task_group() as group:
        group.start_soon(presence.keep, name="presence")
        try:
            yield Away(db, events, presence)
        finally:
            group.cancel_scope.cancel()
